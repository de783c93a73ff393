import {exitCodeOfSources} from '../core/exit-code.ts';
import {explain} from '../core/explain.ts';
import {type Kind, kindLabel} from '../core/kind.ts';
import {type Problem, Trouble} from '../core/problem.ts';
import {gather} from '../usecases/reading.ts';
import type {Reading, ReadingEvent} from '../usecases/story.ts';
import type {Session} from './session.ts';

/**
 * Gathers what the sources tell until they all have, or the deadline. A source that was still silent then is a
 * problem like any other that could not be read (contract 3, `--timeout`).
 */
export async function readSources<T extends {readonly id: string}>(
  session: Session,
  kinds: readonly Kind[],
  events: AsyncIterable<ReadingEvent<T>>,
): Promise<Reading<T>> {
  const unread = new Set<Kind>();
  const heard = watchKinds(session, session.deadline.heed(events), unread);
  const reading = await gather(heard);
  if (session.deadline.interrupted()) throw new Trouble({code: 'cancelled', reason: 'It was interrupted.'});
  const silent = kinds.filter(kind => !reading.answered.includes(kind) && !unread.has(kind));
  const told = reading.problems.map(problem => session.deadline.meaningOf(problem, sourceOf(problem)));
  return {...reading, problems: [...told, ...silent.map(kind => silence(session, kind))]};
}

/** A long reading says how far it is, on a terminal and only while it lasts. */
async function* watchKinds<T>(
  {notes}: Session,
  events: AsyncIterable<ReadingEvent<T>>,
  unread: Set<Kind>,
): AsyncGenerator<ReadingEvent<T>> {
  let isShown = false;
  try {
    for await (const event of events) {
      if (event.type === 'unread') unread.add(event.kind);
      if (event.type === 'progress' && notes.isLive) {
        notes.live([`${kindLabel(event.kind)}: ${event.done} of ${event.total} accounts read`]);
        isShown = true;
      }
      yield event;
    }
  } finally {
    if (isShown) notes.live([]);
  }
}

/** Who did not answer, for people. */
export const sourceOf = (problem: Problem): string =>
  problem.provider === undefined || problem.provider === 'entra' || problem.provider === 'aws'
    ? 'The cloud'
    : kindLabel(problem.provider);

function silence(session: Session, kind: Kind): Problem {
  const problem: Problem = {code: 'cancelled', reason: 'It was interrupted.', provider: kind};
  return session.deadline.meaningOf(problem, kindLabel(kind));
}

/**
 * The exit code of a list. When no source answered, all for one reason, and nothing was heard before, there is nothing
 * to write: that problem is thrown, so that nobody reads "could not look" as "none".
 */
export function exitCodeOfReading(reading: Reading<unknown>, more: readonly Problem[] = []): number {
  const problems = [...reading.problems, ...more];
  const [first] = problems;
  const isOneReason = new Set(problems.map(problem => problem.code)).size === 1;
  const isNothing = reading.answered.length === 0 && reading.items.length === 0;
  if (first !== undefined && isNothing && isOneReason) throw new Trouble(first);
  return exitCodeOfSources(
    reading.answered.length,
    problems.map(problem => explain(problem).exitCode),
  );
}
