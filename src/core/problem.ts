import type {AuthorityName, Kind} from './kind.ts';
import type {Instant, Seconds} from './time.ts';
import type {Untrusted} from './untrusted.ts';

/** The contract's problem codes (3). */
export const PROBLEM_CODES = [
  'usage',
  'failed',
  'unsupported',
  'cancelled',
  'signed-out',
  'step-up-needed',
  'justification-needed',
  'ticket-needed',
  'ambiguous',
  'not-found',
  'not-active',
  'unreachable',
  'bad-answer',
  'bug',
  'state-unwritable',
  'throttled',
  'sign-in-blocked',
  'consent-missing',
  'not-eligible',
  'denied',
  'duration-too-long',
  'duration-too-short',
  'approval-timeout',
  'misconfigured',
  'request-pending',
  'too-soon-to-end',
  'audit-broken',
  'already-active',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Where and about what; every member is optional on every problem. */
interface About {
  readonly provider?: Kind | AuthorityName | undefined;
  readonly eligibilityId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly retryAfterSeconds?: Seconds | undefined;
  /** All failing policy rules in our words, first one first (contract 3). */
  readonly rules?: readonly ProblemCode[] | undefined;
  /** What the cloud said, in its own words. */
  readonly wire?: Untrusted | undefined;
}

export interface Candidate {
  readonly id: string;
  readonly kind: Kind;
  readonly name: Untrusted;
  readonly scope: Untrusted;
}

/** What stopped us. Expected trouble is this value; anything else that is thrown is our bug. */
export type Problem = About & ProblemDetail;

export type ProblemDetail =
  | {readonly code: 'usage'; readonly reason: string; readonly nextSteps?: readonly string[] | undefined}
  | {readonly code: 'failed'; readonly reason: string; readonly nextSteps?: readonly string[] | undefined}
  | {
      readonly code: 'unsupported';
      readonly reason: string;
      readonly nextSteps?: readonly string[] | undefined;
    }
  | {readonly code: 'cancelled'; readonly reason: string}
  | {
      readonly code: 'signed-out';
      readonly reason:
        | 'never'
        | 'expired'
        | 'code-expired'
        | 'revoked'
        | 'store-unreadable'
        | 'wrong-identity';
      readonly detail?: string | undefined;
      /** The AWS session to sign in to. */
      readonly session?: string | undefined;
      /** Where no `stint login` helps. */
      readonly nextSteps?: readonly string[] | undefined;
    }
  | {
      readonly code: 'step-up-needed';
      /** The authentication context (`c1`) or `mfa`. */
      readonly context: string;
      /** What the claims request is, when the cloud sent one; JSON text for the token call. */
      readonly claims?: string | undefined;
      /** A refused or blocked step-up says why. */
      readonly detail?: string | undefined;
      readonly nextSteps?: readonly string[] | undefined;
    }
  | {readonly code: 'justification-needed'}
  | {readonly code: 'ticket-needed'}
  | {readonly code: 'ambiguous'; readonly asked: string; readonly candidates: readonly Candidate[]}
  | {
      readonly code: 'not-found';
      readonly asked: string;
      readonly what:
        | 'role'
        | 'grant'
        | 'request'
        | 'scope'
        | 'setting'
        | 'schema'
        | 'profile'
        | 'bundle'
        | 'incident'
        | 'open incident'
        | 'emergency role'
        | 'line';
      readonly near?: readonly string[] | undefined;
      /** Sources that could not be read, so that it may be there (contract 4: not the same as "none"). */
      readonly unread?: readonly string[] | undefined;
    }
  | {readonly code: 'not-active'; readonly asked: string; readonly nextSteps?: readonly string[] | undefined}
  | {
      readonly code: 'unreachable';
      readonly what: string;
      readonly reason: string;
      readonly nextSteps?: readonly string[] | undefined;
    }
  | {readonly code: 'bad-answer'; readonly what: string; readonly reason: string}
  | {readonly code: 'bug'; readonly cause: unknown}
  | {
      readonly code: 'state-unwritable';
      readonly path: string;
      readonly reason: string;
      readonly nextSteps?: readonly string[] | undefined;
    }
  | {readonly code: 'throttled'}
  | {
      readonly code: 'sign-in-blocked';
      /** The AADSTS number, for wording only (reference azure-pim 5.3). */
      readonly aadsts?: number | undefined;
      readonly reason: string;
      readonly nextSteps?: readonly string[] | undefined;
    }
  | {readonly code: 'consent-missing'; readonly scopes: readonly string[]}
  | {
      readonly code: 'not-eligible';
      /** One sentence, where it is not the role asked for that is missing. */
      readonly reason?: string | undefined;
      readonly nextSteps?: readonly string[] | undefined;
    }
  | {
      readonly code: 'denied';
      readonly reason?: Untrusted | undefined;
      readonly by?: Untrusted | undefined;
      readonly nextSteps?: readonly string[] | undefined;
    }
  | {
      readonly code: 'duration-too-long';
      readonly asked?: Seconds | undefined;
      readonly most?: Seconds | undefined;
      /** One sentence on where the limit comes from. */
      readonly why?: string | undefined;
    }
  | {readonly code: 'duration-too-short'; readonly asked?: Seconds | undefined; readonly least: Seconds}
  | {readonly code: 'approval-timeout'}
  | {
      readonly code: 'misconfigured';
      /** The dotted name of the setting or the variable. */
      readonly setting?: string | undefined;
      readonly reason: string;
      readonly nextSteps?: readonly string[] | undefined;
    }
  | {readonly code: 'request-pending'; readonly requestId?: string | undefined}
  | {
      readonly code: 'too-soon-to-end';
      /** Server time of the first second in which the cloud takes it. */
      readonly notBefore: Instant;
      /** Where no wish has been left that somebody would carry out. */
      readonly nextSteps?: readonly string[] | undefined;
    }
  | {readonly code: 'audit-broken'; readonly seq: number | null; readonly reason: string}
  | {readonly code: 'already-active'; readonly endsAt: Instant | null; readonly grantId?: string | undefined};

/** How expected trouble travels through code that returns something else. `main` and the use cases unwrap it. */
export class Trouble extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(problem.code, cause === undefined ? undefined : {cause});
    this.name = 'Trouble';
    this.problem = problem;
  }
}

/** The problem inside anything that was thrown; what is no `Trouble` is our bug. Aborts are `cancelled`. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Trouble) return thrown.problem;
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return {code: 'cancelled', reason: 'It was interrupted.'};
  return {code: 'bug', cause: thrown};
}
