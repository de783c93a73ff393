import {randomBytes} from 'node:crypto';
import type {PracticeClock} from '../clock.ts';
import {type Call, jsonBody, text} from '../http/call.ts';
import {AwsRefusal} from './refusal.ts';
import type {AwsSettings} from './settings.ts';

/** A client that was registered. Times in whole seconds, as they are told. */
export interface Registration {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientIdIssuedAt: number;
  readonly clientSecretExpiresAt: number;
  readonly scopes: readonly string[];
  /** null: the registration did not say. */
  readonly grantTypes: readonly string[] | null;
}

export interface ClientRegistrations {
  register(call: Call): Registration;
  /** The client that a call names; throws InvalidClientException for one that is unknown or out of date. */
  of(call: Call): Registration;
}

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
export const accountScope = 'sso:account:access';
const grantTypes = [deviceGrant, 'authorization_code', 'refresh_token'];

export function createRegistrations(clock: PracticeClock, settings: AwsSettings): ClientRegistrations {
  const known = new Map<string, Registration>();
  return {
    register: call => {
      const registration = newRegistration(call, Math.floor(clock.now() / 1000), settings);
      known.set(registration.clientId, registration);
      return registration;
    },
    of: call => {
      const {clientId, clientSecret} = jsonBody(call);
      const found = known.get(required(clientId, 'clientId'));
      const fits = found !== undefined && found.clientSecret === required(clientSecret, 'clientSecret');
      if (!fits || clock.now() >= found.clientSecretExpiresAt * 1000)
        throw new AwsRefusal(401, 'InvalidClientException', 'Invalid client provided');
      return found;
    },
  };
}

function newRegistration(call: Call, now: number, settings: AwsSettings): Registration {
  const {clientName, clientType, scopes, grantTypes: grants, redirectUris} = jsonBody(call);
  required(clientName, 'clientName');
  if (required(clientType, 'clientType') !== 'public')
    throw new AwsRefusal(400, 'InvalidClientMetadataException', 'Client type must be public');
  const asked = {scopes: texts(scopes) ?? [], grantTypes: texts(grants)};
  checkScopes(asked.scopes);
  for (const type of asked.grantTypes ?? []) if (!grantTypes.includes(type)) throw unsupportedGrant();
  for (const uri of texts(redirectUris) ?? []) checkRedirect(uri);
  return {
    ...asked,
    clientId: randomBytes(16).toString('base64url'),
    clientSecret: randomBytes(96).toString('base64url'),
    clientIdIssuedAt: now,
    clientSecretExpiresAt: now + settings.registrationSeconds,
  };
}

/** Public clients are given what the portal needs and nothing of other applications. */
function checkScopes(scopes: readonly string[]): void {
  if (scopes.some(scope => scope !== accountScope))
    throw new AwsRefusal(400, 'InvalidScopeException', 'Invalid scope provided');
}

function checkRedirect(uri: string): void {
  if (!/^http:\/\/(127\.0\.0\.1|\[::1\])(:\d+)?\/oauth\/callback$/.test(uri))
    throw new AwsRefusal(400, 'InvalidRedirectUriException', 'Invalid redirect URI provided');
}

export const unsupportedGrant = (): AwsRefusal =>
  new AwsRefusal(400, 'UnsupportedGrantTypeException', 'Unsupported grant type provided');

/** A member that has to be there, as text. */
export function required(value: unknown, name: string): string {
  const found = text(value);
  if (found !== null && found !== '') return found;
  throw new AwsRefusal(400, 'InvalidRequestException', `Invalid request: ${name} is required`);
}

const texts = (value: unknown): readonly string[] | null =>
  Array.isArray(value) ? value.filter(one => typeof one === 'string') : null;
