import type {Eligibility} from '../core/eligibility.ts';
import type {Grant} from '../core/grant.ts';
import type {SignInFlow} from '../core/identity.ts';
import type {ActivationRequest} from '../core/intent.ts';
import type {AuthorityName, Kind} from '../core/kind.ts';
import type {Secret} from '../core/secret.ts';
import type {LongerWanted} from '../usecases/extend.ts';
import type {Fate} from '../usecases/rollback.ts';
import type {NewSettings} from './host.ts';

/** What the screen wants done, as plain values; `effects/` carries them out and tells with messages. */
export type Effect =
  | {readonly type: 'open'; readonly demo: boolean}
  | {readonly type: 'save-settings'; readonly settings: NewSettings}
  | {
      readonly type: 'sign-in';
      readonly provider: AuthorityName;
      readonly session?: string | undefined;
      readonly flow: SignInFlow;
    }
  | {readonly type: 'stop-sign-in'}
  /** Shows what an earlier run kept; no network. */
  | {readonly type: 'remember'}
  | {readonly type: 'read-roles'; readonly kinds: readonly Kind[]; readonly source: 'recent' | 'fresh'}
  | {readonly type: 'read-grants'}
  | {readonly type: 'catch-up'}
  /** What was asked for before, from the record. */
  | {readonly type: 'read-history'}
  /** Which emergencies are open; with `stems` also what was taken in them, for which the record is read. */
  | {readonly type: 'read-incidents'; readonly stems: boolean}
  /** The plain terminal is handed to the emergency; the picture steps aside until it is left. */
  | {readonly type: 'break-glass'}
  /** The sinks are told what waits for them. */
  | {readonly type: 'deliver'}
  /** `soon` waits a moment first: a person who only passes by asks for nothing. */
  | {readonly type: 'read-policies'; readonly roles: readonly Eligibility[]; readonly soon: boolean}
  | {readonly type: 'plan'; readonly roles: readonly Eligibility[]; readonly request: ActivationRequest}
  | {
      readonly type: 'ask';
      readonly roles: readonly Eligibility[];
      readonly request: ActivationRequest;
      readonly mfaCode?: Secret | undefined;
      /** What comes of it ends with this run of the app. */
      readonly untilExit: boolean;
    }
  /** The end of a running grant is moved, or it is ended and asked for again (`wanted.replace`). */
  | {
      readonly type: 'extend';
      readonly grant: Grant;
      readonly wanted: LongerWanted;
      /** What takes its place ends with this run of the app, as it does. */
      readonly untilExit: boolean;
      readonly mfaCode?: Secret | undefined;
    }
  /** What a batch took is given up again, because some of it failed. */
  | {readonly type: 'give-back'; readonly fates: readonly Fate[]}
  /** Time may be short: who has not been told of a mark yet is told. */
  | {readonly type: 'remind'; readonly grants: readonly Grant[]}
  /** As above for what was taken in an emergency: everybody is told, whoever was told before. */
  | {readonly type: 'alarm'; readonly grants: readonly Grant[]}
  | {readonly type: 'deactivate'; readonly grants: readonly Grant[]}
  | {readonly type: 'cancel'; readonly requests: readonly Grant[]}
  | {readonly type: 'open-browser'; readonly url: string}
  | {readonly type: 'copy'; readonly text: string; readonly what: string}
  /** The command line that uses the grant, in the words of the person's shell. */
  | {readonly type: 'copy-command'; readonly grant: Grant}
  /** A shell that holds the grant's credentials; the picture steps aside until it is left. */
  | {readonly type: 'open-shell'; readonly grant: Grant}
  /** Everything that runs is told to stop watching; requests already sent go on. */
  | {readonly type: 'leave'; readonly code: number};
