import type {Eligibility} from '../../core/eligibility.ts';
import type {Grant} from '../../core/grant.ts';
import type {Kind} from '../../core/kind.ts';
import type {Problem} from '../../core/problem.ts';
import type {Instant} from '../../core/time.ts';
import {list} from '../../usecases/list.ts';
import {isRecent} from '../../usecases/reading.ts';
import {status} from '../../usecases/status.ts';
import type {ReadingEvent} from '../../usecases/story.ts';
import type {OpenApp} from '../host.ts';
import type {Remembered} from '../message.ts';

interface KeptLists {
  readonly roles: readonly Remembered<Eligibility>[];
  readonly grants: readonly Remembered<Grant>[];
}

/** What an earlier run kept of both lists. */
export async function keptLists(app: OpenApp, signal: AbortSignal): Promise<KeptLists> {
  const now = app.clock.now();
  const [roles, grants] = await Promise.all([
    kept(list(app, {source: 'cached'}, signal), now),
    kept(status(app, {source: 'cached'}, signal), now),
  ]);
  return {roles, grants};
}

/** A source that never was read is no news; a copy with gaps is shown with them, and read again however young it is. */
async function kept<T>(
  events: AsyncIterable<ReadingEvent<T>>,
  now: Instant,
): Promise<readonly Remembered<T>[]> {
  const items = new Map<Kind, readonly T[]>();
  const missing = new Map<Kind, readonly Problem[]>();
  const done: Remembered<T>[] = [];
  for await (const event of events) {
    if (event.type === 'page') items.set(event.kind, joined(items.get(event.kind), event.items));
    if (event.type === 'gap') missing.set(event.kind, joined(missing.get(event.kind), [event.problem]));
    if (event.type !== 'read') continue;
    const {kind, readAt} = event;
    const gaps = missing.get(kind) ?? [];
    const recent = gaps.length === 0 && isRecent(readAt, now);
    done.push({kind, items: items.get(kind) ?? [], readAt, recent, gaps});
  }
  return done;
}

/** A copy comes in one page mostly: thousands of rows are not copied for nothing. */
const joined = <T>(before: readonly T[] | undefined, more: readonly T[]): readonly T[] =>
  before === undefined ? more : [...before, ...more];
