import {
  GetRoleCredentialsCommand,
  ListAccountRolesCommand,
  ListAccountsCommand,
  LogoutCommand,
  SSOClient,
} from '@aws-sdk/client-sso';
import {type AssumeRoleCommandInput, GetSessionTokenCommand, STSClient} from '@aws-sdk/client-sts';
import type {AwsCredentials} from '../../src/core/loan.ts';
import {Secret} from '../../src/core/secret.ts';
import {assumeRole} from '../../src/providers/aws/assume.ts';
import {callerIdentity, callerName} from '../../src/providers/aws/caller.ts';
import {createPortal} from '../../src/providers/aws/portal.ts';
import {sessionToken as ownSession} from '../../src/providers/aws/session-token.ts';
import {SESSION_LENGTH} from '../../src/providers/aws-emergency/session.ts';
import {assumption, withCode} from '../../src/providers/aws-roles/request.ts';
import {windowFrom} from '../../src/providers/aws-roles/session-policy.ts';
import {placeRole} from '../../src/providers/aws-roles/translate.ts';
import {type PracticeCloud, startPracticeCloud} from '../../src/sandbox/index.ts';
import {sandboxAwsAccess} from '../support/aws-access.ts';
import {HandClock} from '../support/clock.ts';
import {type AwsExchange, recordedParts} from './aws-exchange.ts';
import {signingIn} from './aws-sign-in-tour.ts';
import {refused, type Trip} from './aws-trip.ts';

const ACCOUNT = '111122223333';
const SERIAL = `arn:aws:iam::${ACCOUNT}:mfa/ada`;
const ARN = `arn:aws:iam::${ACCOUNT}:role/team/ProdAdmin`;

/** Everything that is said to AWS, once, against the practice cloud: by our own clients, and by the SDK where we are to be refused. */
export async function awsTour(): Promise<readonly AwsExchange[]> {
  const exchanges: AwsExchange[] = [];
  const cloud = await startPracticeCloud({scenario: 'empty', ticking: false, awsAccounts: 120});
  try {
    const on = filled(cloud, exchanges);
    await signingIn(on);
    const via = await listing(on);
    await assuming(on, via);
    await portalRefusals(on);
  } finally {
    await cloud.stop();
  }
  return exchanges;
}

function filled(cloud: PracticeCloud, exchanges: AwsExchange[]): Trip {
  const {aws} = cloud.organisation;
  aws
    .account({id: ACCOUNT, name: 'prod'})
    .permissionSet({account: 'prod', name: 'Operator'})
    .portalLimit(null);
  aws.role({arn: ARN, mfaSerial: SERIAL, trust: {externalId: 'ours', mfa: false}});
  aws.role({name: 'Closed', account: 'prod', trust: {tagSession: false}});
  aws.iamUser({name: 'ada', account: 'prod', mfaSerial: SERIAL});
  const base = sandboxAwsAccess(cloud);
  const access = {...base, clientParts: recordedParts(base, exchanges)};
  return {cloud, access, session: access.session('corp'), signal: new AbortController().signal};
}

/** Two pages of accounts, one account's sets, and credentials of one of them. */
async function listing({cloud, access, signal}: Trip): Promise<AwsCredentials> {
  const clock = new HandClock(cloud.clock.now());
  const portal = createPortal(access, clock);
  const all = async () => {
    for await (const _page of portal.accounts('corp', signal));
    await portal.permissionSets('corp', ACCOUNT, signal);
    return portal.credentials('corp', ACCOUNT, 'Operator', signal);
  };
  return clock.through(all());
}

