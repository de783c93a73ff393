import type {Limit} from '../settings.ts';

/** The quirks and switches of the AWS side. Each may be turned at any time; the next request sees it. */
export interface AwsSettings {
  /** true: OIDC errors are `{"error": …}` alone, without `x-amzn-errortype` (reference aws-jit 1). */
  oauthBodiesOnly: boolean;
  /** true: polling faster than the interval is answered SlowDownException. */
  slowDown: boolean;
  /** true: a refresh token may be used again after it was exchanged. */
  lenientRefresh: boolean;
  /** Seconds that a registered client, a device code, an access token and a portal session live. */
  registrationSeconds: number;
  deviceCodeSeconds: number;
  tokenSeconds: number;
  portalSessionSeconds: number;
  /** One bucket for all portal calls, on the practice clock; null: none. */
  portalLimit: Limit | null;
  /** ms from a PIM group's activation, and from its end, until AWS knows (reference aws-jit 7). */
  scimInMs: number;
  scimOutMs: number;
  /**
   * true: MFA devices are taken from callers with role credentials too. AWS itself knows devices of IAM users only: turn
   * it off to see that refusal.
   */
  mfaForRoles: boolean;
}

const minute = 60_000;

export function defaultAwsSettings(): AwsSettings {
  return {
    oauthBodiesOnly: false,
    slowDown: false,
    lenientRefresh: false,
    registrationSeconds: 90 * 86_400,
    deviceCodeSeconds: 600,
    tokenSeconds: 3600,
    portalSessionSeconds: 8 * 3600,
    portalLimit: {burst: 20, perSecond: 20},
    scimInMs: 3 * minute,
    scimOutMs: 40 * minute,
    mfaForRoles: true,
  };
}
