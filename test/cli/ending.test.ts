import {expect, test} from 'vitest';
import {eligibility, grantOf, NOON, world} from './fakes.ts';
import {run} from './run.ts';

const reader = eligibility('Reader', 'prod');
const owner = eligibility('Owner', 'prod');
const standing = eligibility('Global Reader', 'Directory', {kind: 'entra-role'});

function office() {
  const at = world();
  at.azure.eligibilities = [reader, owner];
  at.azure.grants = [grantOf(reader), grantOf(owner)];
  at.entra.grants = [grantOf(standing, {assignment: 'standing', endsAt: null, startsAt: null})];
  return at;
}

test('a grant is ended', async () => {
  const at = office();
  const {code, out, err} = await run(['deactivate', 'Reader@prod'], {world: at});
  expect(code).toBe(0);
  expect(at.azure.ended).toEqual([`${reader.id}.s1`]);
  expect(out).toMatchInlineSnapshot(`
    "  STATE  ROLE    SCOPE  ENDS  LEFT
      ended  Reader  prod   -     -
    "
  `);
  expect(err).toMatchInlineSnapshot(`
    "Reader on prod: ending
    Reader on prod: ended
    Azure: ended by the cloud; access can outlive the end by up to 10 min.
    "
  `);
});

test('in the first five minutes the second is said, and the next command ends it', async () => {
  const at = office();
  at.azure.ending = () =>
    at.clock.now() < NOON + 300_000 ? {type: 'too-soon', notBefore: NOON + 300_000} : {type: 'ended'};
  const early = await run(['deactivate', 'Reader', '--json'], {world: at});
  expect(early.code).toBe(81);
  expect(JSON.parse(early.out).items).toMatchObject([
    {state: 'deactivating', endsEarlyAt: '2026-11-22T12:05:00Z', problem: {code: 'too-soon-to-end'}},
  ]);
  const shown = await run(['status'], {world: at});
  expect(shown.err).toContain(
    'Reader on prod is to end early: the next stint command from 2026-11-22T12:05:00Z on',
  );
  await at.clock.turn(300_000);
  const next = await run(['list'], {world: at});
  expect(next.err).toContain('Left from before: Reader on prod has ended, as asked.');
  expect(at.azure.ended).toEqual([`${reader.id}.s1`]);
});

test('--wait stays and ends it', async () => {
  const at = office();
  at.azure.ending = () =>
    at.clock.now() < NOON + 300_000 ? {type: 'too-soon', notBefore: NOON + 300_000} : {type: 'ended'};
  const {code} = await run(['deactivate', 'Reader', '--wait'], {world: at});
  expect(code).toBe(0);
  expect(at.clock.now()).toBeGreaterThanOrEqual(NOON + 300_000);
});

test.each([
  {name: 'nobody to ask', setting: {}, args: [], code: 64, asked: 0, ended: 0},
  {name: '--yes', setting: {}, args: ['--yes'], code: 0, asked: 0, ended: 2},
  {name: 'agreed', setting: {terminal: 80, yes: true}, args: [], code: 0, asked: 1, ended: 2},
  {name: 'declined', setting: {terminal: 80, yes: false}, args: [], code: 2, asked: 1, ended: 0},
])('--all: $name', async ({setting, args, code, asked, ended}) => {
  const at = office();
  const ran = await run(['deactivate', '--all', ...args], {world: at, ...setting});
  expect(ran.code).toBe(code);
  expect(ran.questions).toHaveLength(asked);
  expect(at.azure.ended).toHaveLength(ended);
});

test('--all says what it could not look at', async () => {
  const at = office();
  at.entra.trouble = {code: 'unreachable', what: 'Entra', reason: 'no route'};
  const {code, out} = await run(['deactivate', '--all', '--yes', '--json'], {world: at});
  expect(code).toBe(80);
  expect(JSON.parse(out).problems).toMatchObject([{code: 'unreachable', provider: 'entra-role'}]);
});

test.each([
  {name: 'standing access', args: ['Global Reader'], code: 1},
  {name: 'not active', args: ['Nothing'], code: 65},
  {name: 'nothing named', args: [], code: 64},
  {name: 'names and --all', args: ['Reader', '--all'], code: 64},
])('refused: $name', async ({args, code}) => {
  const at = office();
  expect((await run(['deactivate', ...args], {world: at})).code).toBe(code);
  expect(at.azure.ended).toEqual([]);
});

test('a request is withdrawn', async () => {
  const at = office();
  at.azure.requests = [
    grantOf(owner, {id: 'req-9', requestId: 'req-9', state: 'pending-approval', endsAt: null}),
  ];
  at.azure.grants = [];
  const {code, out} = await run(['cancel', 'req-9', '--json'], {world: at});
  expect(code).toBe(0);
  expect(JSON.parse(out).items).toMatchObject([
    {state: 'cancelled', requestId: 'req-9', eligibilityId: owner.id},
  ]);
  expect((await run(['cancel', 'req-8'], {world: at})).code).toBe(65);
});
