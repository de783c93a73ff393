import type {ProcessMark, Wish} from '../core/intent.ts';
import type {GuardList} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import {type Instant, showInstant} from '../core/time.ts';
import type {App} from '../usecases/app.ts';
import {titleOf} from './title.ts';

/** One line for each end that is owed: to whom, or who carries it out and when. */
export async function wishLines(app: App, wishes: readonly Wish[]): Promise<readonly string[]> {
  const guarded = new Set((await living(app)).flatMap(({wishIds}) => wishIds));
  const now = app.server.now();
  return wishes.map(wish => words(app, wish, now, guarded.has(wish.id)));
}

/** A list that cannot be read takes the end from nobody. */
async function living(app: App): ReturnType<GuardList['living']> {
  try {
    return (await app.guards?.living()) ?? [];
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
