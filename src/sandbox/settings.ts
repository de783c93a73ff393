import type {PracticeKind} from './pim/model.ts';

/** Reads and writes allowed in one go and regained per second, as a token bucket (reference azure-pim 2.6). */
export interface Limit {
  readonly burst: number;
  readonly perSecond: number;
}

/** The tenant's quirks and switches. Each may be turned at any time; the next request sees it. */
export interface Settings {
  /** ms of the practice clock at its start. */
  readonly startAt: number;
  /** Rows per page of every list. */
  pageSize: number;
  /** Seconds an access token lives. */
  tokenLifetime: number;
  /** true: a refresh token is good once. Entra itself goes on taking it. */
  rotateStrictly: boolean;
  /** true: polling faster than the interval is answered `slow_down`. */
  slowDown: boolean;
  /** false: a first sign-in is by password alone. */
  mfaAtSignIn: boolean;
  /** false: the app is no public client (AADSTS7000218). */
  publicClient: boolean;
  /** How many ARM rows in a hundred come without `expandedProperties` (JAz.PIM; demoray/azure-pim-cli#214). */
  rowsWithoutNames: number;
  /** false: an ordinary user may not look up a role's name either. */
  roleDefinitionsReadable: boolean;
  /** ms on its clock from a row in the active list until its permissions are there (reference azure-pim 2.6). */
  permissionsLagMs: number;
  /** Consents that the organisation has taken from the app. */
  readonly withoutConsent: Set<PracticeKind | 'groupNames'>;
  readonly limits: {reads: Limit | null; writes: Limit | null};
}

export function defaultSettings(startAt: number): Settings {
  return {
    startAt,
    pageSize: 20,
    tokenLifetime: 3600,
    rotateStrictly: false,
    slowDown: false,
    mfaAtSignIn: true,
    publicClient: true,
    rowsWithoutNames: 0,
    roleDefinitionsReadable: true,
    permissionsLagMs: 0,
    withoutConsent: new Set(),
    limits: {reads: null, writes: null},
  };
}
