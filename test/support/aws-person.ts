import {
  CreateTokenCommand,
  type CreateTokenCommandInput,
  RegisterClientCommand,
  type SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import {Trouble} from '../../src/core/problem.ts';
import {Secret} from '../../src/core/secret.ts';
import type {Instant} from '../../src/core/time.ts';
import type {AwsSession} from '../../src/providers/aws/access.ts';
import type {PracticeCloud} from '../../src/sandbox/index.ts';

interface Parts {
  readonly cloud: PracticeCloud;
  readonly session: AwsSession;
  readonly client: () => Promise<SSOOIDCClient>;
}

interface Held {
  readonly token: Secret;
  readonly refreshToken: string;
  readonly expiresAt: Instant;
  readonly registration: {readonly clientId: string; readonly clientSecret: string};
}

/** Someone who signs in once, by device code, and keeps the sign-in by refreshing. */
export class AwsPerson {
  readonly #parts: Parts;
  #held: Promise<Held> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** One refresh at a time: whoever comes while one is under way gets what it gives. */
  async token(signal: AbortSignal, refused?: Secret): Promise<Secret> {
    this.#held ??= this.#signIn(signal);
    const before = this.#held;
    const held = await before;
    if (this.#isGood(held, refused)) return held.token;
    if (this.#held === before) this.#held = this.#refreshed(held, signal);
    return (await this.#held).token;
  }

  #isGood({token, expiresAt}: Held, refused: Secret | undefined): boolean {
    return token.reveal() !== refused?.reveal() && expiresAt > this.#parts.cloud.clock.now();
  }

  async #signIn(signal: AbortSignal): Promise<Held> {
    const {client, cloud, session} = this.#parts;
    const oidc = await client();
    const register = new RegisterClientCommand({
      ...{clientName: 'a test', clientType: 'public', scopes: ['sso:account:access']},
    });
    const {clientId = '', clientSecret = ''} = await oidc.send(register, {abortSignal: signal});
    const registration = {clientId, clientSecret};
    const start = new StartDeviceAuthorizationCommand({...registration, startUrl: session.startUrl});
    const {deviceCode = '', userCode} = await oidc.send(start, {abortSignal: signal});
    cloud.approveSignIn(userCode);
    const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
    return this.#redeem(registration, {grantType, deviceCode}, signal);
  }

  async #refreshed({refreshToken, registration}: Held, signal: AbortSignal): Promise<Held> {
    try {
      return await this.#redeem(registration, {grantType: 'refresh_token', refreshToken}, signal);
    } catch (cause) {
      signal.throwIfAborted();
      const {name} = this.#parts.session;
      throw new Trouble({code: 'signed-out', reason: 'expired', provider: 'aws', session: name}, cause);
    }
  }

  async #redeem(
    registration: Held['registration'],
    how: Pick<CreateTokenCommandInput, 'grantType' | 'deviceCode' | 'refreshToken'>,
    signal: AbortSignal,
  ): Promise<Held> {
    const {client, cloud} = this.#parts;
    const command = new CreateTokenCommand({...registration, ...how});
    const told = await (await client()).send(command, {abortSignal: signal});
    const {accessToken = '', refreshToken = '', expiresIn = 0} = told;
    const expiresAt = cloud.clock.now() + expiresIn * 1000;
    return {token: new Secret(accessToken), refreshToken, expiresAt, registration};
  }
}
