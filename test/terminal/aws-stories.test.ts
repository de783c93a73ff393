import {execFile} from 'node:child_process';
import {readdir, readFile, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {type Practice, practice} from './practice.ts';

const minutes = (count: number): number => count * 60_000;
const CLIENT = fileURLToPath(new URL('aws-client.ts', import.meta.url));

/** Two accounts, and nothing in Entra. */
const awsPractice = (): Promise<Practice> =>
  practice({}, ({aws}) =>
    aws
      .account({name: 'ledger-prod'})
      .account({name: 'labs'})
      .permissionSet({account: 'ledger-prod', name: 'Operator', sessionSeconds: 3600})
      .permissionSet({account: 'labs', name: 'ReadOnlyAccess', sessionSeconds: 3600}),
  );

test('signing in to AWS: a code to compare, and never a second time', async () => {
  const {cloud, open, run} = await awsPractice();
  const login = open({args: ['login', 'aws']});
  const asked = await login.sees('Go on only if you started this');
  expect(asked).toContain(`open ${cloud.origins.oidc}/device`);
  expect(asked).toContain(cloud.pendingSignIns[0]?.userCode ?? 'no code is pending');
  expect(asked).toMatch(/Compare the code/);
  cloud.approveSignIn();
  await login.sees('signed in');
  expect((await login.leaves()).code).toBe(0);
  const listed = await run('list', '--kind', 'aws-permission-set', '--json');
  expect(listed.code).toBe(0);
  const {items} = JSON.parse(listed.stdout);
  expect(
    items.map((item: {name: string; scope: {name: string}}) => `${item.name}@${item.scope.name}`),
  ).toEqual(['ReadOnlyAccess@labs', 'Operator@ledger-prod']);
  expect(cloud.pendingSignIns).toEqual([]);
});

test('a sign-in lies in plain text for the AWS CLI where the settings share it, and nowhere else', async () => {
  const {home, run, signIn} = await awsPractice();
  const folder = join(home, '.aws', 'sso', 'cache');
  await signIn();
  await expect(readdir(folder)).rejects.toThrow(/ENOENT/);
  await run('logout', 'aws');
  expect((await run('config', 'set', 'profiles.default.aws.shareWithAwsCli', 'true')).code).toBe(0);
  await signIn();
  const [file = '', ...others] = await readdir(folder);
  expect([file, others]).toEqual([expect.stringMatching(/^[0-9a-f]{40}\.json$/), []]);
  expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
  const {items} = JSON.parse((await run('whoami', '--json')).stdout);
  expect(items).toContainEqual(
    expect.objectContaining({
      provider: 'aws',
      tokenStore: expect.objectContaining({level: 'plaintext', path: join(folder, file)}),
    }),
  );
});

test('declining the sign-in on the page is told and leaves nothing', async () => {
  const {cloud, open, run} = await awsPractice();
  const login = open({args: ['login', 'aws']});
  await login.sees('Compare the code');
  cloud.declineSignIn();
  expect((await login.leaves()).code).toBe(2);
  const {code, stderr} = await run('list', '--kind', 'aws-permission-set');
  expect(code).toBe(4);
  expect(stderr).toContain('stint login aws');
});

test('a command holds the credentials alone, has the terminal, and gives back what it took', async () => {
  const {cloud, open, run, signIn} = await awsPractice();
  await signIn();
  const script = 'read -p "name? " name; echo "$name holds $AWS_ACCESS_KEY_ID $AWS_PROFILE."; exit 7';
  const app = open({
    args: ['exec', 'Operator', '--duration', '30m', '--justification', 'INC-7', '--', 'bash', '-c', script],
    env: {AWS_PROFILE: 'somebody-else', AWS_ACCESS_KEY_ID: 'AKIAOLD'},
  });
  await app.sees('name?');
  app.type('ada').press('return');
  await app.sees(/ada holds ASIA\w+ \./);
  expect((await app.leaves()).code).toBe(7);
  const issued = cloud.organisation.aws.issuedSessions.map(session => session.accessKeyId);
  expect(app.raw).toContain(issued.at(-1));
  expect(JSON.parse((await run('status', '--json')).stdout).items).toEqual([]);
});

test('ctrl-c is the command’s own, however often, and the giving back goes on', async () => {
  const {open, run, signIn} = await awsPractice();
  await signIn();
  const script = 'trap "echo not yet" INT; echo ready; read -r line; echo "over with $line"';
  const app = open({args: ['exec', 'Operator', '--justification', 'INC-7', '--', 'bash', '-c', script]});
  await app.sees('ready');
  app.press('ctrl-c');
  await app.sees('not yet');
  app.press('ctrl-c');
  await app.sees(/not yet[\s\S]*not yet/);
  app.type('that').press('return');
  await app.sees('over with that');
  expect((await app.leaves()).code).toBe(0);
  expect(JSON.parse((await run('status', '--json')).stdout).items).toEqual([]);
});

test('an AWS SDK uses a loan through the shared config file, until its end and no longer', async () => {
  const {cloud, env, home, run, signIn} = await awsPractice();
  await signIn();
  expect((await run('init', 'aws', 'Operator', '--yes')).code).toBe(0);
  const config = await readFile(env.AWS_CONFIG_FILE ?? '', 'utf8');
  const profile = /^\[profile (\S+)\]/m.exec(config)?.[1] ?? 'none was written';
  await expect(ask(profile, env)).rejects.toThrow(/not active/);
  await run('activate', 'Operator', '--duration', '20m', '--justification', 'INC-7');
  const {arn, expiration} = await ask(profile, env);
  expect(arn).toContain(':assumed-role/AWSReservedSSO_Operator_');
  const end = JSON.parse((await run('status', '--json')).stdout).items[0].endsAt;
  expect(Math.abs(Date.parse(expiration) - Date.parse(end))).toBeLessThan(1000);
  cloud.clock.advance(minutes(21));
  await run('status');
  await expect(ask(profile, env)).rejects.toThrow(/not active/);
  await expect(readFile(join(home, 'aws', 'credentials'))).rejects.toThrow(/ENOENT/);
});

interface Asked {
  readonly arn: string;
  readonly expiration: string;
}

/** Rejects with what the tool wrote on stderr. */
async function ask(profile: string, env: Readonly<Record<string, string>>): Promise<Asked> {
  const {stdout} = await promisify(execFile)(process.execPath, [CLIENT, profile], {
    env: {PATH: process.env.PATH, ...env},
  });
  return JSON.parse(stdout);
}

test('credentials come from the store: no cloud is asked, and none needs to be there', async () => {
  const {cloud, run, signIn} = await awsPractice();
  await signIn();
  await run('activate', 'Operator', '--justification', 'INC-7');
  const before = cloud.log.length;
  const first = await run('creds', 'Operator', '--format', 'process');
  expect(first.code).toBe(0);
  expect(Object.keys(JSON.parse(first.stdout))).toEqual([
    ...['Version', 'AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration', 'AccountId'],
  ]);
  await cloud.stop();
  expect((await run('creds', 'Operator', '--format', 'process')).stdout).toBe(first.stdout);
  expect(cloud.log).toHaveLength(before);
});

test('a loan whose credentials are gone is said to need a sign-in, and can be given back without one', async () => {
  const {home, run, signIn} = await awsPractice();
  await signIn();
  await run('activate', 'Operator', '--justification', 'INC-7');
  await rm(join(home, 'tokens'), {recursive: true, force: true});
  const creds = await run('creds', 'Operator', '--format', 'process');
  expect(creds.code).toBe(4);
  expect(creds.stdout).toBe('');
  expect(creds.stderr).toContain('stint login aws');
  expect((await run('deactivate', 'Operator')).code).toBe(0);
});
