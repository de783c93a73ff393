import {expect, test} from 'vitest';
import {US} from '../usecases/fake-guard.ts';
import {awsWorld, loanOf, permissionSet, SECRET_KEY, SESSION_TOKEN} from './fake-aws.ts';
import {activeFor, eligibility, grantOf, NOON, pending, refused} from './fakes.ts';
import {run} from './run.ts';

const because = ['--justification', 'INC-1', '--duration', '30m'];
const exec = (roles: readonly string[], ...more: readonly string[]) => [
  'exec',
  ...roles,
  ...because,
  ...more,
];

const reader = eligibility('Reader', 'prod');

function office() {
  const at = awsWorld();
  at.azure.eligibilities = [reader];
  at.azure.answers = [activeFor(reader)];
  return at;
}

test('the child has the credentials, and nothing of ours or of other AWS identities', async () => {
  const at = office();
  const ran = await run(exec(['Operator'], '--', 'aws', 's3', 'ls', '--', '--json'), {
    world: at,
    env: {
      PATH: '/bin',
      AWS_PROFILE: 'prod',
      AWS_ACCESS_KEY_ID: 'AKIAOLD',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://localhost',
      STINT_PASSPHRASE_FILE: '/pass',
      STINT_HOME: '/home',
    },
    child: () => ({type: 'ran', code: 7}),
  });
  expect(ran.code).toBe(7);
  expect(ran.out).toBe('');
  expect(ran.children).toEqual([
    {
      command: ['aws', 's3', 'ls', '--', '--json'],
      env: {
        PATH: '/bin',
        STINT_HOME: '/home',
        AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
        AWS_SECRET_ACCESS_KEY: SECRET_KEY,
        AWS_SESSION_TOKEN: SESSION_TOKEN,
        AWS_CREDENTIAL_EXPIRATION: '2026-11-22T12:30:00Z',
        AWS_REGION: 'eu-west-1',
        AWS_DEFAULT_REGION: 'eu-west-1',
      },
    },
  ]);
  expect(at.aws.ended).toHaveLength(1);
  expect(await at.book.open(at.clock.now())).toEqual([]);
  expect(ran.err).toMatchInlineSnapshot(`
    "Operator on prod-data (111122223333): asked
    Operator on prod-data (111122223333): active until 12:30
    Operator on prod-data (111122223333): its credentials are in the environment of this command only, until 12:30; AWS itself takes them until 13:00.
    Operator on prod-data (111122223333): ending
    Operator on prod-data (111122223333): ended
    Operator on prod-data (111122223333): nothing more is handed out. Credentials that have been handed out work until 13:00.
    "
  `);
});

test('a role of Entra or Azure is held everywhere, and that is said', async () => {
  const at = office();
  const {code, err, children} = await run(exec(['Reader@prod', 'Operator'], '--', 'true'), {world: at});
  expect(code).toBe(0);
  expect(err).toContain('Reader on prod: your identity holds it everywhere until it ends');
  expect(children[0]?.env.AWS_ACCESS_KEY_ID).toBe('ASIAEXAMPLE');
  expect(at.azure.ended).toHaveLength(1);
  expect(at.aws.ended).toHaveLength(1);
});

test('what was active before is used, and stays', async () => {
  const at = office();
  await at.aws.lendOut(loanOf(at.role));
  at.azure.grants = [grantOf(reader)];
  at.azure.answers = [
    refused({code: 'already-active', endsAt: NOON + 3_600_000, grantId: grantOf(reader).id}),
  ];
  const {code, children} = await run(exec(['Operator', 'Reader@prod'], '--', 'true'), {world: at});
  expect(code).toBe(0);
  expect(children[0]?.env.AWS_ACCESS_KEY_ID).toBe('ASIAEXAMPLE');
  expect([at.aws.ended, at.azure.ended]).toEqual([[], []]);
  expect(await at.book.open(at.clock.now())).toHaveLength(1);
});

