import type {ActivationEvent} from '../core/activation.ts';
import type {Eligibility} from '../core/eligibility.ts';
import type {Incident} from '../core/emergency.ts';
import type {Grant} from '../core/grant.ts';
import type {Identity, SignInEvent} from '../core/identity.ts';
import type {Kind} from '../core/kind.ts';
import type {Policy} from '../core/policy.ts';
import type {PlannedRequest} from '../core/ports.ts';
import type {Problem} from '../core/problem.ts';
import type {Instant} from '../core/time.ts';
import type {CatchUpEvent} from '../usecases/catch-up.ts';
import type {Reminder} from '../usecases/reminders.ts';
import type {ReadingEvent} from '../usecases/story.ts';
import type {Failing} from './delivering.ts';
import type {Stem} from './emergency.ts';
import type {PastTold} from './history-list.ts';
import type {LeaveSignal} from './host.ts';
import type {Edit} from './line.ts';
import type {Parting} from './model.ts';
import type {Profile} from './profile.ts';
import type {Look} from './theme.ts';
import type {EndsWith, Wishes} from './wishes.ts';

/** What a key means. Rows of the keymap hold these. */
export type Wish =
  | {readonly type: 'move'; readonly by: number; readonly unit: 'row' | 'page' | 'all'}
  | {readonly type: 'edit'; readonly edit: Edit}
  | {readonly type: 'show-tab'; readonly tab: 'roles' | 'active' | 'history'}
  | {readonly type: 'filter'}
  | {readonly type: 'keep-filter'}
  | {readonly type: 'clear'}
  | {readonly type: 'mark'}
  | {readonly type: 'toggle-details'}
  | {readonly type: 'request'}
  | {readonly type: 'ask-again'}
  /** Once more what was asked for before, with the same reason. */
  | {readonly type: 'ask-like'}
  | {readonly type: 'read-story'}
  /** One earlier reason further back (1), or nearer again (-1). */
  | {readonly type: 'recall'; readonly by: 1 | -1}
  | {readonly type: 'break-glass'}
  | {readonly type: 'step-duration'; readonly by: 1 | -1}
  | {readonly type: 'preview'}
  | {readonly type: 'problems'}
  | {readonly type: 'submit'}
  | {readonly type: 'back'}
  | {readonly type: 'read-again'}
  | {readonly type: 'end'}
  | {readonly type: 'end-all'}
  | {readonly type: 'extend'}
  | {readonly type: 'bundles'}
  | {readonly type: 'use-bundle'}
  | {readonly type: 'give-back'}
  | {readonly type: 'other-end'}
  | {readonly type: 'part'; readonly parting: Parting}
  | {readonly type: 'withdraw'}
  | {readonly type: 'copy-command'}
  | {readonly type: 'open-shell'}
  | {readonly type: 'dismiss'}
  | {readonly type: 'yes'}
  | {readonly type: 'save'}
  | {readonly type: 'try-demo'}
  | {readonly type: 'sign-in'; readonly flow: 'profile' | 'device' | 'browser'}
  | {readonly type: 'copy-code'}
  | {readonly type: 'open-page'}
  | {readonly type: 'help'}
  | {readonly type: 'quit'}
  | {readonly type: 'interrupt'};

/** What the terminal tells. */
export type Terminal =
  | {readonly type: 'press'; readonly key: string}
  | {readonly type: 'text'; readonly text: string}
  | {readonly type: 'resize'; readonly columns: number; readonly rows: number}
  | {readonly type: 'signal'; readonly signal: LeaveSignal}
  /** `jumped`: wall and monotonic clock disagree about how long it was. */
  | {readonly type: 'tick'; readonly now: Instant; readonly jumped: boolean}
  /** Whether the server's time is known has changed. */
  | {readonly type: 'time'; readonly now: Instant; readonly isSure: boolean};

/** What the work tells. */
export type Told =
  | {readonly type: 'opened'; readonly profile: Profile; readonly look: Look; readonly now: Instant}
  | {readonly type: 'saved'}
  | {readonly type: 'identified'; readonly identities: readonly Identity[]}
  | {
      readonly type: 'remembered';
      readonly roles: readonly Remembered<Eligibility>[];
      readonly grants: readonly Remembered<Grant>[];
    }
  | {readonly type: 'roles-told'; readonly events: readonly ReadingEvent<Eligibility>[]}
  | {readonly type: 'grants-told'; readonly events: readonly ReadingEvent<Grant>[]; readonly now: Instant}
  | {
      readonly type: 'caught-up';
      readonly events: readonly CatchUpEvent[];
      readonly wishes: Wishes;
      readonly endsWith: EndsWith;
    }
  /** `loud`: of what was taken in an emergency. */
  | {readonly type: 'reminded'; readonly reminders: readonly Reminder[]; readonly loud?: true}
  | ({readonly type: 'past-told'} & PastTold)
  /** Without `stems` what is known of them stands. */
  | {
      readonly type: 'incidents-told';
      readonly incidents: readonly Incident[];
      readonly stems?: readonly Stem[] | undefined;
      readonly now: Instant;
    }
  | {readonly type: 'emergency-left'; readonly code: number; readonly now: Instant}
  | {
      readonly type: 'delivered';
      readonly failing: readonly Failing[];
      readonly waits: boolean;
    }
  | {readonly type: 'given-back'}
  | {readonly type: 'policy-told'; readonly id: string; readonly policy: Policy}
  | {readonly type: 'planned'; readonly plans: ReadonlyMap<string, readonly PlannedRequest[]>}
  | {readonly type: 'sign-in-told'; readonly event: SignInEvent; readonly now: Instant}
  | {readonly type: 'sign-in-failed'; readonly problem: Problem}
  | {readonly type: 'sending'; readonly roles: readonly Eligibility[]; readonly now: Instant}
  | {readonly type: 'not-sent'; readonly problems: readonly Problem[]}
  | {readonly type: 'happened'; readonly item: string; readonly event: ActivationEvent; readonly now: Instant}
  | {readonly type: 'step-up-told'; readonly event: SignInEvent; readonly now: Instant}
  | {readonly type: 'watching-ended'; readonly items: readonly string[]}
  | {readonly type: 'copied'; readonly what: string}
  | {readonly type: 'shell-left'; readonly grant: Grant; readonly code: number; readonly now: Instant}
  | {readonly type: 'trouble'; readonly about: Trouble; readonly problem: Problem};

/** What was being done when trouble came: decides where it is shown. */
export type Trouble = 'open' | 'save' | 'browser' | 'copy' | 'record' | 'lend' | 'emergency';

export interface Remembered<T> {
  readonly kind: Kind;
  readonly items: readonly T[];
  readonly readAt: Instant;
  /** So lately, and so wholly, that it need not be read again. */
  readonly recent: boolean;
  /** What the copy lacks. */
  readonly gaps?: readonly Problem[] | undefined;
}

export type Message = Wish | Terminal | Told;
