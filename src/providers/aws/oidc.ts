import type {SSOOIDCClient} from '@aws-sdk/client-sso-oidc';
import {Trouble} from '../../core/problem.ts';
import {Secret} from '../../core/secret.ts';
import {type Millis, seconds} from '../../core/time.ts';
import type {AwsAccess, AwsSession} from './access.ts';
import type {AwsSessionsOptions} from './options.ts';
import type {NewTokens, Renewal, SignInClient} from './stored-sign-in.ts';

/** The three calls of SSO OIDC (reference aws-jit 1). They reject with what the SDK throws; see `oidc-refusal.ts`. */
export interface Oidc {
  register(signal: AbortSignal): Promise<SignInClient>;
  startDevice(client: SignInClient, signal: AbortSignal): Promise<DeviceStart>;
  tokenForDevice(client: SignInClient, deviceCode: Secret, signal: AbortSignal): Promise<NewTokens>;
  refresh(renewal: Renewal, signal: AbortSignal): Promise<NewTokens>;
}

export interface DeviceStart {
  readonly deviceCode: Secret;
  readonly userCode: string;
  /** The plain page, without the code: the person types and compares it. */
  readonly verificationUri: string;
  readonly life: Millis;
  readonly interval: Millis;
}

const CLIENT = {clientName: 'stint', clientType: 'public', scopes: ['sso:account:access']};
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** For answers that do not say (reference aws-jit 1). */
const USUAL_INTERVAL_SECONDS = 5;
const USUAL_LIFE_SECONDS = 600;

export type OidcParts = Pick<AwsSessionsOptions, 'server'> & Pick<AwsAccess, 'clientParts'>;

export const whatOf = ({endpoints}: AwsSession): string => `AWS sign-in (${new URL(endpoints.oidc).host})`;

/** The SDK is loaded by the first call. */
export function createOidc(parts: OidcParts, session: AwsSession): Oidc {
  const sdk = () => import('@aws-sdk/client-sso-oidc');
  const whole = complete(whatOf(session));
  const client = async (): Promise<SSOOIDCClient> =>
    new (await sdk()).SSOOIDCClient(await parts.clientParts('oidc', session));
  const token = async (input: TokenInput, abortSignal: AbortSignal): Promise<NewTokens> => {
    const {CreateTokenCommand} = await sdk();
    const answer = await (await client()).send(new CreateTokenCommand(input), {abortSignal});
    const {refreshToken} = answer;
    return {
      accessToken: new Secret(whole(answer.accessToken)),
      // By now the answer's own `Date` has told the server's time.
      expiresAt: parts.server.now() + seconds(whole(answer.expiresIn)),
      refreshToken: refreshToken === undefined ? undefined : new Secret(refreshToken),
    };
  };
  return {
    async register(abortSignal) {
      const {RegisterClientCommand} = await sdk();
      const answer = await (await client()).send(new RegisterClientCommand(CLIENT), {abortSignal});
      return {
        clientId: whole(answer.clientId),
        clientSecret: new Secret(whole(answer.clientSecret)),
        expiresAt: seconds(whole(answer.clientSecretExpiresAt)),
      };
    },
    async startDevice({clientId, clientSecret}, abortSignal) {
      const {StartDeviceAuthorizationCommand} = await sdk();
      const input = {clientId, clientSecret: clientSecret.reveal(), startUrl: session.startUrl};
      const answer = await (await client()).send(new StartDeviceAuthorizationCommand(input), {abortSignal});
      return {
        deviceCode: new Secret(whole(answer.deviceCode)),
        userCode: whole(answer.userCode),
        verificationUri: whole(answer.verificationUri),
        life: seconds(answer.expiresIn || USUAL_LIFE_SECONDS),
        interval: seconds(Math.max(1, answer.interval || USUAL_INTERVAL_SECONDS)),
      };
    },
    tokenForDevice: ({clientId, clientSecret}, deviceCode, signal) =>
      token(
        {
          clientId,
          clientSecret: clientSecret.reveal(),
          grantType: DEVICE_GRANT,
          deviceCode: deviceCode.reveal(),
        },
        signal,
      ),
    refresh: ({clientId, clientSecret, refreshToken}, signal) =>
      token(
        {
          ...{clientId, clientSecret: clientSecret.reveal(), grantType: 'refresh_token'},
          refreshToken: refreshToken.reveal(),
        },
        signal,
      ),
  };
}

interface TokenInput {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly grantType: string;
  readonly deviceCode?: string;
  readonly refreshToken?: string;
}

/** Every member of the model is optional; an answer without one that we need is no answer. */
function complete(what: string): <T extends string | number>(value: T | undefined) => T {
  return value => {
    if (value !== undefined && value !== '' && value !== 0) return value;
    throw new Trouble({code: 'bad-answer', what, reason: 'it left out what it must say', provider: 'aws'});
  };
}
