/** What an access token of the practice cloud says. `aud`: the origin it is good for; times in seconds, as JWT has them. */
export interface TokenClaims {
  readonly aud: string;
  readonly iss: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly tid: string;
  readonly oid: string;
  readonly upn: string;
  readonly name: string;
  readonly appid: string;
  readonly azp: string;
  readonly scp: string;
  readonly sid: string;
  /** Names this one token. */
  readonly uti: string;
  readonly amr: readonly string[];
  readonly acrs?: readonly string[] | undefined;
  readonly xms_cc?: readonly string[] | undefined;
  readonly ver: string;
}

/** A claims request as the protocol has it: `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`. */
export interface ClaimsRequest {
  readonly acrs: readonly string[];
  readonly amr: readonly string[];
  /** Client capabilities: `cp1`. */
  readonly capabilities: readonly string[];
}

interface Wanted {
  readonly value?: unknown;
  readonly values?: unknown;
}

/** Reads a `claims` parameter; null where it is no JSON object. */
export function parseClaims(text: string | null): ClaimsRequest | null {
  if (text === null || text === '') return {acrs: [], amr: [], capabilities: []};
  try {
    const wanted: Record<string, Wanted | null> = JSON.parse(text)?.access_token ?? {};
    return {acrs: listed(wanted.acrs), amr: listed(wanted.amr), capabilities: listed(wanted.xms_cc)};
  } catch {
    return null;
  }
}

function listed(wanted: Wanted | null | undefined): readonly string[] {
  const values = Array.isArray(wanted?.values) ? wanted.values : [wanted?.value];
  return values.filter((value): value is string => typeof value === 'string');
}
