import {expect, test} from 'vitest';
import type {Grant} from '../../src/core/grant.ts';
import type {Answer} from '../../src/core/ports.ts';
import {Trouble} from '../../src/core/problem.ts';
import {activeFor, eligibility, grantOf, NOON, type World, world} from './fakes.ts';
import {run} from './run.ts';

const reader = eligibility('Reader', 'prod');
const owner = eligibility('Owner', 'prod');
const because = ['--justification', 'INC-1'];

function office(...answers: World['azure']['answers']): World {
  const at = world();
  at.azure.eligibilities = [reader, owner];
  at.azure.answers = answers;
  return at;
}

const lastEvent = (out: string) => JSON.parse(out.trim().split('\n').at(-1) ?? '');

/** Somebody presses ctrl-c, or the system says SIGTERM, while the request is on the wire: its answer never comes. */
const lostTo = (stop: AbortController, signal: 'SIGINT' | 'SIGTERM') => (): Answer => {
  stop.abort(new DOMException(signal, 'AbortError'));
  return {type: 'lost', problem: {code: 'cancelled', reason: 'It was interrupted.'}};
};

test('ctrl-c while the request is on the wire is 130: what became of it is not known', async () => {
  const stop = new AbortController();
  const at = office(lostTo(stop, 'SIGINT'));
  const {code, out} = await run(['activate', 'Reader', ...because, '--json'], {
    world: at,
    interrupted: stop.signal,
  });
  expect(code).toBe(130);
  expect(JSON.parse(out).items).toMatchObject([{state: 'unknown', problem: {code: 'unreachable'}}]);
});

test('ctrl-c does not hide what had failed before', async () => {
  const stop = new AbortController();
  const at = office(() => ({type: 'refused', state: 'failed', problem: {code: 'not-eligible'}}));
  const {code} = await run(['activate', 'Reader', ...because], {world: at, interrupted: stop.signal});
  expect(code).toBe(77);
});

test.each([
  {signal: 'SIGINT', code: 130},
  {signal: 'SIGTERM', code: 143},
] as const)('$signal: the last event says the code that the process ends with', async ({signal, code}) => {
  const stop = new AbortController();
  const at = office(lostTo(stop, signal));
  const ran = await run(['activate', 'Reader', ...because, '--events'], {
    world: at,
    interrupted: stop.signal,
  });
  expect(ran.code).toBe(code);
  expect(lastEvent(ran.out)).toMatchObject({type: 'done', exitCode: code});
});

test('SIGTERM before anything was sent is 143 too', async () => {
  const stop = new AbortController();
  stop.abort(new DOMException('SIGTERM', 'AbortError'));
  const setting = {world: office(), interrupted: stop.signal};
  expect((await run(['list', '--refresh'], setting)).code).toBe(143);
  const told = await run(['activate', 'Reader', ...because, '--events'], setting);
  expect(told.code).toBe(143);
  expect(lastEvent(told.out)).toMatchObject({type: 'done', exitCode: 143});
});

/** Something was left open at a cloud that says nothing any more. */
async function leftOpen(): Promise<World> {
  const at = office(() => ({type: 'lost', problem: {code: 'unreachable', what: 'Azure', reason: 'reset'}}));
  await run(['activate', 'Reader', ...because], {world: at});
  // Its modules are loaded now: the hand-turned clock does not wait for the disk.
  await run(['status'], {world: at});
  at.azure.find = (_intent, signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  at.azure.hangs = true;
  return at;
}

test('what was left open cannot use up the time that reading was given', async () => {
  const at = await leftOpen();
  at.entra.grants = [grantOf(eligibility('Global Reader', 'Directory', {kind: 'entra-role'}))];
  const {code, out} = await run(['status', '--json', '--timeout', '5s'], {world: at});
  expect(code).toBe(80);
  expect(JSON.parse(out).items).toMatchObject([{name: 'Global Reader'}]);
  expect(JSON.parse(out).problems).toMatchObject([{code: 'unreachable', provider: 'azure-resource'}]);
});

test('--timeout before anything was sent is 69, and nobody is told that they interrupted it', async () => {
  const at = await leftOpen();
  const sent = at.azure.sent.length;
  const {code, out, err} = await run(['activate', 'Owner', ...because, '--events', '--timeout', '5s'], {
    world: at,
  });
  expect(code).toBe(69);
  expect(lastEvent(out)).toMatchObject({type: 'done', exitCode: 69});
  expect(`${out}${err}`).not.toContain('interrupted');
  expect(at.azure.sent).toHaveLength(sent);
});

test('what has ended is no grant any more', async () => {
  const at = office();
  at.azure.grants = [grantOf(reader)];
  const {out} = await run(['deactivate', 'Reader', '--json'], {world: at});
  expect(JSON.parse(out).items).toMatchObject([{state: 'ended', grant: null}]);
});

test('--all does not call it nothing when a source could not be looked at', async () => {
  const at = office();
  at.azure.trouble = {code: 'unreachable', what: 'Azure', reason: 'no route'};
  const {code, err} = await run(['deactivate', '--all', '--yes'], {world: at});
  expect(code).toBe(80);
  expect(err).toContain('There is nothing of yours to end where we could look.');
});

/** A journal that cannot be read comes after the rows of the cloud. */
async function* thenBroken(grants: readonly Grant[]) {
  yield {items: grants, complete: false};
  throw new Trouble({code: 'state-unwritable', path: '/home/ada/state.db', reason: 'it is damaged'});
}

test('rows that were heard are shown, and ended, though the source was not read to its end', async () => {
  const at = office();
  at.azure.active = () => thenBroken([grantOf(reader)]);
  at.entra.trouble = {code: 'state-unwritable', path: '/home/ada/state.db', reason: 'it is damaged'};
  const shown = await run(['status', '--json'], {world: at});
  expect(shown.code).toBe(73);
  expect(JSON.parse(shown.out).items).toMatchObject([{name: 'Reader'}]);
  const ended = await run(['deactivate', '--all', '--yes'], {world: at});
  expect(ended.code).toBe(80);
  expect(at.azure.ended).toEqual([`${reader.id}.s1`]);
});

test('what cannot be written is said once while a grant is ended', async () => {
  const at = office();
  at.azure.grants = [grantOf(reader)];
  const broken = async () => {
    throw new Trouble({code: 'state-unwritable', path: '/home/ada/state.db', reason: 'it is damaged'});
  };
  at.app.journal.wish = broken;
  at.app.journal.fulfil = broken;
  const {code, err} = await run(['deactivate', 'Reader'], {world: at});
  expect(code).toBe(0);
  expect(err.match(/state\.db/g)).toHaveLength(1);
});

test('a dry run says a shortened default too', async () => {
  const at = office(activeFor(reader));
  at.azure.policyOf = () => ({
    maxDuration: 1800,
    requires: {justification: true, ticket: false, approval: false, mfa: false, authContext: false},
    approvers: [],
  });
  const {code, err} = await run(['activate', 'Reader', ...because, '--dry-run'], {world: at});
  expect(code).toBe(0);
  expect(err).toContain('Reader on prod allows 30 min at most: asking for that instead of 1 h.');
  expect(at.clock.now()).toBe(NOON);
});
