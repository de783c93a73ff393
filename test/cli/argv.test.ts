import {expect, test} from 'vitest';
import {activeFor, eligibility, world} from './fakes.ts';
import {run} from './run.ts';

const reader = eligibility('Reader', 'prod');

function office() {
  const at = world();
  at.azure.eligibilities = [reader];
  at.azure.answers = [activeFor(reader)];
  return at;
}

test.each([
  {argv: ['lsit'], says: 'Did you mean list'},
  {argv: ['exec', 'Reader'], says: 'Name the command to run after “--”'},
  {argv: ['exec', 'Reader', '--'], says: 'Name the command to run after “--”'},
  {argv: ['creds'], says: "Missing required argument 'role'"},
  {argv: ['creds', 'Reader', '--format', 'xml'], says: 'env, fish, powershell, cmd, json, process'},
  {argv: ['creds', 'Reader', '--json', '--format', 'env'], says: 'cannot both be had'},
  {argv: ['creds', 'Reader', '--output', 'csv'], says: 'Credentials are no document'},
  {argv: ['creds', 'Reader', '--query', 'x'], says: 'Credentials are no document'},
  {argv: ['creds', 'Reader', '--duration', '1h'], says: 'both --justification and --duration'},
  {argv: ['init'], says: 'stint init needs one more word.'},
  {argv: ['init', 'aws'], says: '--yes is missing'},
  {argv: ['login', 'aws', '--tenant', 'x'], says: '--tenant means nothing to aws'},
  {argv: ['login', 'entra', '--share'], says: '--share means nothing to entra'},
  {argv: ['activate', 'Reader', '--mfa-code', '12345', '--justification', 'x'], says: 'six digits'},
  {argv: ['help'], says: 'Unknown command'},
  {argv: ['config'], says: 'stint config needs one more word.'},
  {argv: ['config', 'frob'], says: 'Unknown command'},
  {argv: ['audit', 'frob'], says: 'Unknown command'},
  {argv: ['break-glass'], says: '--incident and --reason and --confirm'},
  {argv: ['list', '--frob'], says: "Unknown option '--frob'"},
  {argv: ['list', '--serach', 'x'], says: 'Did you mean --search'},
  {argv: ['list', 'extra'], says: 'Too many arguments'},
  {argv: ['activate'], says: 'Name a role, or a bundle as @name'},
  {argv: ['exec', '--', 'true'], says: 'Name a role, or a bundle as @name'},
  {argv: ['extend'], says: "Missing required argument 'grant'"},
  {
    argv: ['activate', 'Reader', '--until-exit', '--start', '2027-01-01T00:00:00Z'],
    says: 'cannot begin after',
  },
  {argv: ['status', '--watch', '--cached'], says: 'not with --cached'},
  {argv: ['status', '--watch', '--output', 'csv'], says: 'not --output csv'},
  {argv: ['status', '--watch', '--query', 'items'], says: 'cannot both be had'},
  {argv: ['bundle', 'add', 'a b', 'Reader'], says: 'cannot be the name of a bundle'},
  {argv: ['bundle', 'add', 'x', '@y'], says: 'a bundle holds roles, not bundles'},
  {argv: ['list', '--output', 'xml'], says: 'Allowed choices are table, json, ndjson, tsv, csv'},
  {argv: ['list', '--json', '--output', 'csv'], says: 'cannot both be had'},
  {argv: ['list', '--json=true'], says: 'Unknown option'},
  {argv: ['list', '--kind', 'frob'], says: 'azure-resource, entra-role'},
  {argv: ['list', '--cached', '--refresh'], says: 'cannot both be had'},
  {argv: ['list', '--query', 'items['], says: 'no JMESPath'},
  {argv: ['list', '--query', 'items[].frob(@)'], says: 'Unknown function: frob()'},
  {argv: ['list', '--timeout', '90'], says: '45s, 90m, 1h30m, 2h, PT1H30M'},
  {argv: ['list', '--profile', ''], says: '--profile needs a name'},
  {argv: ['activate', 'Reader', '--duration', '90'], says: '45s, 90m, 1h30m, 2h, PT1H30M'},
  {argv: ['activate', 'Reader', '--duration', '-5m'], says: '“-5m” is no duration'},
  {argv: ['activate', 'Reader', '--duration='], says: 'is no duration'},
  {argv: ['activate', 'Reader', '--wait='], says: '--wait= needs a value'},
  {argv: ['activate', 'Reader', '--wait=soon'], says: '“soon” is no duration'},
  {argv: ['activate', 'Reader', '--start', 'tomorrow'], says: 'is no time'},
  {argv: ['activate', 'Reader', '--start', '2026-02-30T10:00:00Z'], says: 'is no time'},
  {argv: ['activate', 'Reader', '--ticket-system', 'Jira'], says: '--ticket-system needs --ticket'},
  {argv: ['activate', 'Reader', '--justification'], says: '--justification needs a value'},
  {argv: ['activate', 'Reader', '--justification', '--quiet'], says: '--justification needs a value'},
  {argv: ['activate', 'Reader', '--events', '--output', 'csv'], says: 'not with --output csv'},
  {argv: ['login', 'github'], says: 'nothing to sign in to'},
  {argv: ['sandbox', '--port', '0x50'], says: 'is no port'},
  {argv: ['--', 'status'], says: 'no command before'},
  {argv: [], says: 'stint status'},
  {argv: ['--profile', 'ops'], says: 'stint --help'},
])('64: $argv', async ({argv, says}) => {
  const {code, out, err} = await run(argv, {world: office()});
  expect(err).toContain(says);
  expect(code).toBe(64);
  expect(out).toBe('');
});

