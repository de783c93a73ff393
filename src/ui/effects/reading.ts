import type {Eligibility} from '../../core/eligibility.ts';
import type {Kind} from '../../core/kind.ts';
import {problemOf} from '../../core/problem.ts';
import {type CatchUpEvent, catchUp} from '../../usecases/catch-up.ts';
import {list} from '../../usecases/list.ts';
import {policyOf} from '../../usecases/policy-of.ts';
import {status} from '../../usecases/status.ts';
import type {OpenApp} from '../host.ts';
import {type EndsWith, endsWithOf, type Wishes} from '../wishes.ts';
import type {Desk, Work} from './desk.ts';

/**
 * The picture of what is known comes before any asking: to load what speaks to a cloud takes longer than to draw, and
 * nothing is drawn meanwhile.
 */
const drawn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

export async function readRoles(desk: Desk, kinds: readonly Kind[], source: 'recent' | 'fresh'): Work {
  const app = desk.app();
  if (app === undefined) return;
  const signal = desk.slots.begin('roles');
  await drawn();
  await inBatches(list(app, {kinds, source}, signal), signal, events =>
    desk.tell({type: 'roles-told', events}),
  );
}

export async function readGrants(desk: Desk): Work {
  const app = desk.app();
  if (app === undefined) return;
  const signal = desk.slots.begin('grants');
  await drawn();
  await inBatches(status(app, {source: 'fresh'}, signal), signal, events =>
    desk.tell({type: 'grants-told', events, now: app.server.now()}),
  );
}

/** Pages that arrive together are told together: a thousand rows are one frame. */
async function inBatches<T>(
  events: AsyncIterable<T>,
  signal: AbortSignal,
  tell: (batch: readonly T[]) => void,
): Work {
  let batch: T[] = [];
  const flush = () => {
    const told = batch;
    batch = [];
    if (told.length > 0 && !signal.aborted) tell(told);
  };
  for await (const event of events) {
    if (batch.length === 0) setImmediate(flush);
    batch.push(event);
  }
  flush();
}

export async function readCatchUp(desk: Desk): Work {
  const app = desk.app();
  if (app === undefined) return;
  const signal = desk.slots.begin('catch-up');
  await drawn();
  const events: CatchUpEvent[] = [];
  for await (const event of catchUp(app, signal)) events.push(event);
  const promises = await promised(app);
  if (!signal.aborted) desk.tell({type: 'caught-up', events, ...promises});
}

/** A journal that cannot be read promises nothing that could be shown: the commands say what is wrong with it. */
export async function promised(
  app: OpenApp,
): Promise<{readonly wishes: Wishes; readonly endsWith: EndsWith}> {
  try {
    const open = await app.journal.wishes();
    const endsWith = endsWithOf(open, app.self, holder => app.journal.isHolderGone(holder));
    const due = open.filter(({grant}) => !endsWith.has(grant.id));
    return {wishes: new Map(due.map(({grant, dueAt}) => [grant.id, dueAt])), endsWith};
  } catch (thrown) {
    if (problemOf(thrown).code === 'bug') throw thrown;
    return {wishes: new Map(), endsWith: new Map()};
  }
}

/** A person who scrolls past a row asks for nothing: policies are read where they stop. */
const STOPPED_FOR = 250;
/** Policies read at once, beside the lists: a few, so that a request of a person never waits in line (azure-pim 2.6). */
const AT_ONCE = 4;

export async function readPolicies(desk: Desk, roles: readonly Eligibility[], soon: boolean): Work {
  const app = desk.app();
  if (app === undefined || roles.length === 0) return;
  const signal = desk.slots.begin(soon ? 'policy' : 'policies');
  try {
    if (soon) await app.clock.sleep(STOPPED_FOR, signal);
    const waiting = [...roles];
    await Promise.all(Array.from({length: AT_ONCE}, () => readOneByOne(desk, waiting, signal)));
  } catch (thrown) {
    if (problemOf(thrown).code === 'bug') throw thrown;
  }
}

async function readOneByOne(desk: Desk, waiting: Eligibility[], signal: AbortSignal): Work {
  for (let role = waiting.shift(); role !== undefined && !signal.aborted; role = waiting.shift())
    await readPolicy(desk, role, signal);
}

/** A policy that cannot be read stays unknown, and the details say so; the service's own answer will tell. */
async function readPolicy(desk: Desk, role: Eligibility, signal: AbortSignal): Work {
  const app = desk.app();
  if (app === undefined) return;
  const policy = await policyOf(app, role, signal);
  if (!signal.aborted) desk.tell({type: 'policy-told', id: role.id, policy});
}
