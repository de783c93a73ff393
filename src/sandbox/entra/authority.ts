import type {PracticeClock} from '../clock.ts';
import type {Answer, Call, Handler} from '../http/call.ts';
import {authorize} from './authorize.ts';
import {codePage, enterCode} from './code-page.ts';
import {startDeviceCode} from './device-code.ts';
import type {Signer} from './jwt.ts';
import {type DeviceFlowBlock, EntraRefusal, refusalAnswer} from './refusals.ts';
import type {Registrations} from './registrations.ts';
import type {PracticeUser, Sessions} from './sessions.ts';
import type {SignIns} from './sign-ins.ts';
import {token} from './token.ts';

/** Everything the sign-in service knows. */
export interface Authority {
  readonly clock: PracticeClock;
  readonly registrations: Registrations;
  readonly signIns: SignIns;
  readonly sessions: Sessions;
  readonly signer: Signer;
  readonly user: () => PracticeUser;
  readonly url: () => string;
  /** Seconds between polls. */
  readonly interval: number;
  readonly mfaAtSignIn: () => boolean;
  readonly deviceFlowBlock: () => DeviceFlowBlock | null;
  /** true: whoever polls faster than the interval is told `slow_down`. */
  readonly slowDown: () => boolean;
  /** When each device code was last polled, ms. */
  readonly polls: Map<string, number>;
  /** Browser sign-ins by their one-time code. */
  readonly codes: Map<string, AuthorizationCode>;
}

export interface AuthorizationCode {
  readonly signInId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string | null;
  readonly expiresAt: number;
}

/** A call under `/{tenant}/...`, with its form fields. */
export interface TenantCall {
  readonly call: Call;
  readonly tenant: string;
  readonly form: URLSearchParams;
}

type Route = (authority: Authority, asked: TenantCall) => Answer | Promise<Answer>;

const routes: readonly (readonly [method: string, path: string, route: Route])[] = [
  ['POST', '/oauth2/v2.0/devicecode', startDeviceCode],
  ['POST', '/oauth2/v2.0/token', token],
  ['GET', '/oauth2/v2.0/authorize', authorize],
  ['GET', '/v2.0/.well-known/openid-configuration', configuration],
  ['GET', '/.well-known/openid-configuration', configuration],
  ['GET', '/discovery/v2.0/keys', ({signer}) => ({status: 200, body: signer.keys})],
  [
    'GET',
    '/oauth2/v2.0/logout',
    () => ({status: 200, headers: {'content-type': 'text/html'}, body: 'Signed out.'}),
  ],
];

/** Beside the tenants: the page where codes are typed, short enough to be read out and drawn. */
const pages: readonly (readonly [method: string, path: string, route: Route])[] = [
  ['GET', '/device', codePage],
  ['POST', '/device', enterCode],
];

/** The sign-in origin (reference azure-pim 1). */
export function entraHandler(authority: Authority): Handler {
  return async call => {
    const [, tenant = '', rest = ''] = /^\/([^/]+)(\/.*)$/.exec(call.path) ?? [];
    const place = rest === '' ? {table: pages, path: call.path} : {table: routes, path: rest};
    const route = place.table.find(([method, path]) => method === call.method && path === place.path)?.[2];
    if (route === undefined) return {status: 404, headers: {'content-type': 'text/html'}, body: 'Not found'};
    try {
      return await route(authority, {call, tenant, form: new URLSearchParams(call.body)});
    } catch (refusal) {
      if (!(refusal instanceof EntraRefusal)) throw refusal;
      return refusalAnswer(refusal, authority.clock.now(), call.headers['client-request-id']);
    }
  };
}

function configuration({url, registrations}: Authority, {tenant}: TenantCall): Answer {
  const base = `${url()}/${tenant}`;
  const addresses = {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    issuer: `${url()}/${registrations.tenantId}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
  };
  return {status: 200, body: {...addresses, ...capabilities}};
}

const capabilities = {
  token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
  response_modes_supported: ['query', 'fragment', 'form_post'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['ES256'],
  response_types_supported: ['code'],
  scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
  claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'nonce', 'preferred_username', 'name', 'tid', 'oid'],
};

/** A field that has to be there (AADSTS900144 otherwise). */
export function field(form: URLSearchParams, name: string): string {
  const value = form.get(name) ?? '';
  if (value !== '') return value;
  throw new EntraRefusal(
    'invalid_request',
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  );
}
