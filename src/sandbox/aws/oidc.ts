import {entered, page} from '../entra/code-page.ts';
import type {SignIns} from '../entra/sign-ins.ts';
import {type Answer, type Call, type Handler, jsonBody} from '../http/call.ts';
import {redeemDeviceCode, startDeviceAuthorization} from './device-authorization.ts';
import type {PortalSessions} from './portal-sessions.ts';
import {AwsRefusal} from './refusal.ts';
import {
  accountScope,
  type ClientRegistrations,
  deviceGrant,
  type Registration,
  required,
  unsupportedGrant,
} from './registrations.ts';
import type {AwsSettings} from './settings.ts';

/** Everything that Identity Center's OIDC knows. */
export interface OidcService {
  readonly settings: AwsSettings;
  readonly registrations: ClientRegistrations;
  readonly portalSessions: PortalSessions;
  readonly signIns: SignIns;
  readonly url: () => string;
  /** Seconds between polls. */
  readonly interval: number;
  readonly now: () => number;
  /** When each device code was last polled, ms. */
  readonly polls: Map<string, number>;
}

type Route = (service: OidcService, call: Call) => Answer;

const startPage: Route = () => page('The access portal of the practice organisation.');

const routes: Readonly<Record<string, Route>> = {
  'POST /client/register': register,
  'POST /device_authorization': startDeviceAuthorization,
  'POST /token': createToken,
  'GET /start': startPage,
  'GET /device': showPage,
  'POST /device': ({signIns}, call) =>
    entered(signIns, new URLSearchParams(call.body).get('code') ?? '', 'aws'),
};

/** Identity Center's OIDC (reference aws-jit 1), and the page where its codes are typed. */
export function oidcHandler(service: OidcService): Handler {
  return call => {
    try {
      const route = routes[`${call.method} ${call.path}`];
      if (route === undefined) throw new AwsRefusal(404, 'UnknownOperationException', 'No such operation');
      return route(service, call);
    } catch (refusal) {
      if (!(refusal instanceof AwsRefusal)) throw refusal;
      return refused(service, refusal);
    }
  };
}

function register({registrations}: OidcService, call: Call): Answer {
  const {scopes: _scopes, grantTypes: _grants, ...told} = registrations.register(call);
  return {status: 200, body: told};
}

/** The code may already stand in the address (`verificationUriComplete`); it is never shown again. */
function showPage(): Answer {
  return page(
    'No real account is asked for here.<form method="post"><input name="code"><button>Allow access</button></form>',
  );
}

function createToken(service: OidcService, call: Call): Answer {
  const registration = service.registrations.of(call);
  const grantType = required(jsonBody(call).grantType, 'grantType');
  const redeem = redeemers[grantType];
  if (redeem === undefined) throw unsupportedGrant();
  if (registration.grantTypes !== null && !registration.grantTypes.includes(grantType))
    throw new AwsRefusal(400, 'UnauthorizedClientException', 'The client is not registered for this grant');
  return issued(service, registration, redeem(service, call));
}

type Session = ReturnType<PortalSessions['begin']>;

/** `authorization_code` needs a page to come back from, which is not played. */
const redeemers: Readonly<Record<string, (service: OidcService, call: Call) => Session>> = {
  [deviceGrant]: byDeviceCode,
  refresh_token: byRefreshToken,
};

function byDeviceCode(service: OidcService, call: Call): Session {
  return service.portalSessions.begin(redeemDeviceCode(service, call).clientId);
}

function byRefreshToken({portalSessions}: OidcService, call: Call): Session {
  const {refreshToken, clientId} = jsonBody(call);
  return portalSessions.redeem(required(refreshToken, 'refreshToken'), required(clientId, 'clientId'));
}

/** Refresh tokens are for clients with the portal's scope (reference aws-jit 1). */
function issued({portalSessions}: OidcService, {scopes}: Registration, session: Session): Answer {
  return {status: 200, body: portalSessions.issue(session, scopes.includes(accountScope))};
}

/** As OAuth spells it in the body: `AuthorizationPendingException` is `authorization_pending`. */
function oauthName(code: string): string {
  if (code === 'InternalServerException') return 'server_error';
  return code
    .replace(/Exception$/, '')
    .replace(/(?!^)([A-Z])/g, '_$1')
    .toLowerCase();
}

function refused({settings}: OidcService, {status, code, message}: AwsRefusal): Answer {
  const body = {error: oauthName(code), error_description: message};
  return {status, body, ...(settings.oauthBodiesOnly ? {} : {headers: {'x-amzn-errortype': code}})};
}
