import type {Activation} from '../../core/activation.ts';
import type {Incident, Probe, Told} from '../../core/emergency.ts';
import type {Grant} from '../../core/grant.ts';
import type {SignInFlow} from '../../core/identity.ts';
import type {Rung, UserRoleRung} from '../../core/ladder.ts';
import type {UserKey} from '../../core/ports.ts';
import type {Problem} from '../../core/problem.ts';
import type {Secret} from '../../core/secret.ts';
import type {Instant, Seconds} from '../../core/time.ts';
import type {Story} from '../story.ts';

/** What was asked for in an emergency. `rungs`: in the order in which they are tried. */
export interface EmergencyOrder {
  readonly incident: string;
  readonly reason: string;
  readonly rungs: readonly Rung[];
  /** `null`: what each rung says, else an hour. */
  readonly duration: Seconds | null;
  readonly drill: boolean;
  readonly stepUp: SignInFlow | 'never';
}

/** Who can be asked, and for what; a member that is absent: nobody. None of it is ever written down. */
export interface People {
  readonly passphrase?: ((user: string) => Promise<Secret | undefined>) | undefined;
  readonly userKey?: ((rung: UserRoleRung) => Promise<UserKey | undefined>) | undefined;
  /** Six digits of the device with this serial number. */
  readonly mfaCode?: ((serial: string) => Promise<Secret | undefined>) | undefined;
  /** Shows a request to a colleague and gives back their answer; the signal fires when time is up. */
  readonly cosignature?: ((request: string, ask: CosignAsk) => Promise<string | undefined>) | undefined;
}

export interface CosignAsk {
  readonly signers: readonly string[];
  readonly until: Instant;
  readonly signal: AbortSignal;
}

/** What happens in an emergency, in order. Everything but `road` and `unwritten` is also in the record. */
export type EmergencyStory =
  | {readonly type: 'opened'; readonly incident: Incident; readonly broken: string | null}
  /** Something could not be written where it belongs; the flow goes on. */
  | {readonly type: 'unwritten'; readonly problem: Problem}
  | {readonly type: 'evidence'; readonly probes: readonly Probe[]}
  | {readonly type: 'notice'; readonly told: readonly Told[]}
  | {readonly type: 'cosigned'; readonly by: string}
  | {readonly type: 'single-person'; readonly why: 'not-asked' | 'no-answer' | 'not-valid'}
  | {readonly type: 'tried'; readonly rung: Rung}
  /** What happens on the way of the rung that is being tried. */
  | {readonly type: 'road'; readonly rung: Rung; readonly story: Story}
  | {readonly type: 'passed'; readonly rung: Rung; readonly problem: Problem}
  | {readonly type: 'waiting'; readonly rung: Rung; readonly activation: Activation}
  | {readonly type: 'granted'; readonly rung: Rung; readonly grant: Grant}
  | {readonly type: 'without'};
