import type {AuditEntry, AuditFact} from '../core/audit.ts';
import {Trouble} from '../core/problem.ts';
import {opened} from './audit-file.ts';
import {entryAfter, entryIn, type Link, lineOf, linkOf} from './audit-line.ts';
import {type Line, linesOf} from './line-reader.ts';

/** Facts as entries, each naming the one before; `finish` may seal an entry when it has its place. */
export function chained(
  link: Link,
  facts: readonly AuditFact[],
  finish: (entry: AuditEntry) => AuditEntry = entry => entry,
): readonly AuditEntry[] {
  let at = link;
  return facts.map(fact => {
    const entry = finish(entryAfter(at, fact));
    at = linkOf(entry, lineOf(entry));
    return entry;
  });
}

/**
 * Every readable entry, oldest first, without judging the chain. When a line was none and no `recovered` entry speaks
 * of it, that is said at the end (`audit-broken`): nothing is hidden, and nothing is left out in silence.
 */
export async function* entriesIn(path: string): AsyncGenerator<AuditEntry> {
  const file = await opened(path);
  if (file === undefined) return;
  try {
    yield* readable(linesOf(file));
  } finally {
    await file.close();
  }
}

async function* readable(lines: AsyncIterable<Line>): AsyncGenerator<AuditEntry> {
  let number = 0;
  let unread: number | undefined;
  let unexplained: number | undefined;
  for await (const line of lines) {
    number += 1;
    const entry = entryIn(line.bytes);
    if (entry === undefined && line.finished) unread ??= number;
    if (entry === undefined) continue;
    if (!EXPLAINING.includes(entry.type)) unexplained ??= unread;
    unread = undefined;
    yield entry;
  }
  const seq = unexplained ?? unread;
  if (seq !== undefined) throw new Trouble({code: 'audit-broken', seq, reason: 'the line is not a record'});
}

/** They say themselves what stands before them; whether that is true is for `verify`. */
const EXPLAINING: readonly string[] = ['recovered', 'acknowledged'];
