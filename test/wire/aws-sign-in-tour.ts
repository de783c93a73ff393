import {
  CreateTokenCommand,
  type CreateTokenCommandInput,
  RegisterClientCommand,
  SSOOIDCClient,
} from '@aws-sdk/client-sso-oidc';
import {Secret} from '../../src/core/secret.ts';
import {createOidc} from '../../src/providers/aws/oidc.ts';
import {sandboxTime} from '../support/sandbox-access.ts';
import {refused, type Trip} from './aws-trip.ts';

/** Every call of OIDC, taken and refused. */
export async function signingIn({cloud, access, session, signal}: Trip): Promise<void> {
  const oidc = createOidc({clientParts: access.clientParts, server: sandboxTime(cloud)}, session);
  const client = await oidc.register(signal);
  const {deviceCode} = await oidc.startDevice(client, signal);
  const poll = () => oidc.tokenForDevice(client, deviceCode, signal);
  await refused(poll());
  cloud.organisation.aws.settings.slowDown = true;
  await refused(poll());
  cloud.organisation.aws.settings.slowDown = false;
  cloud.approveSignIn();
  const {refreshToken} = await poll();
  if (refreshToken === undefined) throw new Error('there is no refresh token');
  const renewal = {clientId: client.clientId, clientSecret: client.clientSecret, refreshToken};
  await oidc.refresh(renewal, signal);
  await refused(oidc.refresh(renewal, signal));
  for (const end of [cloud.declineSignIn, cloud.expireSignIn]) {
    const next = await oidc.startDevice(client, signal);
    end();
    await refused(oidc.tokenForDevice(client, next.deviceCode, signal));
  }
  await refused(oidc.startDevice({...client, clientSecret: new Secret('guessed')}, signal));
  await badClients({access, session, signal}, client.clientId, client.clientSecret.reveal());
}

async function badClients(
  {access, session, signal}: Omit<Trip, 'cloud'>,
  clientId: string,
  clientSecret: string,
): Promise<void> {
  const sdk = new SSOOIDCClient(await access.clientParts('oidc', session));
  const register = (change: object) =>
    sdk.send(new RegisterClientCommand({clientName: 'a', clientType: 'public', ...change}), {
      abortSignal: signal,
    });
  await refused(register({clientType: 'confidential'}));
  await refused(register({scopes: ['everything']}));
  await refused(register({grantTypes: ['password']}));
  await refused(register({redirectUris: ['https://evil.example/']}));
  const token = (change: Omit<CreateTokenCommandInput, 'clientId' | 'clientSecret'>) =>
    sdk.send(new CreateTokenCommand({clientId, clientSecret, ...change}));
  await refused(token({grantType: 'authorization_code', code: 'x'}));
  await refused(token({grantType: ''}));
}
