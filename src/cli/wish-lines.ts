import type {ProcessMark, Wish} from '../core/intent.ts';
import {Trouble} from '../core/problem.ts';
import {type Instant, showInstant} from '../core/time.ts';
import type {App} from '../usecases/app.ts';
import {titleOf} from './title.ts';

/** Ends that we owe are shown by every face (design 8); a journal that cannot be read has been said elsewhere. */
export async function wishLines(app: App): Promise<readonly string[]> {
  const wishes = await known(() => app.journal.wishes());
  if (wishes.length === 0) return [];
  const guards = await known(async () => (await app.guards?.living()) ?? []);
  const guarded = new Set(guards.flatMap(({wishIds}) => wishIds));
  const now = app.server.now();
  return wishes.map(wish => words(app, wish, now, guarded.has(wish.id)));
}

async function known<T>(work: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Trouble) return [];
    throw thrown;
  }
}

function words(app: App, {grant, dueAt, holder}: Wish, now: Instant, isGuarded: boolean): string {
  if (holder !== undefined && !app.journal.isHolderGone(holder))
    return held(titleOf(grant), holder, isGuarded);
  const when = dueAt <= now ? 'now' : `from ${showInstant(dueAt)} on`;
  const who = isGuarded
    ? `a process that stays behind does it ${when}`
    : `the next stint command ${when} does it`;
  return `${titleOf(grant)} is to end early: ${who}.`;
}

const held = (title: string, {pid}: ProcessMark, isGuarded: boolean): string =>
  `${title} ends with process ${pid}${isGuarded ? '; a guard stays behind for it' : ''}.`;
