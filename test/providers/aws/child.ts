import {createHash} from 'node:crypto';
import {subscribe} from 'node:diagnostics_channel';
import promises from 'node:fs/promises';
import {syncBuiltinESMExports} from 'node:module';
import {text} from 'node:stream/consumers';
import type {ListAccountsCommandOutput} from '@aws-sdk/client-sso';
import type {Authority} from '../../../src/core/ports.ts';
import {Secret} from '../../../src/core/secret.ts';
import type {AwsAccess} from '../../../src/providers/aws/access.ts';
import {type Errand, sessionsAt, type Watch} from './places.ts';

// A process of its own: does one errand and tells what it saw, as JSON.
const errand: Errand = JSON.parse(await text(process.stdin));
const signal = new AbortController().signal;

const readFiles: string[] = [];
const readFile = promises.readFile;
promises.readFile = ((path: string, ...rest: []) => {
  readFiles.push(String(path));
  return readFile(path, ...rest);
}) as typeof readFile;
syncBuiltinESMExports();

const reached = (call: string): void => {
  if (errand.dieBefore === call) process.kill(process.pid, 'SIGKILL');
};
subscribe('http.client.request.created', () => reached('request'));
subscribe('http.client.response.finish', () => reached('answer'));

const watch: Watch = (name, port, method) => {
  const call = port[method];
  if (typeof call !== 'function') throw new Error(`${name} has no ${method}`);
  const watched = (...args: readonly unknown[]) => {
    reached(name);
    return Reflect.apply(call, port, args);
  };
  return {...port, [method]: watched};
};

const print = (secret: Secret): string => createHash('sha256').update(secret.reveal()).digest('hex');

async function signIn(authority: Authority): Promise<void> {
  for await (const event of authority.signIn('device', signal)) if (event.type === 'signed-in') return;
}

/** Everything that a client of ours is used for: the portal's lists and credentials, and STS. */
async function tour(access: AwsAccess): Promise<string | undefined> {
  const {GetRoleCredentialsCommand, ListAccountRolesCommand, ListAccountsCommand, SSOClient} = await import(
    '@aws-sdk/client-sso'
  );
  const {GetCallerIdentityCommand, STSClient} = await import('@aws-sdk/client-sts');
  const session = access.session('corp');
  const portal = new SSOClient(await access.clientParts('portal', session));
  const accessToken = (await access.token('corp', signal)).reveal();
  const {accountList}: ListAccountsCommandOutput = await portal.send(new ListAccountsCommand({accessToken}));
  const accountId = accountList?.[0]?.accountId;
  const {roleList} = await portal.send(new ListAccountRolesCommand({accessToken, accountId}));
  const roleName = roleList?.[0]?.roleName;
  const lent = await portal.send(new GetRoleCredentialsCommand({accessToken, accountId, roleName}));
  const {
    accessKeyId = '',
    secretAccessKey = '',
    sessionToken = '',
    expiration = 0,
  } = lent.roleCredentials ?? {};
  const credentials = {
    ...{accessKeyId, expiresAt: expiration},
    secretAccessKey: new Secret(secretAccessKey),
    sessionToken: new Secret(sessionToken),
  };
  const sts = new STSClient(await access.clientParts('sts', session, credentials));
  return (await sts.send(new GetCallerIdentityCommand({}))).Arn;
}

/** What an SDK does that is left to itself: the hostile files bite. */
async function defaultChain(): Promise<string> {
  const {GetCallerIdentityCommand, STSClient} = await import('@aws-sdk/client-sts');
  const client = new STSClient({maxAttempts: 1});
  return client.send(new GetCallerIdentityCommand({})).then(
    ({Arn}) => String(Arn),
    thrown => String(thrown),
  );
}

async function run(): Promise<object> {
  if (errand.act === 'default-chain') return {said: await defaultChain()};
  const {access, authorities} = sessionsAt(errand, watch);
  const [authority] = authorities;
  if (authority === undefined) throw new Error('no session');
  if (errand.act !== 'token') await signIn(authority);
  const token = print(await access.token('corp', signal));
  return {token, arn: errand.act === 'tour' ? await tour(access) : undefined};
}

const told = await run().catch(thrown => ({problem: thrown.problem ?? String(thrown)}));
process.stdout.write(JSON.stringify({...told, readFiles}));
process.exit(0);
