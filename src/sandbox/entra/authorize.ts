import {randomBytes} from 'node:crypto';
import type {Answer} from '../http/call.ts';
import {type Authority, field, type TenantCall} from './authority.ts';
import {EntraRefusal} from './refusals.ts';
import {audienceOf, checkClient, checkTenant} from './registrations.ts';
import type {SignIn} from './sign-ins.ts';

const minute = 60_000;

/**
 * The page in the browser. It answers when the person has signed in (as with a device code: by `approveSignIn`, or by
 * itself after the approval time) and sends the browser back to the app with a one-time code.
 */
export async function authorize(authority: Authority, {call, tenant}: TenantCall): Promise<Answer> {
  const asked = call.query;
  const redirectUri = loopback(field(asked, 'redirect_uri'));
  const clientId = field(asked, 'client_id');
  checkClient(authority.registrations, clientId);
  checkTenant(authority.registrations, tenant, clientId);
  audienceOf(authority.registrations, clientId, field(asked, 'scope'));
  if (asked.get('response_type') !== 'code' || asked.get('code_challenge_method') !== 'S256')
    throw new EntraRefusal(
      'invalid_request',
      900144,
      'A code with an S256 code_challenge has to be asked for.',
    );
  const wanted = {
    flow: 'browser',
    clientId,
    tenant,
    scope: field(asked, 'scope'),
    claims: asked.get('claims'),
  } as const;
  const signIn = authority.signIns.begin(wanted, 10 * minute);
  await authority.signIns.settled(signIn, call.gone);
  return back(redirectUri, asked, outcome(authority, signIn, asked, redirectUri));
}

function outcome(
  authority: Authority,
  signIn: SignIn,
  asked: URLSearchParams,
  redirectUri: string,
): Record<string, string> {
  const state = authority.signIns.state(signIn);
  if (state !== 'approved')
    return {
      error: 'access_denied',
      error_description: 'AADSTS65004: User declined to consent to access the app.',
    };
  const code = `1.${randomBytes(32).toString('base64url')}`;
  authority.codes.set(code, {
    signInId: signIn.id,
    redirectUri,
    challenge: field(asked, 'code_challenge'),
    nonce: asked.get('nonce'),
    expiresAt: authority.clock.now() + 10 * minute,
  });
  authority.signIns.use(signIn);
  return {code};
}

function back(redirectUri: string, asked: URLSearchParams, fields: Record<string, string>): Answer {
  const all = new URLSearchParams({
    ...fields,
    ...(asked.has('state') ? {state: asked.get('state') ?? ''} : {}),
  });
  if (asked.get('response_mode') !== 'form_post')
    return {status: 302, headers: {location: `${redirectUri}?${all}`}, body: ''};
  return {status: 200, headers: {'content-type': 'text/html'}, body: selfPosting(redirectUri, all)};
}

/** The page that posts the code to the app by itself, as the real one does under `response_mode=form_post`. */
function selfPosting(redirectUri: string, fields: URLSearchParams): string {
  const quoted = (value: string) =>
    value.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
  const inputs = [...fields].map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${quoted(value)}">`,
  );
  return `<!doctype html><form method="post" action="${quoted(redirectUri)}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`;
}

/** Public clients come back to this machine only; any port (AADSTS50011 otherwise). */
function loopback(uri: string): string {
  const url = URL.canParse(uri) ? new URL(uri) : null;
  if (url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)) return uri;
  throw new EntraRefusal(
    'invalid_request',
    50011,
    `The redirect URI '${uri}' does not match the redirect URIs configured for the application.`,
  );
}