test('under --json a wrong line is one line of JSON, wherever the flag stands', async () => {
  for (const argv of [
    ['--json', 'frob'],
    ['list', '--frob', '--json'],
    ['list', '--frob', '--output=json'],
  ]) {
    const {err, code} = await run(argv);
    expect(code).toBe(64);
    expect(JSON.parse(err)).toMatchObject({schemaVersion: 1, error: {code: 'usage', provider: null}});
  }
});

test('global flags stand anywhere before the first --', async () => {
  const lines = [
    ['--output', 'json', 'list'],
    ['list', '--output=json'],
    ['--profile', 'ops', '--json', 'list'],
    ['--color', 'never', 'list', '--json'],
  ];
  for (const argv of lines)
    expect(JSON.parse((await run(argv, {world: office()})).out).kind).toBe('eligibilities');
  expect((await run(['--profile', 'ops', 'list'], {world: office()})).opened).toMatchObject([
    {profile: 'ops'},
  ]);
  const both = await run(['list', '--profile', 'b'], {world: office(), env: {STINT_PROFILE: 'a'}});
  expect(both.opened).toMatchObject([{profile: 'b'}]);
  const fromEnv = await run(['list'], {world: office(), env: {STINT_PROFILE: 'a'}});
  expect(fromEnv.opened).toMatchObject([{profile: 'a'}]);
});

test('after -- nothing is a flag', async () => {
  const at = office();
  const {code, err} = await run(['activate', '--justification', 'x', '--', 'Reader', '--json'], {world: at});
  expect(err).toContain('“--json”');
  expect(code).toBe(80);
  expect(at.azure.sent).toHaveLength(1);
});

test('--wait takes no word after it for its value', async () => {
  const at = office();
  const {code} = await run(['activate', '--wait', 'Reader', '--justification', 'x'], {world: at});
  expect(code).toBe(0);
  expect(at.azure.sent).toHaveLength(1);
});

test('a value may look like anything but a flag of the command', async () => {
  const at = office();
  const strange = '--why? $(id) `id` "; rm -rf /" \u202e';
  const {code} = await run(['activate', 'Reader', '--justification', strange], {world: at});
  expect(code).toBe(0);
  expect(at.azure.sent[0]?.request.justification).toBe(strange);
  await run(['activate', 'Reader', '--justification=--quiet'], {world: at});
  expect(at.azure.sent[1]?.request.justification).toBe('--quiet');
});

test('a hostile name on the line is shown, never run', async () => {
  const {err} = await run(['\u001b]0;owned\u0007'], {});
  expect(err).toContain('\\u{1b}');
  expect(err).not.toContain('\u001b');
});

test('version and help are results', async () => {
  expect(await run(['--version'])).toMatchObject({code: 0, out: '1.2.3\n', err: ''});
  expect(await run(['--quiet', '--version'])).toMatchObject({code: 0, out: '1.2.3\n'});
  const help = await run(['--help']);
  expect(help).toMatchObject({code: 0, err: ''});
  for (const name of ['login', 'activate', 'deactivate', 'audit', 'demo'])
    expect(help.out).toContain(`  ${name} `);
  for (const name of ['standing', 'help ']) expect(help.out).not.toContain(`  ${name}`);
  expect((await run(['exec', '--help'])).out).toContain('[role...] -- <command...>');
  expect((await run(['activate', '--help'])).out).toContain('--wait [DURATION]');
  expect((await run(['config', '--help'])).out).toContain('path');
});

test('bare stint opens the screen on a terminal', async () => {
  expect(await run(['--profile', 'ops'], {terminal: 80})).toMatchObject({
    code: 0,
    opened: [{profile: 'ops'}],
  });
});
