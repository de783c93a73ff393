import type {Grant} from '../../src/core/grant.ts';
import {hours, minutes} from '../../src/core/time.ts';
import {
  active,
  add,
  ask,
  eligible,
  intentFor,
  open,
  type Stage,
  type Subject,
  stage,
  type Wish,
} from '../providers/stage.ts';
import {sandboxTime} from '../support/sandbox-access.ts';
import {type Exchange, recorded} from './exchange.ts';

/** Everything a provider does, once, against the practice cloud: what was said on both sides. */
export async function tour(subject: Subject): Promise<readonly Exchange[]> {
  const exchanges: Exchange[] = [];
  const on = await filled(subject, exchanges);
  await listed(on);
  await asked(on);
  await refused(on);
  return exchanges;
}

const CONDITION = "@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'logs'";

async function filled(subject: Subject, exchanges: Exchange[]): Promise<Stage> {
  const wish: Wish = {
    requires: {approval: ['Grace Hopper'], ticket: true},
    ...(subject.kind === 'azure-resource' ? {condition: CONDITION} : {}),
  };
  const on = await stage(subject, wish);
  const {organisation} = on.cloud;
  organisation.pageSize(2).dropExpandedProperties(40);
  for (const scope of ['one', 'two', 'three', 'four'])
    add(organisation, {...subject, scope, role: roleAt(subject, scope)}, {memberType: 'Group'});
  organisation
    .standing({...subject, scope: 'five'})
    .timeBound({...subject, scope: 'six', endsAt: on.cloud.clock.now() + hours(9)});
  const provider = subject.make(recorded(on.access, exchanges), on.clock, sandboxTime(on.cloud));
  return {...on, provider};
}

/** Directory roles have one policy for all their scopes, so each scope gets a role of its own. */
const roleAt = ({kind, role}: Subject, scope: string): string =>
  kind === 'entra-role' ? `Administrator ${scope}` : role;

async function listed(on: Stage): Promise<void> {
  const items = await eligible(on);
  await active(on);
  await open(on);
  for (const item of items) await on.provider.policy(item, on.signal);
  const {narrower} = on.provider;
  const [first] = items;
  if (narrower !== undefined && first !== undefined) for await (const _page of narrower(first, on.signal));
}

async function asked(on: Stage): Promise<void> {
  const [waits, plain, later] = await eligible(on);
  if (waits === undefined || plain === undefined || later === undefined)
    throw new Error('too few to ask for');
  const ticket = {number: 'INC7', system: 'Jira'};
  for (const decision of ['Deny', 'Approve'] as const) {
    const sent = await on.provider.activate(await intentFor(on, waits, {ticket}), on.call);
    on.cloud.decide('next', decision);
    if (sent.type === 'pending') await on.provider.check(sent.receipt, on.signal);
  }
  const startAt = on.cloud.clock.now() + hours(1);
  await on.provider.activate(await intentFor(on, later, {startAt}), on.call);
  for (const request of await open(on)) await on.provider.cancel(request, on.call);
  const intent = await intentFor(on, plain);
  await on.provider.activate(intent, on.call);
  await on.provider.find(intent, on.signal);
  for (const grant of await active(on)) {
    await on.provider.usable?.(grant, on.signal);
    await ended(on, grant);
  }
}

async function ended(on: Stage, grant: Grant): Promise<void> {
  const end = () => on.provider.deactivate(grant, crypto.randomUUID(), on.call);
  await end();
  on.cloud.clock.advance(minutes(3));
  await end();
}

async function refused(on: Stage): Promise<void> {
  const one = {...on, provider: {...on.provider, eligible: () => onlyFirst(on)}};
  for (const request of [{duration: 60}, {duration: 999_999}, {justification: null}]) await ask(one, request);
  const [first] = await eligible(on);
  if (first === undefined) return;
  await on.provider.find(await intentFor(on, first), on.signal);
}

async function* onlyFirst(on: Stage) {
  yield {items: (await eligible(on)).slice(0, 1), complete: true};
}
