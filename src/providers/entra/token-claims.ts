import type {CloudEndpoints} from '../../core/clouds.ts';
import {Trouble} from '../../core/problem.ts';
import type {Audience} from './access.ts';
import {stepUpOf} from './claims-challenge.ts';
import {resourceOf} from './options.ts';
import {jsonObject, textOf} from './wire-error.ts';

export interface TokenClaims {
  readonly aud: string;
  readonly tid: string;
  readonly oid: string;
  readonly name: string | undefined;
  /** Authentication contexts that were met. */
  readonly acrs: readonly string[];
  /** How the person proved who they are: `pwd`, `mfa`. */
  readonly amr: readonly string[];
}

/**
 * The payload of an access token. Its signature is not verified: the token came over TLS from the authority itself,
 * and only the resource it is for may judge it. We look whether it is the one that was asked for.
 */
export function readTokenClaims(token: string): TokenClaims {
  const [, payload = ''] = token.split('.');
  const said = jsonObject(Buffer.from(payload, 'base64url').toString('utf8')) ?? {};
  const [aud, tid, oid] = [textOf(said.aud), textOf(said.tid), textOf(said.oid)];
  if (aud === undefined || tid === undefined || oid === undefined)
    throw new Trouble({code: 'bad-answer', what: 'Entra sign-in', reason: 'the token cannot be read'});
  const name = textOf(said.upn) ?? textOf(said.preferred_username) ?? textOf(said.unique_name);
  return {
    aud,
    tid: tid.toLowerCase(),
    oid: oid.toLowerCase(),
    name,
    acrs: texts(said.acrs),
    amr: texts(said.amr),
  };
}

function texts(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter(one => typeof one === 'string');
}

/** Other names the published clouds write into `aud` for the same resource. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  'https://management.azure.com': [
    'https://management.core.windows.net',
    '797f4846-ba00-4fd7-ba43-dac1f8f63013',
  ],
  'https://management.usgovcloudapi.net': ['https://management.core.usgovcloudapi.net'],
  'https://management.chinacloudapi.cn': ['https://management.core.chinacloudapi.cn'],
  'https://graph.microsoft.com': ['00000003-0000-0000-c000-000000000000'],
  'https://graph.microsoft.us': ['00000003-0000-0000-c000-000000000000'],
  'https://dod-graph.microsoft.us': ['00000003-0000-0000-c000-000000000000'],
  'https://microsoftgraph.chinacloudapi.cn': ['00000003-0000-0000-c000-000000000000'],
};

export interface Expected {
  readonly audience: Audience;
  readonly endpoints: CloudEndpoints;
  /** `undefined` until a first token has told it. */
  readonly tid: string | undefined;
  readonly oid: string | undefined;
}

/** Rejects `signed-out` (`wrong-identity`) when the token is for someone, somewhere or something else (design 5). */
export function checkIdentity(claims: TokenClaims, expected: Expected): void {
  const fault = identityFault(claims, expected);
  if (fault !== undefined) throw new Trouble({code: 'signed-out', reason: 'wrong-identity', detail: fault});
}

function identityFault({aud, tid, oid}: TokenClaims, expected: Expected): string | undefined {
  const {endpoints, audience} = expected;
  const wanted = resourceOf(endpoints, audience);
  const named = aud.replace(/\/+$/, '').toLowerCase();
  if (named !== wanted && !ALIASES[wanted]?.includes(named))
    return `the token is for ${aud}, not for ${wanted}`;
  if (expected.tid !== undefined && expected.tid.toLowerCase() !== tid)
    return `the token is of tenant ${tid}, not of ${expected.tid}`;
  if (expected.oid !== undefined && expected.oid.toLowerCase() !== oid)
    return 'another account signed in than the one at work here';
  return undefined;
}

/** Whether a token meets a claims request; one that names neither a context nor a factor cannot be told from outside. */
export function meets({acrs, amr}: TokenClaims, claims: string): boolean {
  const {context} = stepUpOf(claims);
  if (context === 'session') return true;
  return context === 'mfa' ? amr.includes('mfa') : acrs.includes(context);
}
