import type {Eligibility} from '../core/eligibility.ts';
import {readInstant} from '../core/time.ts';
import type {App} from '../usecases/app.ts';
import {
  isRefusedOrder,
  type PreparedOrder,
  prepareOrders,
  type RefusedOrder,
  type Wanted,
} from '../usecases/order.ts';
import {usage} from './argv.ts';
import {type Call, textFlag} from './flags.ts';
import {durationFlag} from './globals.ts';
import type {Session} from './session.ts';

/** What the flags of `activate` ask for. Throws `usage`. */
export function wantedOf(call: Call): Wanted {
  const number = given(call, 'ticket');
  const system = given(call, 'ticket-system');
  if (system !== null && number === null) throw usage('--ticket-system needs --ticket beside it.');
  const start = textFlag(call, 'start');
  const startAt = start === undefined ? null : (readInstant(start) ?? null);
  if (start !== undefined && startAt === null)
    throw usage(`--start “${start}” is no time. Write it as 2026-11-22T14:30:00Z, with Z or an offset.`);
  return {
    duration: durationFlag(call, 'duration') ?? null,
    justification: given(call, 'justification'),
    ticket: number === null ? null : {number, system},
    narrowerScope: given(call, 'scope'),
    startAt,
  };
}

/** Blank text is no answer. */
function given(call: Call, name: string): string | null {
  const text = textFlag(call, name);
  return text === undefined || text.trim() === '' ? null : text;
}

export type Order = PreparedOrder | RefusedOrder;

/** Fits the wish to each policy; what a role asks for and the flags left out is asked for on a terminal, once. */
export async function askedOrders(
  session: Session,
  app: App,
  eligibilities: readonly Eligibility[],
  wanted: Wanted,
): Promise<readonly Order[]> {
  const prepare = (wish: Wanted) =>
    session.deadline.answer(prepareOrders(app, eligibilities, wish, session.signal));
  const orders = await prepare(wanted);
  if (!session.mayAsk) return orders;
  const fuller = await filledIn(session, orders, wanted);
  return fuller === wanted ? orders : prepare(fuller);
}

async function filledIn(session: Session, orders: readonly Order[], wanted: Wanted): Promise<Wanted> {
  let fuller = wanted;
  if (wanted.justification === null && orders.some(lacksJustification)) {
    const text = (await session.host.askLine('Justification: ')).trim();
    if (text !== '') fuller = {...fuller, justification: text};
  }
  if (wanted.ticket === null && orders.some(order => isNeeded(order, 'ticket-needed'))) {
    const number = (await session.host.askLine('Ticket number: ')).trim();
    if (number !== '') fuller = {...fuller, ticket: {number, system: null}};
  }
  return fuller;
}

/** Also where the policy cannot be read: nearly every one asks for it, and the record is better with it. */
function lacksJustification(order: Order): boolean {
  if (isRefusedOrder(order)) return isNeeded(order, 'justification-needed');
  return order.policy.requires.justification === null;
}

function isNeeded(order: Order, code: 'justification-needed' | 'ticket-needed'): boolean {
  if (!isRefusedOrder(order)) return false;
  return order.problem.code === code || (order.problem.rules ?? []).includes(code);
}
