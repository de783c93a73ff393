import {expect, test} from 'vitest';
import type {Wish} from '../../src/core/intent.ts';
import {THEM} from '../usecases/fake-guard.ts';
import {awsWorld, loanOf} from './fake-aws.ts';
import {activeFor, eligibility, grantOf, NOON, type World, world} from './fakes.ts';
import {fakeStore, run} from './run.ts';

const reader = eligibility('Reader', 'prod');
const owner = eligibility('Owner', 'prod');

function office() {
  const at = world();
  at.azure.eligibilities = [reader, owner];
  at.azure.grants = [grantOf(reader)];
  return at;
}

async function owed(at: World, more: Partial<Wish> = {}): Promise<void> {
  const actor = await at.authority.actor();
  const grant = grantOf(reader);
  at.wishes.set('w1', {
    ...{id: 'w1', grant, dueAt: NOON, reason: 'asked', attempts: 0},
    actor,
    ...more,
  });
}

test('reconcile carries out what is owed, and says so', async () => {
  const at = office();
  await owed(at);
  const {code, out} = await run(['reconcile', '--json'], {world: at});
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    kind: 'reconciliations',
    items: [{eligibilityId: reader.id, was: 'active', state: 'ended', action: 'ended', problem: null}],
    problems: [],
  });
  expect(at.azure.ended).toHaveLength(1);
  const again = await run(['reconcile'], {world: at});
  expect(again).toMatchObject({code: 0, out: ''});
  expect(again.err).toContain('Nothing was left open.');
});

test('what is still owed is 81, with the second from which it is tried again', async () => {
  const at = office();
  await owed(at);
  at.azure.ending = () => ({type: 'too-soon', notBefore: NOON + 300_000});
  const {code, out, err} = await run(['reconcile'], {world: at});
  expect(code).toBe(81);
  expect(out).toMatch(/queued +Reader +prod/);
  expect(err).toContain('Reader on prod is owed its end: tried again from 2026-11-22T12:05:00Z on.');
});

test('status names the process that an end is owed to, and who stays behind', async () => {
  const at = office();
  await owed(at, {holder: THEM, reason: 'until-exit'});
  expect((await run(['status'], {world: at})).err).toContain('Reader on prod ends with process 200.');
  const living = async () => [{guard: {pid: 300, since: ''}, wishIds: ['w1']}];
  const guarded = {...at, app: {...at.app, guards: {note: async () => undefined, living}}};
  const {err} = await run(['status'], {world: guarded});
  expect(err).toContain('Reader on prod ends with process 200; a guard stays behind for it.');
});

test.each([
  {kind: 'PIM', args: ['extend', 'Reader'], code: 1, says: 'The cloud cannot extend a running activation.'},
  {kind: 'not active', args: ['extend', 'Owner'], code: 65, says: 'Owner'},
  {kind: 'bad duration', args: ['extend', 'Reader', '--duration', '90'], code: 64, says: 'is no duration'},
])('extend: $kind', async ({args, code, says}) => {
  const at = office();
  const ran = await run(args, {world: at});
  expect(ran.code).toBe(code);
  expect(ran.err).toContain(says);
  expect(at.azure.ended).toEqual([]);
});

test('a loan is extended in place: one grant, a later end', async () => {
  const at = awsWorld();
  const loan = loanOf(at.role);
  await at.aws.lendOut(loan);
  const until = NOON + 7_200_000;
  Object.assign(at.aws, {
    extend: async (grant: typeof loan) => ({
      type: 'active',
      receipt: {requestId: 'r', intent: {}},
      grant: {...grant, endsAt: until},
    }),
  });
  const {code, out} = await run(['extend', 'Operator', '--duration', '2h', '--json'], {world: at});
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    kind: 'activations',
    items: [{state: 'active', problem: null, grant: {id: loan.id, endsAt: '2026-11-22T14:00:00Z'}}],
  });
});

test('--replace ends it and asks again', async () => {
  const at = office();
  at.azure.grants = [grantOf(reader, {startsAt: NOON - 600_000})];
  at.azure.ending = () => {
    at.azure.grants = [];
    return {type: 'ended'};
  };
  at.azure.answers = [activeFor(reader, {id: 'another'})];
  const line = ['extend', 'Reader', '--replace', '--duration', '2h', '--justification', 'longer', '--json'];
  const {code, out} = await run(line, {world: at});
  expect(code).toBe(0);
  expect(JSON.parse(out).items).toMatchObject([{state: 'active', grant: {id: 'another'}}]);
  expect(at.azure.sent).toHaveLength(1);
});

