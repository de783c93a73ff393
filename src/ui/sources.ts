import type {Scope} from '../core/eligibility.ts';
import {KINDS, type Kind} from '../core/kind.ts';
import type {Progress} from '../core/ports.ts';
import type {Problem} from '../core/problem.ts';
import type {Instant} from '../core/time.ts';
import {exact, type Untrusted} from '../core/untrusted.ts';
import type {ReadingEvent} from '../usecases/story.ts';

/** One source of a list. While it is read again its old rows stay on the screen; `incoming` waits to be whole. */
export interface SourceRows<T> {
  readonly state: 'reading' | 'read' | 'unread';
  readonly items: readonly T[];
  readonly incoming: readonly T[];
  readonly problem: Problem | null;
  /** Parts of it that could not be read, while the rest was. */
  readonly gaps: readonly Problem[];
  /** How far a long reading is. */
  readonly progress: Progress | null;
  /** How far the last one came that broke off in the middle. */
  readonly broke: Progress | null;
  /** Wall clock; `null` while nothing was read. */
  readonly readAt: Instant | null;
  readonly cached: boolean;
}

export type Sources<T> = ReadonlyMap<Kind, SourceRows<T>>;

interface Row {
  readonly id: string;
  readonly name: Untrusted;
  readonly scope: Scope;
}

const UNTOUCHED = {
  state: 'reading',
  items: [],
  incoming: [],
  problem: null,
  gaps: [],
  progress: null,
  broke: null,
  readAt: null,
  cached: false,
} as const;

const BEGUN = {state: 'reading', incoming: [], problem: null, gaps: [], progress: null, broke: null} as const;

/** These sources are being read (again). */
export function reading<T>(sources: Sources<T>, kinds: readonly Kind[]): Sources<T> {
  const next = new Map(sources);
  for (const kind of kinds) next.set(kind, {...(sources.get(kind) ?? UNTOUCHED), ...BEGUN});
  return next;
}

interface Copy<T> {
  readonly kind: Kind;
  /** Each row once. */
  readonly items: readonly T[];
  readonly readAt: Instant;
  readonly gaps?: readonly Problem[] | undefined;
}

/** What was kept from an earlier run: shown until the source itself has answered, which a `read` copy stands for. */
export function remembered<T extends Row>(
  sources: Sources<T>,
  {kind, items, readAt, gaps = []}: Copy<T>,
  state: 'reading' | 'read',
): Sources<T> {
  const now = sources.get(kind) ?? UNTOUCHED;
  if (now.readAt !== null) return sources;
  const rows = items.toSorted(byName);
  return new Map(sources).set(kind, {...now, state, items: rows, gaps, readAt, cached: true});
}

export function fold<T extends Row>(sources: Sources<T>, event: ReadingEvent<T>): Sources<T> {
  const now = sources.get(event.kind) ?? UNTOUCHED;
  return new Map(sources).set(event.kind, folded(now, event));
}

function folded<T extends Row>(now: SourceRows<T>, event: ReadingEvent<T>): SourceRows<T> {
  switch (event.type) {
    case 'page':
      return {...now, incoming: now.incoming.concat(event.items)};
    case 'progress':
      return {...now, progress: {done: event.done, total: event.total}};
    case 'gap':
      return {...now, gaps: [...now.gaps, event.problem]};
    case 'read':
      return {
        state: 'read',
        items: inOrder(now.incoming),
        incoming: [],
        problem: null,
        gaps: now.gaps,
        progress: null,
        broke: brokenOff(now.progress),
        readAt: event.readAt,
        cached: event.cached,
      };
    case 'unread':
      return {
        ...now,
        state: 'unread',
        items: kept(now),
        incoming: [],
        problem: event.problem,
        progress: null,
        broke: brokenOff(now.progress),
      };
  }
}

/** A sign-in that is taken away in the middle ends a reading before its last account, and the rest may be whole. */
const brokenOff = (far: Progress | null): Progress | null =>
  far !== null && far.done > 0 && far.done < far.total ? far : null;

/** A source that broke off keeps what it gave, if there was nothing before: some rows are better than none. */
const kept = <T extends Row>(now: SourceRows<T>): readonly T[] =>
  now.items.length > 0 ? now.items : inOrder(now.incoming);

/** Rows of all sources, in the order of the kinds. A source read for the first time shows its pages as they come. */
export function rowsOf<T>(sources: Sources<T>): readonly T[] {
  const parts = KINDS.flatMap(kind => {
    const rows = rowsIn(sources.get(kind));
    return rows.length === 0 ? [] : [rows];
  });
  const [only = []] = parts;
  return parts.length > 1 ? parts.flat() : only;
}

function rowsIn<T>(source: SourceRows<T> | undefined): readonly T[] {
  if (source === undefined) return [];
  return source.items.length > 0 ? source.items : source.incoming;
}

export function problemsOf(sources: Sources<unknown>): readonly Problem[] {
  return KINDS.flatMap(kind => {
    const problem = sources.get(kind)?.problem;
    return problem == null ? [] : [withSource(problem, kind)];
  });
}

/** What could not be read of sources that otherwise answered. */
export function gapsOf(sources: Sources<unknown>): readonly Problem[] {
  return KINDS.flatMap(kind => (sources.get(kind)?.gaps ?? []).map(problem => withSource(problem, kind)));
}

export const withSource = (problem: Problem, kind: Kind): Problem => ({
  ...problem,
  provider: problem.provider ?? kind,
});

/** The long readings that are under way, and how far they are. */
export function progressOf(sources: Sources<unknown>): readonly (Progress & {readonly kind: Kind})[] {
  return KINDS.flatMap(kind => {
    const progress = sources.get(kind)?.progress;
    return progress == null ? [] : [{...progress, kind}];
  });
}

/** True until each source has answered once: rows still come and sort themselves in. */
export const isArriving = (sources: Sources<unknown>): boolean =>
  [...sources.values()].some(
    source => source.state === 'reading' && (source.readAt === null || source.cached),
  );

export const isReading = (sources: Sources<unknown>): boolean =>
  [...sources.values()].some(source => source.state === 'reading');

/** One row changed or added, or with `null` taken out, without reading the source again. */
export function withRow<T extends Row>(
  sources: Sources<T>,
  kind: Kind,
  id: string,
  row: T | null,
): Sources<T> {
  const now = sources.get(kind) ?? UNTOUCHED;
  const others = now.items.filter(item => item.id !== id);
  return new Map(sources).set(kind, {...now, items: row === null ? others : inOrder([...others, row])});
}

/** By name, then by scope: the rows of one role are read down as one alphabet. */
function inOrder<T extends Row>(items: readonly T[]): readonly T[] {
  const unique = [...new Map(items.map(item => [item.id, item])).values()];
  return unique.sort(byName);
}

const byName = (a: Row, b: Row): number =>
  compare(exact(a.name), exact(b.name)) ||
  compare(exact(a.scope.name), exact(b.scope.name)) ||
  compare(a.id, b.id);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
