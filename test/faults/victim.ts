/**
 * A process of its own that does one thing and is killed at a point of it. stdin: an `Errand`. Each line of stdout is a
 * JSON text: `{"call"}` before something outside is changed, `{"word"}` when a word of the story is told.
 */
import {text} from 'node:stream/consumers';
import {composeApp} from '../../src/compose.ts';
import {NOT_SENT, step} from '../../src/core/activation.ts';
import {hours, minutes} from '../../src/core/time.ts';
import {systemClock} from '../../src/host/clock.ts';
import {activate} from '../../src/usecases/activate.ts';
import type {App} from '../../src/usecases/app.ts';
import {cancel} from '../../src/usecases/cancel.ts';
import {deactivate} from '../../src/usecases/deactivate.ts';
import {giveUp, heldHere, noteExec, takenBy} from '../../src/usecases/exec.ts';
import {list} from '../../src/usecases/list.ts';
import {isRefusedOrder, prepareOrders} from '../../src/usecases/order.ts';
import {gather} from '../../src/usecases/reading.ts';
import {reconcile} from '../../src/usecases/reconcile.ts';
import {type Fate, rollback} from '../../src/usecases/rollback.ts';
import {status} from '../../src/usecases/status.ts';
import type {ActivationOptions, Story} from '../../src/usecases/story.ts';
import type {Errand} from './errand.ts';
import {Mortality, say} from './mortal.ts';
import {mortalSession} from './mortal-session.ts';

const errand: Errand = JSON.parse(await text(process.stdin));
const NEVER = new AbortController().signal;
const mortality = new Mortality(errand);
mortality.requests();

const opened = await composeApp(
  {
    env: {STINT_HOME: errand.home, STINT_TOKEN_STORE: 'plaintext'},
    ...{platform: process.platform, home: errand.home, clock: systemClock()},
    ...{interactive: false, practice: true},
    ask: () => Promise.reject(new Error('nobody is asked here')),
  },
  {profile: 'default'},
);
const {journal, audit, cache} = opened;
const app: App = {
  ...opened,
  providers: opened.providers.filter(({kind}) => kind === errand.kind),
  journal: {
    ...mortality.port('journal', journal, [
      ...(['open', 'named', 'progressed', 'settle', 'wish', 'claim', 'postpone', 'fulfil'] as const),
    ]),
    batches: journal.batches && mortality.port('batches', journal.batches, ['keep', 'unwant']),
  },
  audit: mortality.port('audit', audit, ['append']),
  cache: mortality.port('cache', cache, ['keepGrants']),
};

async function* asking({untilExit, batch}: Pick<ActivationOptions, 'untilExit' | 'batch'> = {}) {
  const {items} = await gather(list(app, {source: 'fresh'}, NEVER));
  const wanted = {justification: 'kill', ticket: null, narrowerScope: null, startAt: null};
  const duration = hours(8) / 1000;
  const orders = await prepareOrders(app, items.filter(isHere), {...wanted, duration}, NEVER);
  const patience = {provisioning: hours(1), approval: hours(1)};
  const good = orders.flatMap(order => (isRefusedOrder(order) ? [] : [order]));
  yield* activate(app, good, {patience, stepUp: 'never', untilExit, batch}, NEVER);
}

/** `exec`: what it takes ends with it; its child is a moment in which five minutes go by. */
async function* running() {
  const taken: Story[] = [];
  for await (const told of asking({untilExit: true})) {
    taken.push(told);
    yield told;
  }
  await noteExec(app, takenBy(taken), NEVER);
  mortality.reached('the child runs');
  await fetch(`${errand.controlUrl}/clock`, {method: 'POST', body: JSON.stringify({advanceMs: minutes(6)})});
  yield* giveUp(app, await heldHere(app), NEVER);
}

/** `--rollback-on-failure`, and nothing fails. */
async function* whole() {
  const fates = new Map<string, Fate>();
  for await (const told of asking({batch: 'b-1'})) {
    yield told;
    if (told.type !== 'item') continue;
    const {activation} = fates.get(told.item) ?? {activation: NOT_SENT};
    const eligibility = {id: told.item, kind: errand.kind, address: {}};
    fates.set(told.item, {eligibility, activation: step(activation, told.event)});
  }
  yield* rollback(app, [...fates.values()], NEVER, {batch: 'b-1'});
}

/** It looks first, for a practice cloud's time is known to nobody before. */
async function reconciling(): Promise<void> {
  await rowsHere();
  for await (const {action} of reconcile(app, NEVER)) say({word: action});
}

async function* ending() {
  yield* deactivate(app, await rowsHere(), {wait: false}, NEVER);
}

async function* withdrawing() {
  yield* cancel(app, await rowsHere(), NEVER);
}

async function rowsHere() {
  const {items} = await gather(status(app, {source: 'fresh'}, NEVER));
  return items.filter(isHere);
}

function isHere({scope}: {readonly scope: {readonly id: string}}): boolean {
  return scope.id.toLowerCase() === errand.scopeId.toLowerCase();
}

/** Both tokens anew; no story is told. */
async function refresh(): Promise<void> {
  const session = await mortalSession(errand, mortality, opened.settings);
  await session.token('arm', {signal: NEVER});
  await session.token('graph', {signal: NEVER});
}

const STORIES = {
  activate: () => asking(),
  batch: whole,
  deactivate: ending,
  cancel: withdrawing,
  exec: running,
};

if (errand.act === 'refresh') await refresh();
else if (errand.act === 'reconcile') await reconciling();
else for await (const told of STORIES[errand.act]()) if (told.type === 'item') say({word: told.event.type});
mortality.reached('the end');
await opened.close();
