import type {Grant} from '../core/grant.ts';
import type {Actor, Wish} from '../core/intent.ts';
import {actorOf} from './actor-of.ts';
import type {App} from './app.ts';
import {type DeactivateOptions, deactivate} from './deactivate.ts';
import {finish} from './end-grant.ts';
import {isOver} from './is-over.ts';
import {ofGrant, record} from './record.ts';
import type {Story} from './story.ts';
import {isHeldHere} from './until-exit.ts';
import {guarded, type OnTrouble, openWishes} from './wishes.ts';

export {heldHere} from './until-exit.ts';

/** The grants that an activation took, in the order in which they began; what was active before is not among them. */
export function takenBy(stories: readonly Story[]): readonly Grant[] {
  const taken = new Map<string, Grant>();
  for (const story of stories)
    if (story.type === 'item' && story.event.type === 'active' && story.event.requestId !== null)
      taken.set(story.event.grant.id, story.event.grant);
  return [...taken.values()];
}

/**
 * Gives up what was taken for a child that has ended: as `deactivate`, with a wish for what cannot end yet, which is no
 * longer this process's own. What has ended by itself meanwhile is not spoken of. `heldHere` names what else is to end.
 */
export async function* giveUp(
  app: App,
  grants: readonly Grant[],
  signal: AbortSignal,
  options: Omit<DeactivateOptions, 'reason'> = {wait: false},
): AsyncGenerator<Story> {
  const {onTrouble = () => {}} = options;
  const left = grants.filter(grant => !isOver(app, grant));
  const ids = new Set(left.map(({id}) => id));
  const kept = (await openWishes(app, onTrouble)).filter(
    wish => isHeldHere(app, wish) || ids.has(wish.grant.id),
  );
  for (const wish of kept) if (isOver(app, wish.grant)) await finish(app, wish, onTrouble);
  yield* deactivate(app, left, {...options, reason: 'until-exit'}, signal);
  await leaveTheRest(app, kept, onTrouble);
}

/**
 * One line of the record for each role that a command is about to run with. What the command is stays out of it: words
 * of a command line hold secrets.
 */
export async function noteExec(
  app: App,
  grants: readonly Grant[],
  signal: AbortSignal,
  onTrouble: OnTrouble = () => {},
): Promise<void> {
  for (const grant of grants) {
    const actor = await whoHolds(app, grant, signal);
    if (!(await guarded(onTrouble, () => record(app, 'exec', ofGrant(grant, actor))))) return;
  }
}

/** For a loan, whoever took it; a line without a name is better than none. */
async function whoHolds(app: App, grant: Grant, signal: AbortSignal): Promise<Actor | undefined> {
  if (grant.assignment !== 'lent') return actorOf(app, grant, signal).catch(() => undefined);
  const open = await app.loans.open(app.server.now()).catch(() => []);
  return open.find(loan => loan.grant.id === grant.id)?.actor;
}

/** Who stays behind is told what has ended, and stays for what has not: it ends that at the first second it may. */
async function leaveTheRest(app: App, kept: readonly Wish[], onTrouble: OnTrouble): Promise<void> {
  if (app.guard === undefined) return;
  const {guard} = app;
  await guarded(onTrouble, async () => {
    const open = new Set((await app.journal.wishes()).map(({id}) => id));
    const done = kept.filter(({id}) => !open.has(id)).map(({id}) => id);
    await (done.length === kept.length ? guard.dismiss() : guard.release(done));
  });
}
