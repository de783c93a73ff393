import {expect, test} from 'vitest';
import {quickCall} from '../../src/cli/quick-call.ts';
import {Trouble} from '../../src/core/problem.ts';
import {type AwsWorld, awsWorld, credentialsUntil, loanOf, SECRET_KEY, SESSION_TOKEN} from './fake-aws.ts';
import {eligibility, NOON} from './fakes.ts';
import {run} from './run.ts';

async function lent(more = {}): Promise<AwsWorld> {
  const at = awsWorld();
  await at.aws.lendOut(loanOf(at.role, more));
  return at;
}

const because = ['--justification', 'INC-1', '--duration', '30m'];

test.each([
  {
    format: 'env',
    lines: (key: string, token: string) => [
      `export AWS_ACCESS_KEY_ID='ASIAEXAMPLE'`,
      `export AWS_SECRET_ACCESS_KEY='${key}'`,
      `export AWS_SESSION_TOKEN='${token}'`,
      `export AWS_CREDENTIAL_EXPIRATION='2026-11-22T13:00:00Z'`,
    ],
  },
  {
    format: 'fish',
    lines: (key: string, token: string) => [
      `set -gx AWS_ACCESS_KEY_ID 'ASIAEXAMPLE'`,
      `set -gx AWS_SECRET_ACCESS_KEY '${key}'`,
      `set -gx AWS_SESSION_TOKEN '${token}'`,
      `set -gx AWS_CREDENTIAL_EXPIRATION '2026-11-22T13:00:00Z'`,
    ],
  },
  {
    format: 'powershell',
    lines: (key: string, token: string) => [
      `$env:AWS_ACCESS_KEY_ID = 'ASIAEXAMPLE'`,
      `$env:AWS_SECRET_ACCESS_KEY = '${key}'`,
      `$env:AWS_SESSION_TOKEN = '${token}'`,
      `$env:AWS_CREDENTIAL_EXPIRATION = '2026-11-22T13:00:00Z'`,
    ],
  },
  {
    format: 'cmd',
    lines: (key: string, token: string) => [
      `set "AWS_ACCESS_KEY_ID=ASIAEXAMPLE"`,
      `set "AWS_SECRET_ACCESS_KEY=${key}"`,
      `set "AWS_SESSION_TOKEN=${token}"`,
      `set "AWS_CREDENTIAL_EXPIRATION=2026-11-22T13:00:00Z"`,
    ],
  },
])('creds for $format', async ({format, lines}) => {
  const {code, out, err} = await run(['creds', 'Operator@prod-data', '--format', format], {
    world: await lent(),
  });
  expect({code, err}).toEqual({code: 0, err: ''});
  expect(out).toBe(`${lines(SECRET_KEY, SESSION_TOKEN).join('\n')}\n`);
});

test('creds for a tool says the earlier end, in whole seconds, and the account', async () => {
  const at = awsWorld();
  await at.aws.lendOut(loanOf(at.role, {endsAt: NOON + 900_500}));
  for (const flags of [['--format', 'process'], ['--json'], ['--format', 'json']]) {
    const {out} = await run(['creds', at.role.id, ...flags], {world: at});
    expect(JSON.parse(out)).toEqual({
      Version: 1,
      AccessKeyId: 'ASIAEXAMPLE',
      SecretAccessKey: SECRET_KEY,
      SessionToken: SESSION_TOKEN,
      Expiration: '2026-11-22T12:15:00Z',
      AccountId: '111122223333',
    });
  }
  await at.book.renew(loanOf(at.role).id, credentialsUntil(NOON + 600_000));
  const {out} = await run(['creds', at.role.id, '--format', 'process'], {world: at});
  expect(JSON.parse(out).Expiration).toBe('2026-11-22T12:10:00Z');
});

test('on a terminal it is said that these are secrets', async () => {
  const {err} = await run(['creds', 'Operator'], {world: await lent(), terminal: 80});
  expect(err).toContain('These are secrets');
});

test('without a loan: 65, nothing on stdout, one line for a tool', async () => {
  const at = awsWorld();
  await run(['list'], {world: at});
  const plain = await run(['creds', 'Operator'], {world: at});
  expect(plain).toMatchObject({code: 65, out: ''});
  const tool = await run(['creds', 'Operator', '--format', 'process'], {world: at});
  expect(tool).toMatchObject({code: 65, out: ''});
  expect(tool.err).toMatch(/^stint: “Operator” is not active\..*\n$/);
  const json = await run(['creds', 'Operator', '--format', 'process', '--json'], {world: at});
  expect(JSON.parse(json.err)).toMatchObject({error: {code: 'not-active'}});
});

test('a loan that is over is none', async () => {
  const at = await lent({endsAt: NOON + 60_000});
  at.clock.stepWall(60_000);
  const {code, out} = await run(['creds', at.role.id, '--format', 'process'], {world: at});
  expect({code, out}).toEqual({code: 65, out: ''});
});

