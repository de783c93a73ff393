import {type Kind, kindLabel} from '../core/kind.ts';
import type {Cached, Clock, Page} from '../core/ports.ts';
import {type Problem, Trouble} from '../core/problem.ts';
import {type Millis, minutes} from '../core/time.ts';
import {interleave} from './interleave.ts';
import type {Reading, ReadingEvent, Source} from './story.ts';
import {sourceProblem, troubleIn} from './trouble.ts';

/** How old a copy may be and still be called `recent`. */
const RECENT = minutes(5);

/** One kind's part of a reading verb. */
export interface ReadingSource<T> {
  readonly kind: Kind;
  cached(): Promise<Cached<readonly T[]> | undefined>;
  /** It lies on this machine and needs no network: it is read itself wherever a copy would do. */
  readonly local?: boolean | undefined;
  /**
   * Streams of pages; the source has answered when each of them was read to its complete end. Parts that were read less
   * than `maxAge` ago need not be read again.
   */
  streams(signal: AbortSignal, maxAge: Millis | undefined): readonly AsyncIterable<Page<T>>[];
  keep(items: readonly T[], readAt: number, gaps: readonly Problem[]): Promise<void>;
  /** What is known besides, put onto a row before it is told. */
  dresser(): Promise<(item: T) => T>;
  /** Whether a later row replaces an earlier one of the same id; the earlier one stays otherwise. */
  supersedes?(later: T, earlier: T): boolean;
  /** Rows that only we know of, given everything the cloud told. */
  ours?(items: readonly T[]): Promise<readonly T[]>;
}

/** Reads all sources at once and tells their pages as they come. One failing source is its own `unread`, never a throw. */
export function readSources<T extends {readonly id: string}>(
  clock: Clock,
  sources: readonly ReadingSource<T>[],
  source: Source,
  signal: AbortSignal,
): AsyncGenerator<ReadingEvent<T>> {
  const works = sources.map(one => (inner: AbortSignal) => readOne(clock, one, source, inner));
  return interleave(works, works.length, signal);
}

async function* readOne<T extends {readonly id: string}>(
  clock: Clock,
  one: ReadingSource<T>,
  source: Source,
  signal: AbortSignal,
): AsyncGenerator<ReadingEvent<T>> {
  try {
    const copy = source === 'fresh' || one.local ? undefined : await copyOf(one, source);
    if (copy !== undefined && (source === 'cached' || isGood(copy, clock.now()))) yield* fromCopy(one, copy);
    else if (source === 'cached' && !one.local) throw new Trouble(neverRead(one.kind));
    else yield* fromCloud(clock, one, source, signal);
  } catch (thrown) {
    yield {type: 'unread', kind: one.kind, problem: sourceProblem(thrown, one.kind, signal)};
  }
}

/** A copy that cannot be opened is as good as none, as long as the cloud may be asked. */
async function copyOf<T>(one: ReadingSource<T>, source: Source): Promise<Cached<readonly T[]> | undefined> {
  if (source === 'cached') return one.cached();
  return one.cached().catch(thrown => {
    if (thrown instanceof Trouble) return undefined;
    throw thrown;
  });
}

/** A copy from the future was made under another clock: it is not recent. */
export function isRecent(readAt: number, now: number): boolean {
  return readAt <= now && now - readAt < RECENT;
}

/** What a copy lacks may be there by now: it is read again wherever a cloud may be asked. */
const isGood = ({readAt, gaps = []}: Cached<unknown>, now: number): boolean =>
  gaps.length === 0 && isRecent(readAt, now);

function neverRead(kind: Kind) {
  return {
    code: 'unreachable',
    what: kindLabel(kind),
    reason: 'it has never been read, and this command asks no cloud',
    nextSteps: ['Run it again without --cached'],
  } as const;
}

