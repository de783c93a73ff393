import type {Wish} from '../core/intent.ts';
import type {Problem} from '../core/problem.ts';
import type {App} from './app.ts';
import {ofGrant, record} from './record.ts';
import {troubleIn} from './trouble.ts';

/** Told of what could not be written: ending is never refused because of it (design 8). */
export type OnTrouble = (problem: Problem) => void;

/** Does what should be written down; what cannot be is told and nothing more. */
export async function guarded(onTrouble: OnTrouble, work: () => Promise<unknown>): Promise<boolean> {
  const problem = await troubleIn(work);
  if (problem !== undefined) onTrouble(problem);
  return problem === undefined;
}

/** An end that is wished for, before it has become a wish of the journal. */
export type Owed = Pick<Wish, 'grant' | 'actor' | 'reason' | 'holder'>;

/** A wish for this grant as of now; one that is already open keeps its id, and loses a holder that is not told again. */
export function wishFor(app: App, {grant, actor, reason, holder}: Owed, open: readonly Wish[]): Wish {
  const known = open.find(wish => wish.grant.id === grant.id);
  const id = known?.id ?? app.newId();
  const attempts = known?.attempts ?? 0;
  return {id, grant, actor, dueAt: app.server.now(), reason, attempts, holder};
}

export interface Wished {
  readonly wish: Wish;
  /** Whether the journal holds it: nothing may be promised that it does not. */
  readonly durable: boolean;
}

/** The wish first, durable, so that a killed process leaves it behind; then the record. */
export async function wished(app: App, owed: Owed, onTrouble: OnTrouble): Promise<Wished> {
  const wish = wishFor(app, owed, await openWishes(app, onTrouble));
  const durable = await guarded(onTrouble, () => app.journal.wish(wish));
  await guarded(onTrouble, () => record(app, 'end-requested', ofGrant(owed.grant, owed.actor)));
  return {wish, durable};
}

/** None where the journal cannot be read, and that is told. */
export async function openWishes(app: App, onTrouble: OnTrouble): Promise<readonly Wish[]> {
  let open: readonly Wish[] = [];
  await guarded(onTrouble, async () => {
    open = await app.journal.wishes();
  });
  return open;
}
