import type {SignInFlow} from '../core/identity.ts';
import type {Problem} from '../core/problem.ts';
import type {Instant} from '../core/time.ts';
import type {Untrusted} from '../core/untrusted.ts';
import type {Batch} from './batch.ts';
import type {Form} from './form.ts';
import type {Line} from './line.ts';
import type {SignInTarget} from './sign-in-target.ts';

export const FIRST_RUN_FIELDS = ['tenantId', 'clientId', 'startUrl', 'region'] as const;
export type FirstRunField = (typeof FIRST_RUN_FIELDS)[number];

/** Where a sign-in stands. Times are the server's. */
export type SignInStage =
  | {readonly type: 'starting'}
  | {
      readonly type: 'device';
      readonly userCode: Untrusted;
      readonly verificationUri: Untrusted;
      readonly expiresAt: Instant;
    }
  | {readonly type: 'browser'; readonly expiresAt: Instant}
  | {readonly type: 'stopped'; readonly problem: Problem};

/** What is about to be done, and needs a yes. */
export type Question =
  | {readonly verb: 'deactivate' | 'cancel'; readonly grantId: string}
  | {readonly verb: 'end-all'; readonly grantIds: readonly string[]}
  | {readonly verb: 'give-back'; readonly batch: Batch};

/** What becomes, on leaving, of what was taken here: it stays, ends before we go, or ends once we are gone. */
export type Parting = 'stays' | 'ends-now' | 'ends-behind';

export type Screen =
  | {readonly type: 'opening'}
  | {readonly type: 'not-opened'; readonly problem: Problem}
  | {
      readonly type: 'first-run';
      readonly lines: Readonly<Record<FirstRunField, Line>>;
      /** `null`: neither yet; letters choose between a tenant and the demo. */
      readonly focus: FirstRunField | null;
      readonly saving: boolean;
      readonly problem: Problem | null;
    }
  | {
      readonly type: 'sign-in';
      readonly target: SignInTarget;
      readonly flow: SignInFlow;
      readonly stage: SignInStage;
    }
  | {readonly type: 'roles'}
  | {readonly type: 'active'}
  | {readonly type: 'history'}
  | RequestScreen
  | {readonly type: 'question'; readonly question: Question; readonly behind: Screen}
  /** Something that was taken here still runs. */
  | {readonly type: 'leaving'; readonly behind: Screen}
  | {readonly type: 'bundles'; readonly at: number}
  | Page;

/** Text to read over what is behind it; `top` is its first line in the window. */
export type Page =
  | {readonly type: 'help'; readonly behind: Screen; readonly top: number}
  | {readonly type: 'problems'; readonly behind: Screen; readonly top: number}
  /** A past activation, whole. */
  | {readonly type: 'story'; readonly behind: Screen; readonly top: number}
  | {readonly type: 'preview'; readonly behind: RequestScreen; readonly top: number};

export interface RequestScreen {
  readonly type: 'request';
  readonly form: Form;
  /** Where `esc` leads; absent: to the roles. */
  readonly from?: 'history' | undefined;
}

export type ScreenOf<T extends Screen['type']> = Extract<Screen, {readonly type: T}>;

/** A tab: nobody is in the middle of something. */
export const isList = ({type}: Screen): boolean =>
  type === 'roles' || type === 'active' || type === 'history';
