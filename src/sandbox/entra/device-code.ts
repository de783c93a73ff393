import type {Answer} from '../http/call.ts';
import {type Authority, field, type TenantCall} from './authority.ts';
import {blockedBy, declined, expiredCode, pending, tooFast, unknownCode, usedGrant} from './refusals.ts';
import {audienceOf, checkClient, checkTenant} from './registrations.ts';
import type {SignIn} from './sign-ins.ts';

/** Entra's own length of a device code's life. */
const lifeSeconds = 900;

export function startDeviceCode(authority: Authority, {call, tenant, form}: TenantCall): Answer {
  const clientId = field(form, 'client_id');
  const scope = field(form, 'scope');
  checkClient(authority.registrations, clientId);
  checkTenant(authority.registrations, tenant, clientId);
  audienceOf(authority.registrations, clientId, scope);
  const claims = form.get('claims') ?? call.query.get('claims');
  const signIn = authority.signIns.begin(
    {flow: 'device', clientId, tenant, scope, claims},
    lifeSeconds * 1000,
  );
  const page = `${authority.url()}/device`;
  return {
    status: 200,
    body: {
      user_code: signIn.userCode,
      device_code: signIn.id,
      verification_uri: page,
      expires_in: lifeSeconds,
      interval: authority.interval,
      message: `To sign in, use a web browser to open the page ${page} and enter the code ${signIn.userCode} to authenticate.`,
    },
  };
}

/** The finished sign-in behind a device code, used up by this; throws what the table of reference azure-pim 1.1 says. */
export function redeemDeviceCode(authority: Authority, form: URLSearchParams): SignIn {
  const signIn = authority.signIns.find(field(form, 'device_code'));
  if (signIn === undefined || signIn.flow !== 'device' || signIn.clientId !== form.get('client_id'))
    throw unknownCode();
  checkPollSpeed(authority, signIn);
  const state = authority.signIns.state(signIn);
  if (state === 'pending') throw pending();
  if (state === 'declined') throw declined();
  if (state === 'expired') throw expiredCode();
  if (state === 'used') throw usedGrant();
  const block = authority.deviceFlowBlock();
  if (block !== null) throw blockedBy(block);
  authority.signIns.use(signIn);
  return signIn;
}

function checkPollSpeed({clock, polls, interval, slowDown}: Authority, signIn: SignIn): void {
  const last = polls.get(signIn.id);
  polls.set(signIn.id, clock.now());
  // A tenth of grace: the client's timer and ours are not the same one.
  if (slowDown() && last !== undefined && clock.now() - last < interval * 900) throw tooFast();
}
