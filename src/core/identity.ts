import type {AuthorityName} from './kind.ts';
import type {Instant} from './time.ts';
import type {Untrusted} from './untrusted.ts';

export type TokenStoreLevel = 'keyring' | 'passphrase' | 'memory' | 'plaintext';

/** The row of the `identities` document. A part that is not known is `null`. */
export interface Identity {
  readonly provider: AuthorityName;
  /** Which of several sessions (AWS); absent or `null` where there is only one. */
  readonly session?: string | null | undefined;
  readonly account: Untrusted | null;
  readonly tenantId: string | null;
  /** In the tenant we act in; for a guest it is not the home account's (design 5). */
  readonly oid: string | null;
  readonly cloud: string;
  readonly clientId: string | null;
  readonly signedIn: boolean;
  /** When the newest known access token ends; the sign-in itself may live longer by refreshing. */
  readonly expiresAt: Instant | null;
  readonly tokenStore: {
    readonly level: TokenStoreLevel;
    readonly path: string | null;
    readonly protection: string;
  };
}

export type SignInFlow = 'device' | 'browser' | 'auto';

/** The story of a sign-in or a step-up; a refusal is thrown as `Trouble`. */
export type SignInEvent =
  | {
      readonly type: 'device-code';
      readonly provider: AuthorityName;
      readonly session?: string | null | undefined;
      readonly userCode: Untrusted;
      readonly verificationUri: Untrusted;
      /** Server time. */
      readonly expiresAt: Instant;
    }
  | {readonly type: 'browser'; readonly provider: AuthorityName; readonly expiresAt: Instant}
  | {readonly type: 'signed-in'; readonly provider: AuthorityName; readonly identity: Identity};

/** What a cloud wants to see in the token before it goes on; `claims` is JSON text for the token call. */
export interface StepUp {
  readonly context: string;
  readonly claims: string;
}

/** The claims request for an authentication context, as ARM and Graph PIM write it (reference azure-pim 5.2). */
export function authContextClaims(context: string): StepUp {
  return {context, claims: JSON.stringify({access_token: {acrs: {essential: true, value: context}}})};
}

/** The claims request for a fresh second factor (reference azure-pim 5.1, `MfaRule`; unverified today). */
export const MFA_STEP_UP: StepUp = {
  context: 'mfa',
  claims: JSON.stringify({access_token: {amr: {values: ['mfa']}}}),
};