test('--replace without waiting, in the first five minutes: nothing is touched or promised', async () => {
  const at = office();
  const {code, err} = await run(['extend', 'Reader', '--replace', '--no-wait', '--justification', 'x'], {
    world: at,
  });
  expect(code).toBe(81);
  expect(err).toContain('Run it again from 2026-11-22T12:05:00Z on');
  expect(err).not.toContain('The next stint command');
  expect(at.wishes.size).toBe(0);
});

const bundles = {night: ['Reader@prod', owner.id]};

test('bundle list', async () => {
  const none = await run(['bundle', 'list'], {store: fakeStore()});
  expect(none).toMatchObject({code: 0, out: ''});
  expect(none.err).toContain('There is no bundle yet');
  const {out} = await run(['bundle', 'list'], {store: fakeStore({bundles})});
  expect(out).toMatch(/night +Reader@prod, azr-owner-prod/);
});

test.each([
  {typed: 'Reader@prod', kept: 'Reader@prod'},
  {typed: owner.id, kept: owner.id},
  {typed: 'Owner', kept: 'Owner@prod'},
  {typed: 'read', kept: 'Reader@prod'},
])('bundle add keeps $typed as $kept', async ({typed, kept}) => {
  const store = fakeStore();
  const {code, out} = await run(['bundle', 'add', '@day', typed, '--json'], {world: office(), store});
  expect(code).toBe(0);
  expect(store.written).toEqual([['bundles.day', [kept]]]);
  expect(JSON.parse(out)).toMatchObject({kind: 'bundles', items: [{name: 'day', roles: [kept]}]});
});

test('a role is added once, beside what is there; what is not clear changes nothing', async () => {
  const store = fakeStore({bundles: {night: ['Reader@prod']}});
  const at = office();
  await run(['bundle', 'add', 'night', 'Reader@prod', 'Owner@prod'], {world: at, store});
  expect(store.written).toEqual([['bundles.night', ['Reader@prod', 'Owner@prod']]]);
  expect((await run(['bundle', 'add', 'night', 'prod'], {world: at, store})).code).toBe(65);
  expect((await run(['bundle', 'add', 'night', 'Nothing'], {world: at, store})).code).toBe(65);
  expect(store.written).toHaveLength(1);
});

test('bundle remove takes roles out, and the last one takes the bundle away', async () => {
  const store = fakeStore({bundles});
  expect((await run(['bundle', 'remove', 'night', 'reader'], {store})).code).toBe(0);
  expect(store.written).toEqual([['bundles.night', [owner.id]]]);
  const {err} = await run(['bundle', 'remove', '@night'], {store});
  expect(err).toContain('There is no bundle night any more.');
  expect(store.written.at(-1)).toEqual(['bundles.night', undefined]);
  expect((await run(['bundle', 'remove', 'other'], {store})).code).toBe(65);
  expect((await run(['bundle', 'remove', 'night', 'Nothing'], {store: fakeStore({bundles})})).code).toBe(65);
});

test('on a terminal whatever command runs reminds, once per mark and after its own words', async () => {
  const at = office();
  await run(['status'], {world: at});
  await at.clock.turn(3_600_000 - 240_000);
  const first = await run(['list'], {world: at, terminal: 120});
  expect(first.err.trimEnd().split('\n').at(-1)).toBe('Reader on prod ends in 4 min (13:00).');
  const second = await run(['list'], {world: at, terminal: 120});
  expect(second.err).not.toContain('ends in');
});

test.each([
  {name: 'a pipe', setting: {}, args: ['list']},
  {name: '--quiet', setting: {terminal: 120}, args: ['list', '--quiet']},
  {name: 'a prompt', setting: {terminal: 120}, args: ['status', '--short']},
])('$name is not reminded, and takes no reminder from others', async ({setting, args}) => {
  const at = office();
  await run(['status'], {world: at});
  await at.clock.turn(3_600_000 - 240_000);
  expect((await run(args, {world: at, ...setting})).err).not.toContain('ends in');
  expect((await run(['list'], {world: at, terminal: 120})).err).toContain('ends in 4 min');
});
