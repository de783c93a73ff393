import type {Seconds} from './time.ts';
import type {Untrusted} from './untrusted.ts';

/** What a role asks of you. `null` means: the cloud did not say, the service's own refusal will tell. */
export interface Requirements {
  readonly justification: boolean | null;
  readonly ticket: boolean | null;
  readonly approval: boolean | null;
  readonly mfa: boolean | null;
  /** The authentication context to step up to (`c1`), `false` when none is asked. */
  readonly authContext: string | false | null;
}

export interface Policy {
  readonly maxDuration: Seconds | null;
  readonly requires: Requirements;
  readonly approvers: readonly Untrusted[];
}

/** An eligible-only user may be refused the policy (reference azure-pim 2.1): nothing is known then. */
export const UNKNOWN_POLICY: Policy = {
  maxDuration: null,
  requires: {justification: null, ticket: null, approval: null, mfa: null, authContext: null},
  approvers: [],
};