test.each([
  {problem: {code: 'signed-out', reason: 'expired', session: 'corp', provider: 'aws'}, code: 4},
  {problem: {code: 'unreachable', what: 'AWS', reason: 'timeout'}, code: 69},
  {problem: {code: 'throttled'}, code: 75},
  {problem: {code: 'misconfigured', reason: 'no'}, code: 78},
] as const)('creds $problem.code is $code, asks nobody, and holds no secret', async ({problem, code}) => {
  const at = awsWorld();
  // What is kept has too little left to be handed out.
  await at.aws.lendOut(loanOf(at.role), undefined, NOON + 60_000);
  at.aws.lendTrouble = problem;
  for (const flags of [[], ['--format', 'process'], ['--json'], ['--debug']]) {
    const ran = await run(['creds', at.role.id, ...flags], {world: at, terminal: 80});
    expect(ran).toMatchObject({code, out: '', questions: []});
    expect(ran.err).not.toContain(SECRET_KEY);
    if (flags.includes('process')) expect(ran.err.trim().split('\n')).toHaveLength(1);
  }
  expect(at.authority.flows).toEqual([]);
});

test('an app that does not open fails in one line, too', async () => {
  const openApp = () =>
    Promise.reject(new Trouble({code: 'misconfigured', setting: 'x', reason: 'a\u001b[2J\nb'}));
  const {code, out, err} = await run(['creds', 'Operator', '--format', 'process'], {openApp});
  expect({code, out}).toEqual({code: 78, out: ''});
  expect(err.trim().split('\n')).toHaveLength(1);
  expect(err).not.toContain('\u001b');
});

test('with a reason and a length it opens the loan itself, and asks nobody', async () => {
  const at = awsWorld();
  const {code, out, questions} = await run(['creds', 'Operator', ...because], {world: at, terminal: 80});
  expect({code, questions}).toEqual({code: 0, questions: []});
  expect(out).toContain(`AWS_CREDENTIAL_EXPIRATION='2026-11-22T12:30:00Z'`);
  expect(at.aws.sent).toMatchObject([{request: {duration: 1800, justification: 'INC-1'}}]);
  const again = await run(['creds', 'Operator', ...because], {world: at});
  expect(again.out).toBe(out);
  expect(at.aws.sent).toHaveLength(1);
});

test('a record that cannot be written is said, and the loan is lent from all the same', async () => {
  const at = await lent();
  at.app.audit.append = async () => {
    throw new Trouble({code: 'state-unwritable', path: '/x/audit.ndjson', reason: 'the disk is full'});
  };
  const {code, out, err} = await run(['creds', at.role.id, '--format', 'process'], {world: at});
  expect(code).toBe(0);
  expect(JSON.parse(out).Version).toBe(1);
  expect(err).toBe('warning: /x/audit.ndjson cannot be used: the disk is full.\n');
});

test('what does not fit opens no loan; other kinds have no credentials', async () => {
  const at = awsWorld();
  at.azure.eligibilities = [eligibility('Reader', 'prod')];
  const long = await run(['creds', 'Operator', '--justification', 'x', '--duration', '13h'], {world: at});
  expect(long).toMatchObject({code: 77, out: ''});
  const azure = await run(['creds', 'Reader@prod', ...because], {world: at});
  expect(azure).toMatchObject({code: 1, out: ''});
  expect(at.aws.sent).toEqual([]);
});

test.each([
  {argv: ['creds', 'aws-1', '--format', 'process', '--profile', 'ops'], quick: true},
  {argv: ['creds', 'aws-1'], quick: true},
  {argv: ['creds', '--format', 'process', 'aws-1'], quick: true},
  {argv: ['creds', 'aws-1', '--format', 'xml'], quick: false},
  {argv: ['creds', 'aws-1', '--format'], quick: false},
  {argv: ['creds', 'aws-1', 'aws-2'], quick: false},
  {argv: ['creds'], quick: false},
  {argv: ['creds', 'aws-1', '--profile', ''], quick: false},
  {argv: ['creds', 'aws-1', '--profile', '--json'], quick: false},
  {argv: ['creds', 'aws-1', '--', 'x'], quick: false},
  {argv: ['creds', 'aws-1', '--help'], quick: false},
  {argv: ['status', 'x', '--cached'], quick: false},
  {argv: ['status'], quick: false},
])('read without the parser: $argv is $quick', ({argv, quick}) => {
  expect(quickCall(argv) !== undefined).toBe(quick);
});

test('the short road reads the line as the long one does', async () => {
  const at = await lent();
  const short = await run(['creds', at.role.id, '--format', 'process', '--profile', 'ops'], {world: at});
  const long = await run(['creds', at.role.id, '--format=process', '--profile=ops'], {world: at});
  expect(short).toMatchObject({out: long.out, opened: [{profile: 'ops'}]});
  expect(long.opened).toMatchObject([{profile: 'ops'}]);
});
