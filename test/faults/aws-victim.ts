/**
 * As `victim.ts`, for AWS: a process of its own that does one thing and is killed at a point of it. stdin: an `AwsErrand`.
 */
import {text} from 'node:stream/consumers';
import {hours} from '../../src/core/time.ts';
import {exact} from '../../src/core/untrusted.ts';
import {activate} from '../../src/usecases/activate.ts';
import {deactivate} from '../../src/usecases/deactivate.ts';
import {lend} from '../../src/usecases/lend.ts';
import {list} from '../../src/usecases/list.ts';
import {isRefusedOrder, prepareOrders} from '../../src/usecases/order.ts';
import {gather} from '../../src/usecases/reading.ts';
import {signIn} from '../../src/usecases/sign-in.ts';
import type {AwsErrand} from './errand.ts';
import {Mortality, say} from './mortal.ts';
import {mortalAwsApp} from './mortal-aws.ts';

const errand: AwsErrand = JSON.parse(await text(process.stdin));
const NEVER = new AbortController().signal;
const mortality = new Mortality(errand);
const {app, close} = await mortalAwsApp(errand, mortality);

const loans = async () => (await app.loans.open(app.server.now())).map(({grant}) => grant);

async function borrow(): Promise<void> {
  const {items} = await gather(
    list(app, {kinds: ['aws-permission-set', 'aws-role'], source: 'fresh'}, NEVER),
  );
  const roles = items.filter(({name}) => exact(name) === errand.name);
  const wanted = {justification: 'kill', ticket: null, narrowerScope: null, startAt: null, duration: 3600};
  const orders = await prepareOrders(app, roles, wanted, NEVER);
  const good = orders.flatMap(order => (isRefusedOrder(order) ? [] : [order]));
  const patience = {provisioning: hours(1), approval: 0};
  for await (const told of activate(app, good, {patience, stepUp: 'never'}, NEVER))
    if (told.type === 'item') say({word: told.event.type});
}

async function giveBack(): Promise<void> {
  for await (const told of deactivate(app, await loans(), {wait: false}, NEVER))
    if (told.type === 'item') say({word: told.event.type});
}

async function renew(): Promise<void> {
  for (const grant of await loans()) await lend(app, grant, NEVER);
  say({word: 'lent'});
}

async function login(): Promise<void> {
  for await (const {type} of signIn(app, 'aws', 'device', NEVER)) say({word: type});
}

const ACTS = {borrow, giveBack, renew, login, refresh: async () => undefined};

// Tells the time, so that what is over is known to be; it is also what refreshes a sign-in.
if (errand.act === 'refresh') mortality.requests();
if (errand.act !== 'login') await gather(list(app, {kinds: ['aws-permission-set'], source: 'fresh'}, NEVER));
if (errand.act !== 'refresh') mortality.requests();
await ACTS[errand.act]();
mortality.reached('the end');
await close();
