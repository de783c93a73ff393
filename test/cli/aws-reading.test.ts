import {expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import {awsWorld, FakeAws, loanOf, permissionSet} from './fake-aws.ts';
import {NOON, POLICY} from './fakes.ts';
import {run} from './run.ts';

test('a list names accounts with their ids, and says what stands', async () => {
  const at = awsWorld();
  await at.aws.lendOut(loanOf(at.role));
  const {out} = await run(['list', '--color', 'never'], {world: at, terminal: 100});
  expect(out).toMatchInlineSnapshot(`
    "  ROLE      SCOPE                     KIND  UP TO  ASKS FOR  NOW   ID
      Operator  prod-data (111122223333)  AWS   ?      ?         lent  aws-operator-prod-data
    "
  `);
  const narrow = await run(['list', '--color', 'never'], {world: at, terminal: 80});
  expect(narrow.out).toContain('prod-data (111122223333)');
  expect(Math.max(...narrow.out.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
});

test('a group that was not activated for the loan is left, and that is said', async () => {
  const told = async (rest: Record<string, string>) => {
    const at = awsWorld();
    const address = {...at.role.address, groupId: 'group-1', ...rest};
    await at.aws.lendOut(loanOf(at.role, {address}));
    return (await run(['deactivate', 'Operator'], {world: at})).err;
  };
  const words = 'the group that leads there was active before, and is left as it is';
  expect(await told({})).toContain(words);
  const groupGrant = JSON.stringify({grant: {id: 'grp-1.s1', endsAt: NOON}, actor: {profile: 'default'}});
  expect(await told({groupGrantId: 'grp-1.s1', groupGrant})).not.toContain(words);
});

test('an account that is known by its id only is written once', async () => {
  const at = awsWorld();
  at.aws.eligibilities = [permissionSet('Operator', '111122223333')];
  expect((await run(['list'], {world: at})).out).not.toContain('(111122223333)');
});

test('status tells both clocks where they differ', async () => {
  const at = awsWorld();
  await at.aws.lendOut(loanOf(at.role, {endsAt: NOON + 1_800_000}));
  const {code, out, err} = await run(['status'], {world: at});
  expect(code).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "  STATE  ROLE      SCOPE                     KIND  ENDS   LEFT    ID
      lent   Operator  prod-data (111122223333)  AWS   12:30  30 min  aws-operator-prod-data.s1
    "
  `);
  expect(err).toMatchInlineSnapshot(`
    "Operator on prod-data (111122223333): the loan ends 12:30, credentials until 13:00 (what is handed out goes on after the loan).
    AWS: ends when the credentials expire.
    "
  `);
  const document = JSON.parse((await run(['status', '--json'], {world: at})).out);
  expect(document.items).toMatchObject([
    {assignment: 'lent', endsAt: '2026-11-22T12:30:00Z', credentialsEndAt: '2026-11-22T13:00:00Z'},
  ]);
});

test('credentials that are renewed meanwhile are said to be', async () => {
  const at = awsWorld();
  await at.aws.lendOut(loanOf(at.role, {endsAt: NOON + 7_200_000}));
  expect((await run(['status'], {world: at})).err).toContain(
    'the loan ends 14:00, credentials until 13:00 (renewed while the loan lasts)',
  );
});

test('ending a loan says how long handed-out credentials go on', async () => {
  const at = awsWorld();
  await at.aws.lendOut(loanOf(at.role));
  const {code, err} = await run(['deactivate', 'Operator'], {world: at});
  expect(code).toBe(0);
  expect(err).toContain(
    'nothing more is handed out. Credentials that have been handed out work until 13:00.',
  );
});

test('a long reading says how far it is, on a terminal only; gaps make it 80', async () => {
  const at = awsWorld();
  at.aws.eligible = async function* () {
    yield {items: [at.role], complete: false, progress: {done: 1, total: 2}};
    yield {
      items: [],
      complete: true,
      progress: {done: 2, total: 2},
      gaps: [
        {code: 'denied', reason: untrusted('prod-x\u001b[2J is forbidden'), provider: 'aws-permission-set'},
      ],
    };
  };
  const shown = await run(['list', '--refresh'], {world: at, terminal: 100});
  expect(shown.code).toBe(80);
  expect(shown.err).toContain('AWS: 1 of 2 accounts read');
  // The line goes when the reading is over.
  expect(shown.err.trimEnd()).not.toMatch(/accounts read$/);
  const piped = await run(['list', '--refresh', '--json'], {world: at});
  expect(piped.err).not.toContain('accounts read');
  expect(JSON.parse(piped.out)).toMatchObject({items: [{name: 'Operator'}], problems: [{code: 'denied'}]});
});

function withMfa() {
  const at = awsWorld({
    profiles: {default: {aws: {sessions: [], roles: [{name: 'prod-admin', roleArn: 'arn:x'}]}}},
  });
  const role = permissionSet('prod-admin', 'prod-data', {
    kind: 'aws-role',
    entitlement: 'eligible',
    address: {session: 'corp', role: 'prod-admin'},
  });
  const roles = new FakeAws(at.book, 'aws-role');
  roles.eligibilities = [role];
  roles.policyOf = () => ({...POLICY, maxDuration: 3600, requires: {...POLICY.requires, mfa: true}});
  return {...at, roles, app: {...at.app, providers: [roles]}};
}

const ask = ['activate', 'prod-admin', '--justification', 'INC-1 (höchst dringend!)'];

test('a role that asks for an MFA code: by flag, by question, or the flag is named', async () => {
  const flagged = withMfa();
  expect((await run([...ask, '--mfa-code', '123456'], {world: flagged})).code).toBe(0);
  expect(flagged.roles.calls[0]?.mfaCode?.reveal()).toBe('123456');
  const asked = withMfa();
  const ran = await run(ask, {world: asked, terminal: 80, lines: ['654321']});
  expect(ran).toMatchObject({code: 0, questions: ['MFA code for prod-admin on prod-data (111122223333): ']});
  expect(asked.roles.calls[0]?.mfaCode?.reveal()).toBe('654321');
  const silent = withMfa();
  const {code, err} = await run(ask, {world: silent});
  expect(code).toBe(64);
  expect(err).toContain('--mfa-code is missing');
  expect(silent.roles.sent).toEqual([]);
});

test('creds takes the code too, by flag alone, and names the flag once where it is missing', async () => {
  const at = withMfa();
  const words = ['creds', 'prod-admin', '--justification', 'INC-1', '--duration', '30m'];
  const {code, err} = await run([...words, '--mfa-code', '123456'], {world: at});
  expect({code, err}).toEqual({code: 0, err: ''});
  expect(at.roles.calls[0]?.mfaCode?.reveal()).toBe('123456');
  const odd = await run([...words, '--mfa-code', '12'], {world: withMfa(), terminal: 80});
  expect(odd).toMatchObject({code: 64, questions: []});
  const silent = await run(ask, {world: withMfa()});
  expect(silent.err.match(/prod-admin on prod-data/g)).toHaveLength(1);
});

test('a role on loan is called lent in the list too, as in status', async () => {
  const at = withMfa();
  await run([...ask, '--mfa-code', '123456'], {world: at});
  const {out} = await run(['list'], {world: at});
  expect(out).toMatch(/prod-admin .* lent /);
  expect(out).not.toMatch(/ active /);
});

test('what tags leave out is said before it is sent, and the code is nowhere', async () => {
  const at = withMfa();
  const {err, out} = await run([...ask, '--mfa-code', '123456', '--json', '--debug'], {world: at});
  expect(err).toContain('CloudTrail will hold the justification as “INC-1 höchst dringend”.');
  expect(out + err + JSON.stringify(at.record)).not.toContain('123456');
});
