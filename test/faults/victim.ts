/**
 * A process of its own that does one thing and is killed at a point of it. stdin: an `Errand`. Each line of stdout is a
 * JSON text: `{"call"}` before a port is called, `{"word"}` when a word of the story is told.
 */
import {subscribe} from 'node:diagnostics_channel';
import {appendFileSync, writeSync} from 'node:fs';
import {homedir} from 'node:os';
import {text} from 'node:stream/consumers';
import {composeApp} from '../../src/compose.ts';
import {hours} from '../../src/core/time.ts';
import {systemClock} from '../../src/host/clock.ts';
import {activate} from '../../src/usecases/activate.ts';
import type {App} from '../../src/usecases/app.ts';
import {cancel} from '../../src/usecases/cancel.ts';
import {deactivate} from '../../src/usecases/deactivate.ts';
import {list} from '../../src/usecases/list.ts';
import {isRefusedOrder, prepareOrders} from '../../src/usecases/order.ts';
import {gather} from '../../src/usecases/reading.ts';
import {status} from '../../src/usecases/status.ts';
import type {Errand} from './errand.ts';

const errand: Errand = JSON.parse(await text(process.stdin));
const NEVER = new AbortController().signal;
const say = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`);

let calls = 0;

/** Nothing runs after this, not even what is on its way to the disk or the network. */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Counts what changes something outside, and dies before the one that was named. */
function reached(call: string): void {
  if (errand.dieBefore === calls) die();
  calls += 1;
  say({call});
}

/** The same port, whose changing calls are points to die at. */
function mortal<Port extends object>(
  name: string,
  port: Port,
  changing: readonly (keyof Port & string)[],
): Port {
  const wrapped = changing.map(method => {
    const call = port[method];
    if (typeof call !== 'function') throw new Error(`${name} has no ${method}`);
    const dying = (...args: readonly unknown[]) => {
      reached(`${name}.${method}`);
      if (errand.tear === calls) tear();
      return Reflect.apply(call, port, args);
    };
    return [method, dying] as const;
  });
  return {...port, ...Object.fromEntries(wrapped)};
}

/** Half a line of the record, as a power cut leaves it. */
function tear(): void {
  appendFileSync(`${errand.home}/audit.ndjson`, '{"account":"ada@contoso.com","author');
  die();
}

interface HttpMessage {
  readonly request: {readonly method: string; readonly path: string};
}

const isWrite = ({request: {method, path}}: HttpMessage): boolean =>
  method !== 'GET' && /ScheduleRequests/i.test(path);

/** Node's own announcements: before the first byte of a request leaves, and when its answer is here. */
for (const [channel, call] of [
  ['http.client.request.created', 'request leaves'],
  ['http.client.response.finish', 'answer arrives'],
] as const)
  subscribe(channel, message => {
    if (isWrite(message as HttpMessage)) reached(call);
  });

const opened = await composeApp(
  {
    env: {STINT_HOME: errand.home, STINT_TOKEN_STORE: 'plaintext'},
    platform: process.platform,
    home: homedir(),
    clock: systemClock(),
    interactive: false,
    ask: () => Promise.reject(new Error('nobody is asked here')),
    practice: true,
  },
  {profile: 'default'},
);
const app: App = {
  ...opened,
  providers: opened.providers.filter(({kind}) => kind === errand.kind),
  journal: mortal('journal', opened.journal, [
    'open',
    'named',
    'settle',
    'wish',
    'claim',
    'postpone',
    'fulfil',
  ]),
  audit: mortal('audit', opened.audit, ['append']),
  cache: mortal('cache', opened.cache, ['keepGrants']),
};

async function* asking() {
  const {items} = await gather(list(app, {source: 'fresh'}, NEVER));
  const roles = items.filter(({scope}) => scope.id.toLowerCase() === errand.scopeId.toLowerCase());
  const wanted = {justification: 'kill', ticket: null, narrowerScope: null, startAt: null};
  const orders = await prepareOrders(app, roles, {...wanted, duration: hours(8) / 1000}, NEVER);
  const patience = {provisioning: hours(1), approval: hours(1)};
  const good = orders.flatMap(order => (isRefusedOrder(order) ? [] : [order]));
  yield* activate(app, good, {patience, stepUp: 'never'}, NEVER);
}

async function* ending() {
  yield* deactivate(app, await rowsHere(), {wait: false}, NEVER);
}

async function* withdrawing() {
  yield* cancel(app, await rowsHere(), NEVER);
}

async function rowsHere() {
  const {items} = await gather(status(app, {source: 'fresh'}, NEVER));
  return items.filter(({scope}) => scope.id.toLowerCase() === errand.scopeId.toLowerCase());
}

const ACTS = {activate: asking, deactivate: ending, cancel: withdrawing};

for await (const told of ACTS[errand.act]()) if (told.type === 'item') say({word: told.event.type});
reached('the end');
await opened.close();
