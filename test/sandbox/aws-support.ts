import {SSOClient} from '@aws-sdk/client-sso';
import {
  CreateTokenCommand,
  type CreateTokenCommandOutput,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import {STSClient} from '@aws-sdk/client-sts';
import type {PracticeCloud} from '../../src/sandbox/index.ts';

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
export const startUrl = (cloud: PracticeCloud): string => `${cloud.origins.oidc}/start`;

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

const none = async (): Promise<never> => {
  throw new Error('this client has no business with credentials');
};

function common(cloud: PracticeCloud) {
  const systemClockOffset = cloud.clock.now() - Date.now();
  return {region: 'eu-west-1', maxAttempts: 1, systemClockOffset, credentials: none};
}

export const oidcOf = (cloud: PracticeCloud): SSOOIDCClient =>
  new SSOOIDCClient({...common(cloud), endpoint: cloud.origins.oidc});

export const portalOf = (cloud: PracticeCloud): SSOClient =>
  new SSOClient({...common(cloud), endpoint: cloud.origins.portal});

/** What the SDK's credentials are, without members that are not there. */
function held({accessKeyId, secretAccessKey, sessionToken}: Keys) {
  return {accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : {sessionToken})};
}

export const stsOf = (cloud: PracticeCloud, keys: Keys): STSClient =>
  new STSClient({...common(cloud), endpoint: cloud.origins.sts, credentials: held(keys)});

export interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

export async function registered(cloud: PracticeCloud): Promise<Client> {
  const wish = {clientName: 'a test', clientType: 'public', scopes: ['sso:account:access']};
  const {clientId = '', clientSecret = ''} = await oidcOf(cloud).send(new RegisterClientCommand(wish));
  return {clientId, clientSecret};
}

export interface Begun {
  readonly client: Client;
  readonly deviceCode: string;
  readonly userCode: string;
}

export async function begun(cloud: PracticeCloud): Promise<Begun> {
  const client = await registered(cloud);
  const start = new StartDeviceAuthorizationCommand({...client, startUrl: startUrl(cloud)});
  const {deviceCode = '', userCode = ''} = await oidcOf(cloud).send(start);
  return {client, deviceCode, userCode};
}

export function polled(cloud: PracticeCloud, {client, deviceCode}: Begun): Promise<CreateTokenCommandOutput> {
  return oidcOf(cloud).send(new CreateTokenCommand({...client, grantType: deviceGrant, deviceCode}));
}

export function refreshed(
  cloud: PracticeCloud,
  client: Client,
  refreshToken: string,
): Promise<CreateTokenCommandOutput> {
  return oidcOf(cloud).send(new CreateTokenCommand({...client, grantType: 'refresh_token', refreshToken}));
}

export interface SignedIn {
  readonly client: Client;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export async function signedIn(cloud: PracticeCloud): Promise<SignedIn> {
  const begin = await begun(cloud);
  cloud.approveSignIn(begin.userCode);
  const {accessToken = '', refreshToken = ''} = await polled(cloud, begin);
  return {client: begin.client, accessToken, refreshToken};
}

/** How a call was refused: the error's name, its status, and what it says. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{name: string; status: number; message: string}> {
  try {
    await call;
  } catch (thrown) {
    if (!(thrown instanceof Error) || !('$metadata' in thrown)) throw thrown;
    const {httpStatusCode} = thrown.$metadata as {httpStatusCode?: number};
    return {name: thrown.name, status: httpStatusCode ?? 0, message: thrown.message};
  }
  throw new Error('the call was not refused');
}

export async function refusedAs(call: Promise<unknown>): Promise<string> {
  const {name, status} = await refusal(call);
  return `${status} ${name}`;
}