test('two AWS roles are 65 before anything is asked for', async () => {
  const at = office();
  at.aws.eligibilities = [at.role, permissionSet('Admin', 'prod-data')];
  const {code, err, children} = await run(exec(['Operator', 'Admin'], '--', 'true'), {world: at});
  expect(code).toBe(65);
  expect(err).toContain('one AWS role only');
  expect(at.aws.sent).toEqual([]);
  expect(children).toEqual([]);
});

test.each([
  {end: {type: 'ran', code: 0}, code: 0, says: ''},
  {end: {type: 'ran', code: 143}, code: 143, says: ''},
  {end: {type: 'not-found'}, code: 127, says: 'There is no command “frob”'},
  {end: {type: 'not-runnable', reason: 'it is a directory'}, code: 126, says: '“frob” cannot be run'},
  {end: {type: 'failed', reason: 'no processes left'}, code: 125, says: '“frob” could not be started'},
] as const)('the code is the child’s: $end', async ({end, code, says}) => {
  const at = office();
  const ran = await run(exec(['Operator'], '--', 'frob'), {world: at, child: () => end});
  expect(ran.code).toBe(code);
  expect(ran.err).toContain(says);
  expect(at.aws.ended).toHaveLength(1);
});

test('an end that must wait is kept as a wish and said; the code stays the child’s', async () => {
  const at = office();
  at.azure.ending = () => ({type: 'too-soon', notBefore: NOON + 300_000});
  const {code, err} = await run(exec(['Reader@prod'], '--', 'true'), {
    world: at,
    child: () => ({type: 'ran', code: 3}),
  });
  expect(code).toBe(3);
  expect(err).toContain(
    'Reader on prod is not given up yet: a process that stays behind does it at 2026-11-22T12:05:00Z, or the next stint command after that.',
  );
  expect(at.guard.warded).toMatchObject([{reason: 'until-exit', holder: US}]);
  expect(at.guard.dismissed).toBe(0);
  expect([...at.wishes.values()]).toMatchObject([{reason: 'until-exit'}]);
});

test('--wait-end stays until the end is done', async () => {
  const at = office();
  at.azure.ending = () =>
    at.clock.now() < NOON + 300_000 ? {type: 'too-soon', notBefore: NOON + 300_000} : {type: 'ended'};
  const {code} = await run(exec(['Reader@prod'], '--wait-end', '--', 'true'), {world: at});
  expect(code).toBe(0);
  expect(at.azure.ended).toHaveLength(1);
  expect(at.wishes.size).toBe(0);
  expect(at.clock.now()).toBeGreaterThanOrEqual(NOON + 300_000);
});

test('a cloud that fails at the end changes nothing about the code', async () => {
  const at = office();
  at.azure.ending = () => ({type: 'refused', problem: {code: 'failed', reason: 'It broke.'}});
  const {code, err} = await run(exec(['Reader@prod'], '--', 'true'), {world: at});
  expect(code).toBe(0);
  expect(err).toContain('It broke.');
});

test('ctrl-c while it is asked for: nothing is run, and what was taken is given up', async () => {
  const at = office();
  const stop = new AbortController();
  at.azure.answers = [
    intent => {
      stop.abort(new DOMException('SIGINT', 'AbortError'));
      return activeFor(reader)(intent);
    },
  ];
  const {code, children} = await run(exec(['Reader@prod'], '--', 'true'), {
    world: at,
    interrupted: stop.signal,
  });
  expect(code).toBe(130);
  expect(children).toEqual([]);
  expect(at.azure.ended).toHaveLength(1);
});

test.each([
  {name: 'approval', answer: pending('pending-approval', 'Grace'), code: 81},
  {name: 'refused', answer: refused({code: 'not-eligible'}), code: 77},
])('$name: the code of the asking, and half of it is not kept', async ({answer, code}) => {
  const at = office();
  at.azure.answers = [answer];
  const {children, ...alone} = await run(exec(['Reader@prod'], '--', 'true'), {world: at});
  expect(alone.code).toBe(code);
  expect(children).toEqual([]);
  const both = await run(exec(['Reader@prod', 'Operator'], '--', 'true'), {world: at});
  expect(both.code).toBe(code === 77 ? 80 : 81);
  expect(both.children).toEqual([]);
  expect(at.aws.ended).toHaveLength(1);
});

