import {Agent} from 'node:https';
import {SSOOIDCClient} from '@aws-sdk/client-sso-oidc';
import {NodeHttpHandler} from '@smithy/node-http-handler';
import {type AwsEndpoints, type AwsService, partitionOf} from '../../src/core/aws.ts';
import type {AwsCredentials} from '../../src/core/loan.ts';
import {Trouble} from '../../src/core/problem.ts';
import type {Secret} from '../../src/core/secret.ts';
import type {AwsAccess, AwsSession, ClientParts, SdkCredentials} from '../../src/providers/aws/access.ts';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {AwsPerson} from './aws-person.ts';

export interface SandboxAwsAccessOptions {
  /** Names of the sessions, all at the practice cloud's one start URL. */
  readonly sessions?: readonly string[] | undefined;
  /** Those of them that nobody has signed in to. */
  readonly signedOut?: readonly string[] | undefined;
  readonly region?: string | undefined;
}

export interface SandboxAwsAccess extends AwsAccess {
  /** What `token` was asked with, oldest first: the session, and whether the portal had refused one. */
  readonly asked: readonly {readonly session: string; readonly refused: boolean}[];
  /** User names that were learnt, by session. */
  readonly learnt: ReadonlyMap<string, string>;
  /** From now on the session has no sign-in. */
  forget(session: string): void;
  /** A new sign-in, at the next need. */
  signInAgain(session: string): void;
}

/** People signed in at the practice cloud's OIDC with the real SDK, without any store; sign-in happens at first need. */
export function sandboxAwsAccess(
  cloud: PracticeCloud,
  {sessions: names = ['corp'], signedOut = [], region = 'eu-west-1'}: SandboxAwsAccessOptions = {},
): SandboxAwsAccess {
  const {oidc, portal, sts, signin} = cloud.origins;
  const endpoints: AwsEndpoints = {oidc, portal, sts, signin};
  const startUrl = `${oidc}/start`;
  const sessions = names.map(name => ({name, startUrl, region, partition: partitionOf(region), endpoints}));
  const agent = new Agent({ca: cloud.ca, keepAlive: true});
  const clientParts = partsWith(cloud, agent);
  const people = new Map(
    sessions
      .filter(({name}) => !signedOut.includes(name))
      .map(session => [session.name, personOf(cloud, session, clientParts)]),
  );
  const asked: {session: string; refused: boolean}[] = [];
  const learnt = new Map<string, string>();
  const personIn = (session: string): AwsPerson => people.get(session) ?? never(session);
  return {
    ...{sessions, asked, learnt, clientParts},
    session: name => sessions.find(one => one.name === name) ?? misconfigured(name),
    token: async (session: string, signal: AbortSignal, refused?: Secret) => {
      asked.push({session, refused: refused !== undefined});
      return personIn(session).token(signal, refused);
    },
    actor: async session => {
      personIn(session);
      const account = learnt.get(session) ?? '';
      return {profile: 'default', authority: oidc, tenantId: startUrl, oid: '', account};
    },
    learnUserName: async (session, userName) => {
      learnt.set(session, userName);
    },
    forget: session => {
      people.delete(session);
    },
    signInAgain: name => {
      const session = sessions.find(one => one.name === name) ?? misconfigured(name);
      people.set(name, personOf(cloud, session, clientParts));
    },
  };
}

type MakeParts = AwsAccess['clientParts'];

/** Signatures carry the practice cloud's own time. */
const partsWith =
  (cloud: PracticeCloud, agent: Agent): MakeParts =>
  async (service: AwsService, {region, endpoints}: AwsSession, credentials?: AwsCredentials) => ({
    ...{region, endpoint: endpoints[service], maxAttempts: 1, retryMode: 'standard'},
    requestHandler: new NodeHttpHandler({httpsAgent: agent}),
    systemClockOffset: cloud.clock.now() - Date.now(),
    ...{useDualstackEndpoint: false, useFipsEndpoint: false, defaultsMode: 'standard'},
    userAgentAppId: undefined,
    credentials: async () => inSdkWords(credentials),
  });

function inSdkWords(credentials: AwsCredentials | undefined): SdkCredentials {
  if (credentials === undefined) throw new Error('this client has no business with credentials');
  const {accessKeyId, secretAccessKey, sessionToken, expiresAt} = credentials;
  return {
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    sessionToken: sessionToken.reveal(),
    expiration: new Date(expiresAt),
  };
}

function personOf(cloud: PracticeCloud, session: AwsSession, clientParts: MakeParts): AwsPerson {
  const client = async (): Promise<SSOOIDCClient> =>
    new SSOOIDCClient(oidcConfig(await clientParts('oidc', session)));
  return new AwsPerson({cloud, session, client});
}

/** The SDK's types want every optional member absent rather than `undefined`. */
const oidcConfig = ({userAgentAppId: _none, ...parts}: ClientParts) => parts;

function never(session: string): never {
  throw new Trouble({code: 'signed-out', reason: 'never', provider: 'aws', session});
}

function misconfigured(name: string): never {
  const reason = `there is no session ${name}`;
  throw new Trouble({code: 'misconfigured', setting: 'aws.sessions', reason, provider: 'aws'});
}
