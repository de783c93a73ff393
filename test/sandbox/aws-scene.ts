import {GetRoleCredentialsCommand} from '@aws-sdk/client-sso';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type AssumeRoleCommandOutput,
  GetCallerIdentityCommand,
  type GetCallerIdentityCommandOutput,
} from '@aws-sdk/client-sts';
import {afterEach, beforeEach} from 'vitest';
import type {IssuedSession} from '../../src/sandbox/aws/model.ts';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {type Keys, portalOf, signedIn, stsOf} from './aws-support.ts';
import {stillCloud} from './support.ts';

export const serial = 'arn:aws:iam::111122223333:mfa/ada';
export const arnOf = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;
const via = {account: 'prod', permissionSet: 'Operator'};

/** A practice cloud for each test, and someone who was lent a permission set there. */
export interface AwsScene {
  cloud: PracticeCloud;
  /** Of the permission set. */
  keys: Keys;
  /** A user's lasting ones. */
  userKeys(): Keys;
  assume(change?: Partial<AssumeRoleCommandInput>, as?: Keys): Promise<AssumeRoleCommandOutput>;
  whoIs(as: Keys): Promise<GetCallerIdentityCommandOutput>;
  issued(): IssuedSession | undefined;
}

/** Put at the top of a test file. */
export function awsScene(): AwsScene {
  let cloud: PracticeCloud | undefined;
  let keys: Keys | undefined;
  const there = <T>(what: T | undefined): T => {
    if (what === undefined) throw new Error('there is no scene outside a test');
    return what;
  };
  beforeEach(async () => {
    cloud = await stillCloud();
    fill(cloud);
    keys = await lent(cloud);
  });
  afterEach(() => cloud?.stop());
  const on: AwsScene = {
    get cloud() {
      return there(cloud);
    },
    get keys() {
      return there(keys);
    },
    userKeys: () => there(on.cloud.organisation.aws.iamUsers[0]),
    assume: (change = {}, as = on.keys) =>
      stsOf(on.cloud, as).send(
        new AssumeRoleCommand({RoleArn: arnOf('Plain'), RoleSessionName: 'ada@contoso.com', ...change}),
      ),
    whoIs: as => stsOf(on.cloud, as).send(new GetCallerIdentityCommand({})),
    issued: () => on.cloud.organisation.aws.issuedSessions.at(-1),
  };
  return on;
}

function fill({organisation}: PracticeCloud): void {
  organisation.aws
    .account({id: '111122223333', name: 'prod'})
    .permissionSet({account: 'prod', name: 'Operator'})
    .role({arn: arnOf('Plain'), via})
    .role({arn: arnOf('Long'), maxSessionSeconds: 12 * 3600})
    .role({arn: arnOf('Short')})
    .iamUser({name: 'ada', account: 'prod', mfaSerial: serial});
}

async function lent(cloud: PracticeCloud): Promise<Keys> {
  const {accessToken} = await signedIn(cloud);
  const place = {accountId: '111122223333', roleName: 'Operator'};
  const command = new GetRoleCredentialsCommand({accessToken, ...place});
  return keysOf((await portalOf(cloud).send(command)).roleCredentials);
}

/** Credentials as a client takes them, from the portal's or STS's words for them. */
export function keysOf(given: object | undefined): Keys {
  const small = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
  const found = Object.fromEntries(Object.entries(given ?? {}).map(([name, value]) => [small(name), value]));
  const {accessKeyId, secretAccessKey, sessionToken} = found;
  return {accessKeyId, secretAccessKey, sessionToken};
}
