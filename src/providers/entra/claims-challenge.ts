import {MFA_STEP_UP, type StepUp} from '../../core/identity.ts';
import {jsonObject} from './wire-error.ts';

/** The step-up that a claims request (JSON text) asks for; its context is `c1`, `mfa`, or `session` for the rest. */
export function stepUpOf(claims: string): StepUp {
  const wanted = jsonObject(claims)?.access_token;
  const token = typeof wanted === 'object' && wanted !== null ? (wanted as Record<string, unknown>) : {};
  return {context: contextOf(token), claims};
}

function contextOf(token: Readonly<Record<string, unknown>>): string {
  const context = valuesOf(token.acrs)[0];
  if (context !== undefined) return context;
  return valuesOf(token.amr).includes('mfa') ? MFA_STEP_UP.context : 'session';
}

/** `{value: "c1"}` and `{values: ["c1"]}` both occur. */
function valuesOf(wanted: unknown): readonly string[] {
  if (typeof wanted !== 'object' || wanted === null) return [];
  const {value, values} = wanted as {value?: unknown; values?: unknown};
  const all: readonly unknown[] = Array.isArray(values) ? values : [value];
  return all.filter(one => typeof one === 'string');
}

/** The claims request in a refusal's text: `...&claims=%7B...%7D` (reference azure-pim 5.2). */
export function claimsInText(text: string): string | undefined {
  const encoded = /[?&]claims=([^&\s"']+)/.exec(text)?.[1];
  return encoded === undefined ? undefined : decoded(encoded);
}

function decoded(text: string): string | undefined {
  try {
    const claims = decodeURIComponent(text);
    return jsonObject(claims) === undefined ? undefined : claims;
  } catch {
    return undefined;
  }
}

/** The claims of `WWW-Authenticate: Bearer … error="insufficient_claims", claims="<base64>"` (reference azure-pim 5.1). */
export function claimsInHeader(header: string | undefined): string | undefined {
  const encoded = /\bclaims="([^"]+)"/.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const claims = Buffer.from(encoded, 'base64').toString('utf8');
  return jsonObject(claims) === undefined ? undefined : claims;
}
