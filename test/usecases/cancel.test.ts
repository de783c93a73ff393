import {expect, test} from 'vitest';
import {NOT_SENT, step} from '../../src/core/activation.ts';
import type {Grant} from '../../src/core/grant.ts';
import type {Ending} from '../../src/core/ports.ts';
import type {Problem} from '../../src/core/problem.ts';
import {cancel} from '../../src/usecases/cancel.ts';
import {all, troubled} from './fake-cloud.ts';
import {collect, type FakeWorld, quiet, world} from './fakes.ts';
import {grant, intent, OFFLINE} from './samples.ts';

const waiting = grant({
  id: 'req-1',
  requestId: 'req-1',
  state: 'pending-approval',
  startsAt: null,
  endsAt: null,
});
const says = (ending: Ending) => () => ending;
const lost = says({type: 'lost', problem: OFFLINE});

async function run({app}: FakeWorld, request: Grant = waiting) {
  const troubles: Problem[] = [];
  const onTrouble = (problem: Problem) => troubles.push(problem);
  const story = await collect(cancel(app, [request], quiet(), {onTrouble}));
  const end = story.reduce((now, one) => (one.type === 'item' ? step(now, one.event) : now), NOT_SENT);
  return {story, end, troubles};
}

test('withdrawn: the record, the copy and the journal know', async () => {
  const w = world();
  await w.journal.open(intent());
  await w.journal.named('old-intent', 'req-1');
  w.cache.granted.set('azure-resource', {value: [waiting], readAt: 1});
  w.arm.endings = [says({type: 'ended'})];
  const {story, end} = await run(w);
  expect(story).toMatchObject([{item: 'req-1', event: {type: 'cancelled', requestId: 'req-1'}}]);
  expect(end).toMatchObject({state: 'cancelled', problem: null});
  expect(w.audit.facts).toMatchObject([{type: 'cancel', requestId: 'req-1'}]);
  expect(w.cache.granted.get('azure-resource')?.value).toEqual([]);
  expect(w.journal.rows).toMatchObject([{state: 'cancelled'}]);
});

test('ARM’s requests are named by the intent itself; other intents stay open', async () => {
  const w = world();
  await w.journal.open(intent({id: 'req-1'}));
  await w.journal.open(intent({id: 'other'}));
  w.arm.endings = [says({type: 'ended'})];
  await run(w);
  expect(w.journal.rows.map(row => row.state)).toEqual(['cancelled', 'submitted']);
});

test('accepted, and being carried out', async () => {
  const w = world();
  w.arm.endings = [says({type: 'deactivating'})];
  expect((await run(w)).end).toMatchObject({state: 'deactivating', endsEarlyAt: null, problem: null});
});

test.each([
  ['nothing waits', says({type: 'not-active'}), 'not-found'],
  ['refused', says({type: 'refused', problem: {code: 'denied'}}), 'denied'],
  ['too soon', says({type: 'too-soon', notBefore: 1}), 'too-soon-to-end'],
] as const)('%s', async (_, ending, code) => {
  const w = world();
  w.arm.endings = [ending];
  expect((await run(w)).end).toMatchObject({state: 'failed', problem: {code, provider: 'azure-resource'}});
  expect(w.audit.facts).toMatchObject([{type: 'refusal', problem: code}]);
});

test('a rejection, a missing source and a missing actor are problems of the item', async () => {
  const w = world();
  w.arm.endings = [troubled(OFFLINE)];
  expect((await run(w)).end.problem?.code).toBe('unreachable');
  expect((await run(w, grant({kind: 'entra-group'}))).end.problem?.code).toBe('misconfigured');
  w.entra.who = troubled({code: 'signed-out', reason: 'never'});
  expect((await run(w)).end.problem?.code).toBe('signed-out');
});

test('a request that perhaps never arrived has no name to withdraw it by', async () => {
  const w = world();
  const {end} = await run(w, grant({id: 'old-intent', state: 'unknown', requestId: null}));
  expect(end.problem?.code).toBe('not-found');
  expect(w.arm.cancelled).toEqual([]);
});

test.each([
  ['gone from both lists', all<Grant>(), all<Grant>(), 'cancelled'],
  ['still waiting', all(waiting), all<Grant>(), 'unknown'],
  ['granted in the meantime', all<Grant>(), all(grant()), 'unknown'],
  ['the list stops early', [{items: [], complete: false}], all<Grant>(), 'unknown'],
  ['the list cannot be read', [troubled(OFFLINE)], all<Grant>(), 'unknown'],
] as const)('a lost answer, %s', async (_, openPages, activePages, state) => {
  const w = world();
  w.arm.endings = [lost];
  Object.assign(w.arm, {openPages, activePages});
  expect((await run(w)).end.state).toBe(state);
});

test.each([
  ['gone from both lists', all<Grant>(), all<Grant>(), 'not-found'],
  ['still waiting', all(waiting), all<Grant>(), 'failed'],
  ['granted in the meantime', all<Grant>(), all(grant()), 'failed'],
  ['the list cannot be read', [troubled(OFFLINE)], all<Grant>(), 'failed'],
] as const)('refused in words that nobody knows, %s', async (_, openPages, activePages, code) => {
  const w = world();
  w.arm.endings = [says({type: 'refused', problem: {code: 'failed', reason: 'not pending'}})];
  Object.assign(w.arm, {openPages, activePages});
  expect((await run(w)).end).toMatchObject({state: 'failed', problem: {code}});
});

test('what cannot be written does not keep it from being withdrawn', async () => {
  const w = world();
  w.arm.endings = [says({type: 'ended'})];
  w.journal.broken = ['unsettled'];
  w.audit.broken = true;
  const {end, troubles} = await run(w);
  expect(end).toMatchObject({state: 'cancelled', problem: null});
  expect(troubles.map(problem => problem.code)).toEqual(['state-unwritable', 'state-unwritable']);
});