test('a dry run runs nothing', async () => {
  const at = office();
  const {code, out, children} = await run(exec(['Reader@prod'], '--dry-run', '--', 'true'), {world: at});
  expect(code).toBe(0);
  expect(out).toContain('PUT https://arm.test');
  expect(children).toEqual([]);
  expect(at.azure.sent).toEqual([]);
});

test('credentials that cannot be had give the loan back, with their own code', async () => {
  const at = office();
  const {aws} = at;
  const lendOut = aws.lendOut.bind(aws);
  // What is kept has too little left to be handed out.
  aws.lendOut = (grant, intent) => lendOut(grant, intent, NOON + 60_000);
  aws.lendTrouble = {code: 'unreachable', what: 'AWS', reason: 'timeout'};
  const {code, children} = await run(exec(['Operator'], '--', 'true'), {world: at});
  expect(code).toBe(69);
  expect(children).toEqual([]);
  expect(at.aws.ended).toHaveLength(1);
});

test('--timeout bounds the network, not the command', async () => {
  const at = office();
  const {code} = await run(exec(['Reader@prod'], '--timeout', '10s', '--', 'true'), {
    world: at,
    child: async () => {
      await at.clock.turn(60_000);
      return {type: 'ran', code: 4};
    },
  });
  expect(code).toBe(4);
  expect(at.azure.ended).toHaveLength(1);
});

test('what has ended by itself meanwhile is not spoken of', async () => {
  const at = office();
  const {code, err} = await run(exec(['Operator'], '--', 'true'), {
    world: at,
    child: () => {
      at.clock.stepWall(1_800_000);
      return {type: 'ran', code: 0};
    },
  });
  expect(code).toBe(0);
  expect(err).not.toContain('ending');
  expect(at.aws.ended).toEqual([]);
});

const eventsIn = (text: string) =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(
      line => JSON.parse(line) as {readonly seq: number; readonly type: string; readonly exitCode?: number},
    );

test('--events: the story is on stderr and nothing else is, for stdout is the command’s', async () => {
  const at = office();
  const {code, out, err} = await run(exec(['Reader@prod'], '--events', '--', 'true'), {
    world: at,
    child: () => ({type: 'ran', code: 7}),
  });
  expect([code, out]).toEqual([7, '']);
  const events = eventsIn(err);
  expect(events.map(({type}) => type)).toEqual(['submitted', 'active', 'usable', 'ending', 'ended', 'done']);
  expect(events.map(({seq}) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(events.at(-1)?.exitCode).toBe(7);
});

test('--events: what is refused is told there, and the command is not run', async () => {
  const at = office();
  at.azure.answers = [refused({code: 'not-eligible'})];
  const {code, err, children} = await run(exec(['Reader@prod'], '--events', '--', 'true'), {world: at});
  expect([code, children]).toEqual([77, []]);
  expect(eventsIn(err)).toMatchObject([{type: 'failed'}, {type: 'done', exitCode: 77}]);
});

test.each([
  ['--no-wait', [], 'leave --no-wait out'],
  ['--start', ['2027-01-01T00:00:00Z'], 'leave --start out'],
  ['--events', ['--dry-run'], 'cannot both be had'],
])('%s where it makes no sense is 64, and says why', async (flag, more, says) => {
  const at = office();
  const {code, err} = await run(exec(['Reader@prod'], flag, ...more, '--', 'true'), {world: at});
  expect(code).toBe(64);
  expect(err).toContain(says);
  expect(at.azure.sent).toEqual([]);
});

test('--until-exit and --rollback-on-failure say what is so anyway', async () => {
  const at = office();
  const args = exec(['Reader@prod'], '--until-exit', '--rollback-on-failure', '--', 'true');
  expect((await run(args, {world: at})).code).toBe(0);
  expect(at.azure.ended).toHaveLength(1);
});
