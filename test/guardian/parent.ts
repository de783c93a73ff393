/**
 * A process that takes access which is to end with it, as `exec` does. stdin: a `Taking`, then one word: `leave` gives up
 * what was taken. Each line of stdout is a JSON text: `{"word", "item"}` for a story, `{"guard"}` when all is taken.
 */
import {writeSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {composeApp} from '../../src/compose.ts';
import {minutes} from '../../src/core/time.ts';
import {exact} from '../../src/core/untrusted.ts';
import {systemClock} from '../../src/host/clock.ts';
import {activate} from '../../src/usecases/activate.ts';
import {giveUp, heldHere} from '../../src/usecases/exec.ts';
import {list} from '../../src/usecases/list.ts';
import {isRefusedOrder, prepareOrders} from '../../src/usecases/order.ts';
import {gather} from '../../src/usecases/reading.ts';
import type {Story} from '../../src/usecases/story.ts';
import {isHeldHere} from '../../src/usecases/until-exit.ts';
import type {Taking} from './stage.ts';

const NEVER = new AbortController().signal;
const input = createInterface({input: process.stdin})[Symbol.asyncIterator]();
const taking: Taking = JSON.parse((await input.next()).value ?? '');
const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`);

const app = await composeApp(
  {
    ...{env: process.env, platform: process.platform, home: taking.home, clock: systemClock()},
    ...{interactive: false, practice: false, guardian: taking.guardian},
    ask: () => Promise.reject(new Error('nobody is asked here')),
  },
  {profile: 'default'},
);

const {items} = await gather(list(app, {source: 'fresh'}, NEVER));
const wanted = items.filter(row => taking.roles.includes(`${exact(row.name)}@${exact(row.scope.name)}`));
const request = {justification: 'INC-7', ticket: null, narrowerScope: null, startAt: null};
const orders = await prepareOrders(app, wanted, {...request, duration: taking.seconds}, NEVER);
const patience = {provisioning: minutes(1), approval: 0};
const options = {
  patience,
  stepUp: 'never',
  untilExit: true,
  onTrouble: (problem: object) => say({problem}),
} as const;
const good = orders.flatMap(order => (isRefusedOrder(order) ? [] : [order]));
say({taking: good.length});
for await (const story of activate(app, good, options, NEVER)) tell(story);
const own = (await app.journal.wishes()).filter(wish => isHeldHere(app, wish)).map(({id}) => id);
const guards = await app.guards?.living();
say({guard: guards?.find(({wishIds}) => wishIds.some(id => own.includes(id)))?.guard.pid ?? null});

await input.next();
for await (const story of giveUp(app, await heldHere(app), NEVER)) tell(story);
await app.close();
process.exit(0);

function tell(story: Story): void {
  if (story.type === 'item') say({word: story.event.type, item: story.item});
}
