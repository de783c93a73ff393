import {expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import {
  awsIdentity,
  awsStory,
  awsWorld,
  FakeAwsAuthority,
  loanOf,
  permissionSet,
  SETTINGS,
} from './fake-aws.ts';
import {activeFor, eligibility, grantOf, identity, NOON, type World, world} from './fakes.ts';
import {fakeStore, run} from './run.ts';

const HOSTILE = 'a\u001b[31m\u202eb\u2028\u{e0041}\u200b';
const RAW = /[\u001b\u202e\u2028\u200b]|\u{e0041}/u;
const VISIBLE = 'a\\u{1b}[31m\\u{202e}b';

const role = eligibility(HOSTILE, HOSTILE, {id: 'azr-x'});

/** Every text that a cloud or another person writes is hostile. */
function office(): World {
  const at = world();
  at.azure.eligibilities = [role];
  at.azure.grants = [grantOf(role, {justification: untrusted(HOSTILE)})];
  at.azure.answers = [activeFor(role)];
  at.authority.now = identity({
    account: untrusted(HOSTILE),
    tenantId: HOSTILE,
    cloud: HOSTILE,
    clientId: HOSTILE,
    tokenStore: {level: 'passphrase', path: HOSTILE, protection: HOSTILE},
  });
  return at;
}

/** What a terminal is given; stderr's own colours and its rewriting of a line are ours. */
async function shownBy(argv: readonly string[], at: World): Promise<{out: string; all: string}> {
  const {out, err} = await run([...argv, '--color', 'never'], {world: at, terminal: 400});
  return {out, all: out + err.replaceAll(/\u001b\[\d+[mAJ]/g, '')};
}

test.each(['table', 'json', 'ndjson', 'tsv', 'csv'])('no escape reaches %s raw', async format => {
  const at = office();
  at.entra.trouble = {code: 'failed', reason: HOSTILE};
  for (const command of ['list', 'status']) {
    const {out, all} = await shownBy([command, '--output', format], at);
    expect(all).not.toMatch(RAW);
    if (format === 'json') expect(JSON.parse(out).items[0].name).toBe(HOSTILE);
  }
});

test.each([
  {argv: ['activate', 'azr-x', '--justification', HOSTILE], times: 2},
  {argv: ['deactivate', 'azr-x.s1'], times: 2},
  {argv: ['whoami'], times: 6},
])('no escape reaches the text of $argv.0 raw', async ({argv, times}) => {
  const {out, all} = await shownBy(argv, office());
  expect(all).not.toMatch(RAW);
  expect(out.split(VISIBLE)).toHaveLength(times + 1);
});

test('no escape of a record that anybody may have written reaches the text of audit show raw', async () => {
  const at = office();
  await run(['activate', 'azr-x', '--justification', HOSTILE], {world: at});
  at.record.splice(0, Infinity, ...at.record.map(entry => ({...entry, time: HOSTILE, account: HOSTILE})));
  const {out, all} = await shownBy(['audit', 'show'], at);
  expect(all).not.toMatch(RAW);
  // Time, role, scope, account and reason of each line.
  expect(out.split(VISIBLE)).toHaveLength(5 * at.record.length + 1);
});

function awsOffice() {
  const at = awsWorld();
  const role = permissionSet(HOSTILE, HOSTILE, {id: 'aws-x'});
  at.aws.eligibilities = [role];
  return {...at, role};
}

test.each([
  {argv: ['list'], lent: false},
  {argv: ['status'], lent: true},
  {argv: ['activate', 'aws-x', '--justification', HOSTILE], lent: false},
  {argv: ['deactivate', 'aws-x'], lent: true},
  {argv: ['exec', 'aws-x', '--justification', 'x', '--', HOSTILE], lent: false},
  {argv: ['console', 'aws-x'], lent: true},
  {argv: ['init', 'aws', '--dry-run'], lent: false},
])('no escape in the name of an account reaches a terminal by $argv.0', async ({argv, lent}) => {
  for (const json of [[], ['--json']]) {
    const at = awsOffice();
    if (lent) await at.aws.lendOut(loanOf(at.role, {endsAt: NOON + 60_000}));
    const {all} = await shownBy([...argv.slice(0, 2), ...json, ...argv.slice(2)], at);
    expect(all).not.toMatch(RAW);
    expect(all.length).toBeGreaterThan(0);
  }
});

test('credentials are handed out as they are, whatever the account is called', async () => {
  const at = awsOffice();
  await at.aws.lendOut(loanOf(at.role));
  const {out} = await run(['creds', 'aws-x', '--format', 'process'], {world: at});
  expect(JSON.parse(out)).toMatchObject({AccountId: '111122223333'});
  expect(out).not.toMatch(RAW);
});

test('a session whose story is hostile is told in visible form', async () => {
  const at = awsOffice();
  const corp = new FakeAwsAuthority('corp');
  const [code] = awsStory('corp');
  const signedIn = {
    type: 'signed-in',
    provider: 'aws',
    identity: awsIdentity(HOSTILE, {account: untrusted(HOSTILE)}),
  } as const;
  if (code?.type !== 'device-code') throw new Error('no code');
  corp.story = () => [
    {...code, session: HOSTILE, userCode: untrusted(HOSTILE), verificationUri: untrusted(HOSTILE)},
    signedIn,
  ];
  const world = {...at, app: {...at.app, authorities: [corp]}};
  const {out, err} = await run(['login', 'aws', '--color', 'never'], {
    world,
    terminal: 400,
    store: fakeStore(SETTINGS),
  });
  expect(out + err).not.toMatch(RAW);
  expect((out + err).split(VISIBLE).length).toBeGreaterThan(6);
});
