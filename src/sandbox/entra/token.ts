import {createHash} from 'node:crypto';
import type {Answer} from '../http/call.ts';
import {type Authority, field, type TenantCall} from './authority.ts';
import {redeemDeviceCode} from './device-code.ts';
import {blockedBy, EntraRefusal, expiredCode, unknownGrant} from './refusals.ts';
import {audienceOf, checkClient, checkTenant, foreignTenant} from './registrations.ts';
import type {Session} from './sessions.ts';
import {type SignIn, sessionOf} from './sign-ins.ts';

interface Redeemed {
  readonly session: Session;
  readonly scope: string;
  readonly nonce?: string | null;
}

type GrantType = (authority: Authority, form: URLSearchParams) => Redeemed;

// MSAL sends the short spelling of the device code grant, the standard the long one (reference azure-pim 1.1).
const grantTypes: Readonly<Record<string, GrantType>> = {
  device_code: byDeviceCode,
  'urn:ietf:params:oauth:grant-type:device_code': byDeviceCode,
  refresh_token: byRefreshToken,
  authorization_code: byAuthorizationCode,
};

/** `/oauth2/v2.0/token` */
export function token(authority: Authority, {tenant, form}: TenantCall): Answer {
  const clientId = field(form, 'client_id');
  checkClient(authority.registrations, clientId);
  const whose = checkTenant(authority.registrations, tenant, clientId);
  const name = field(form, 'grant_type');
  const redeem = Object.hasOwn(grantTypes, name) ? grantTypes[name] : undefined;
  if (redeem === undefined)
    throw new EntraRefusal('unsupported_grant_type', 70003, `The grant type '${name}' is not supported.`);
  const {session, scope, nonce} = redeem(authority, form);
  if (whose === 'foreign') throw foreignTenant(authority.registrations, authority.user().upn);
  const {aud, scopes} = audienceOf(authority.registrations, clientId, scope);
  const claims = form.get('claims');
  return {
    status: 200,
    headers: noStore,
    body: authority.sessions.issue({session, aud, scopes, claims, nonce}),
  };
}

const noStore = {'cache-control': 'no-store, no-cache', pragma: 'no-cache'};

function byDeviceCode(authority: Authority, form: URLSearchParams): Redeemed {
  const signIn = redeemDeviceCode(authority, form);
  return {session: sessionOf(signIn, form.get('claims'), authority.mfaAtSignIn()), scope: signIn.scope};
}

function byRefreshToken(authority: Authority, form: URLSearchParams): Redeemed {
  const session = authority.sessions.redeem(field(form, 'refresh_token'), field(form, 'client_id'));
  // A session begun by device code stays marked through every refresh (reference azure-pim 1.4).
  if (session.flow === 'device' && authority.deviceFlowBlock() === 530036) throw blockedBy(530036);
  return {session, scope: form.get('scope') ?? ''};
}

function byAuthorizationCode(authority: Authority, form: URLSearchParams): Redeemed {
  const code = authority.codes.get(field(form, 'code'));
  authority.codes.delete(field(form, 'code'));
  if (code === undefined) throw unknownGrant();
  if (authority.clock.now() >= code.expiresAt) throw expiredCode();
  checkProof(code.challenge, field(form, 'code_verifier'));
  if (code.redirectUri !== form.get('redirect_uri'))
    throw new EntraRefusal(
      'invalid_grant',
      500112,
      'The reply address does not match the reply address provided when requesting the code.',
    );
  const signIn = ownSignIn(authority, code.signInId, field(form, 'client_id'));
  const session = sessionOf(signIn, form.get('claims'), authority.mfaAtSignIn());
  return {session, scope: form.get('scope') ?? signIn.scope, nonce: code.nonce};
}

function ownSignIn({signIns}: Authority, id: string, clientId: string): SignIn {
  const signIn = signIns.find(id);
  if (signIn === undefined || signIn.clientId !== clientId) throw unknownGrant();
  return signIn;
}

/** PKCE, S256. */
function checkProof(challenge: string, verifier: string): void {
  if (createHash('sha256').update(verifier).digest('base64url') === challenge) return;
  throw new EntraRefusal(
    'invalid_grant',
    501481,
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  );
}