async function assuming({cloud, access, session, signal}: Trip, via: AwsCredentials): Promise<void> {
  await callerName(access, session, via, signal);
  const role = placeRole(
    'default',
    {name: 'prod-admin', roleArn: ARN, externalId: 'ours', mfaSerial: SERIAL},
    0,
  );
  if ('fault' in role) throw new Error('the role makes no sense');
  const ticket = {number: 'INC7', system: 'Jira'};
  const reasons = {role, userName: 'ada@contoso.com', justification: 'incident 42 <&> “now”', ticket};
  const window = windowFrom(cloud.clock.now(), 300);
  const mfaCode = new Secret(cloud.mfaCode(SERIAL));
  const input = withCode(assumption({...reasons, window, mfaCode}), mfaCode);
  const assume = (change: Partial<AssumeRoleCommandInput> = {}) =>
    assumeRole({access, session}, via, {...input, ...change}, signal);
  await assume();
  await refused(assume());
  const {SerialNumber: _serial, TokenCode: _code, ...plain} = input;
  const again = (change: Partial<AssumeRoleCommandInput>) =>
    assumeRole({access, session}, via, {...plain, ...change}, signal);
  await refused(again({RoleArn: `arn:aws:iam::${ACCOUNT}:role/Closed`}));
  await refused(again({DurationSeconds: 3601}));
  await refused(again({Policy: '{}'}));
  const Tags = Array.from({length: 20}, (_, at) => ({Key: `k${at}`, Value: 'v'.repeat(256)}));
  await refused(again({Tags}));
  await refused(assumeRole({access, session}, {...via, sessionToken: new Secret('other')}, plain, signal));
  await refused(assumeRole({access, session}, {...via, secretAccessKey: new Secret('other')}, plain, signal));
  await sessionToken({cloud, access, session, signal}, via);
}

async function sessionToken({cloud, access, session, signal}: Trip, via: AwsCredentials): Promise<void> {
  const [user] = cloud.organisation.aws.iamUsers;
  if (user === undefined) throw new Error('there is no user');
  const {accessKeyId, secretAccessKey} = user;
  const parts = await access.clientParts('sts', session, via);
  const credentials = async () => ({accessKeyId, secretAccessKey});
  const asUser = {access: {clientParts: async () => ({...parts, credentials})}, session};
  const key = {accessKeyId, secretAccessKey: new Secret(secretAccessKey)};
  cloud.clock.advance(30_000);
  const shown = {serial: SERIAL, code: new Secret(cloud.mfaCode(SERIAL))};
  const begin = () => ownSession(asUser, key, shown, SESSION_LENGTH, signal);
  const began = await begin();
  await refused(begin());
  await callerIdentity(asUser, key, signal);
  const trusting = {RoleArn: ARN, RoleSessionName: 'ada', ExternalId: 'ours', DurationSeconds: 900};
  await assumeRole({access, session}, began, trusting, signal);
  await refused(new STSClient(parts).send(new GetSessionTokenCommand({})));
  cloud.clock.advance(3_600_000);
  const later = await access.clientParts('sts', session, via);
  await refused(new STSClient(later).send(new GetSessionTokenCommand({})));
}

async function portalRefusals({cloud, access, session, signal}: Trip): Promise<void> {
  const {aws} = cloud.organisation;
  const sdk = new SSOClient(await access.clientParts('portal', session));
  const accessToken = (await access.token('corp', signal)).reveal();
  const accounts = (nextToken?: string) => sdk.send(new ListAccountsCommand({accessToken, nextToken}));
  const credentials = (accountId: string) =>
    sdk.send(new GetRoleCredentialsCommand({accessToken, accountId, roleName: 'Nothing'}));
  await refused(accounts('made up'));
  await refused(credentials(ACCOUNT));
  await refused(credentials('999999999999'));
  await refused(sdk.send(new ListAccountRolesCommand({accessToken, accountId: '999999999999'})));
  aws.portalLimit({burst: 0, perSecond: 1});
  await refused(accounts());
  aws.portalLimit(null);
  await sdk.send(new LogoutCommand({accessToken}));
  await refused(accounts());
  await refused(sdk.send(new LogoutCommand({accessToken})));
}
