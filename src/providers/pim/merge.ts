import type {Page} from '../../core/ports.ts';
import type {Instant} from '../../core/time.ts';
import type {MemberType} from './rows.ts';

interface Mergeable {
  readonly memberType: MemberType;
  readonly endsAt: Instant | null;
}

/**
 * Direct and inherited rows of one key become one item (contract 1), and no item comes twice. A row that nothing later
 * could change, direct and without end, goes out with its page; the others wait for the last page: a direct row after
 * an inherited one wins, and whichever ends last says the end.
 */
export async function* merged<T extends Mergeable>(
  pages: AsyncIterable<Page<T>>,
  keyOf: (row: T) => string,
): AsyncGenerator<Page<T>> {
  const told = new Set<string>();
  const waiting = new Map<string, T>();
  for await (const page of pages) {
    const items = page.items.flatMap(row => take(row, keyOf(row), told, waiting));
    yield {items: page.complete ? [...items, ...waiting.values()] : items, complete: page.complete};
  }
}

function take<T extends Mergeable>(
  row: T,
  key: string,
  told: Set<string>,
  waiting: Map<string, T>,
): readonly T[] {
  if (told.has(key)) return [];
  const earlier = waiting.get(key);
  const whole = earlier === undefined ? row : together(earlier, row);
  if (whole.memberType !== 'direct' || whole.endsAt !== null) {
    waiting.set(key, whole);
    return [];
  }
  waiting.delete(key);
  told.add(key);
  return [whole];
}

const RANKS: Readonly<Record<MemberType, number>> = {direct: 0, group: 1, inherited: 2};

/** The nearer row, with the end of whichever lasts longer. */
export function together<T extends Mergeable>(one: T, other: T): T {
  const nearer = RANKS[other.memberType] < RANKS[one.memberType] ? other : one;
  return {...nearer, endsAt: later(one.endsAt, other.endsAt)};
}

const later = (one: Instant | null, other: Instant | null): Instant | null =>
  one === null || other === null ? null : Math.max(one, other);

/** A source read to its end, in one list. */
export async function whole<T>(pages: AsyncIterable<Page<T>>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page.items);
  return items;
}