async function* fromCopy<T>(
  one: ReadingSource<T>,
  copy: Cached<readonly T[]>,
): AsyncGenerator<ReadingEvent<T>> {
  const dress = await one.dresser();
  const ours = (await one.ours?.(copy.value)) ?? [];
  yield {type: 'page', kind: one.kind, items: [...copy.value.map(dress), ...ours]};
  yield* besides(copy, one.kind);
  yield {type: 'read', kind: one.kind, readAt: copy.readAt, cached: true};
}

async function* fromCloud<T extends {readonly id: string}>(
  clock: Clock,
  one: ReadingSource<T>,
  source: Source,
  signal: AbortSignal,
): AsyncGenerator<ReadingEvent<T>> {
  const readAt = clock.now();
  const seen = new Map<string, T>();
  const gaps: Problem[] = [];
  const maxAge = source === 'recent' ? RECENT : undefined;
  const works = one.streams(signal, maxAge).map(stream => () => whole(stream, one.kind));
  const dress = await one.dresser();
  for await (const page of interleave(works, works.length, signal)) {
    const news = page.items.filter(item => isNews(item, seen.get(item.id), one));
    for (const item of news) seen.set(item.id, item);
    if (news.length > 0) yield {type: 'page', kind: one.kind, items: news.map(dress)};
    gaps.push(...(page.gaps ?? []));
    yield* besides(page, one.kind);
  }
  const items = [...seen.values()];
  // The copy is for speed alone: a reading whose copy cannot be kept is as true as any other.
  if (one.local !== true) await troubleIn(() => one.keep(items, readAt, gaps));
  const ours = (await one.ours?.(items)) ?? [];
  if (ours.length > 0) yield {type: 'page', kind: one.kind, items: ours};
  yield {type: 'read', kind: one.kind, readAt, cached: false};
}

function isNews<T>(item: T, earlier: T | undefined, one: ReadingSource<T>): boolean {
  return earlier === undefined || one.supersedes?.(item, earlier) === true;
}

/** What a page, or a copy, tells beside its items. */
function* besides(
  {gaps = [], progress}: Pick<Page<unknown>, 'gaps' | 'progress'>,
  kind: Kind,
): Generator<ReadingEvent<never>> {
  for (const gap of gaps) yield {type: 'gap', kind, problem: {...gap, provider: gap.provider ?? kind}};
  if (progress !== undefined) yield {type: 'progress', kind, done: progress.done, total: progress.total};
}

/** The pages; a stream that stops before its complete page was not read whole. */
async function* whole<T>(stream: AsyncIterable<Page<T>>, kind: Kind): AsyncGenerator<Page<T>> {
  let complete = false;
  for await (const page of stream) {
    complete = page.complete;
    yield page;
  }
  if (!complete)
    throw new Trouble({
      code: 'bad-answer',
      what: kindLabel(kind),
      reason: 'the list stopped before its last page',
    });
}

/**
 * Folds a reading verb's events into its whole answer. A row told twice is one, the later telling counts. A source with
 * gaps has answered; what it could not read is among the problems.
 */
export async function gather<T extends {readonly id: string}>(
  events: AsyncIterable<ReadingEvent<T>>,
): Promise<Reading<T>> {
  const items = new Map<string, T>();
  const told: ReadingEvent<T>[] = [];
  for await (const event of events) {
    if (event.type === 'page') for (const item of event.items) items.set(item.id, item);
    else told.push(event);
  }
  const read = told.flatMap(event => (event.type === 'read' ? [event] : []));
  return {
    items: [...items.values()],
    problems: told.flatMap(event => (isFault(event) ? [event.problem] : [])),
    answered: read.map(event => event.kind),
    oldest: read.length === 0 ? null : Math.min(...read.map(event => event.readAt)),
  };
}

const isFault = <T>(event: ReadingEvent<T>): event is Extract<ReadingEvent<T>, {type: 'unread' | 'gap'}> =>
  event.type === 'unread' || event.type === 'gap';
