import type {SignIn} from '../entra/sign-ins.ts';
import {type Answer, type Call, jsonBody} from '../http/call.ts';
import type {OidcService} from './oidc.ts';
import {invalidGrant} from './portal-sessions.ts';
import {AwsRefusal} from './refusal.ts';
import {required} from './registrations.ts';

export function startDeviceAuthorization(service: OidcService, call: Call): Answer {
  const {clientId} = service.registrations.of(call);
  const {settings, signIns} = service;
  if (!isStartUrl(service, required(jsonBody(call).startUrl, 'startUrl')))
    throw new AwsRefusal(400, 'InvalidRequestException', 'Invalid start URL provided');
  const wanted = {flow: 'device', authority: 'aws', clientId, tenant: '', scope: '', claims: null} as const;
  const {id, userCode} = signIns.begin(wanted, settings.deviceCodeSeconds * 1000);
  const verificationUri = `${service.url()}/device`;
  return {
    status: 200,
    body: {
      ...{deviceCode: id, userCode, verificationUri},
      verificationUriComplete: `${verificationUri}?user_code=${userCode}`,
      expiresIn: settings.deviceCodeSeconds,
      interval: service.interval,
    },
  };
}

/** `/start`, or a name under it: several sessions may then be told apart. Consoles add `#` and slashes to it. */
function isStartUrl({url}: OidcService, startUrl: string): boolean {
  const plain = startUrl.replace(/[/#]+$/, '');
  return plain.startsWith(`${url()}/start`) && /^(\/[\w-]+)?$/.test(plain.slice(`${url()}/start`.length));
}

/** The finished sign-in behind a device code, used up by this (errors: reference aws-jit 1). */
export function redeemDeviceCode(service: OidcService, call: Call): SignIn {
  const {deviceCode, clientId} = jsonBody(call);
  const signIn = service.signIns.find(required(deviceCode, 'deviceCode'));
  if (signIn?.authority !== 'aws' || signIn.clientId !== clientId) throw invalidGrant();
  checkPollSpeed(service, signIn);
  const state = service.signIns.state(signIn);
  if (state === 'used') throw invalidGrant();
  const refusal = {
    approved: null,
    pending: ['AuthorizationPendingException', 'The authorization is pending'],
    declined: ['AccessDeniedException', 'The person declined the request'],
    expired: ['ExpiredTokenException', 'The device code has expired'],
  }[state];
  const [code, message] = refusal ?? [];
  if (code !== undefined) throw new AwsRefusal(400, code, message ?? '');
  service.signIns.use(signIn);
  return signIn;
}

function checkPollSpeed({settings, polls, interval, now}: OidcService, {id}: SignIn): void {
  const last = polls.get(id);
  polls.set(id, now());
  // A tenth of grace: the client's timer and ours are not the same one.
  if (settings.slowDown && last !== undefined && now() - last < interval * 900)
    throw new AwsRefusal(400, 'SlowDownException', 'The client polls too often');
}
