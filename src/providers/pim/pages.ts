import type {Page} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import type {Reach} from './reach.ts';

/** A list whose next page is one it has had already would never end. */
export function notAgain({what}: Reach, links: Set<string>, link: string): void {
  if (links.has(link))
    throw new Trouble({code: 'bad-answer', what, reason: 'its pages go round in a circle'});
  links.add(link);
}

/** Each page goes through `finish` while the next one is already on its way: names cost one request, not one a page. */
export async function* overlapped<From, To>(
  pages: AsyncIterable<Page<From>>,
  finish: (items: readonly From[]) => Promise<readonly To[]>,
): AsyncGenerator<Page<To>> {
  let before: Promise<Page<To>> | undefined;
  for await (const {items, complete} of pages) {
    const now = finish(items).then(done => ({items: done, complete}));
    // It is awaited a page later; until then nobody listens.
    now.catch(() => undefined);
    if (before !== undefined) yield await before;
    before = now;
  }
  if (before !== undefined) yield await before;
}

/** The same pages, the first of them asked for at once: what else a reader waits for takes no time of its own. */
export function begun<T>(pages: AsyncIterable<T>): AsyncIterable<T> {
  const rest = pages[Symbol.asyncIterator]();
  const first = rest.next();
  // It is awaited when the reader comes; until then nobody listens.
  first.catch(() => undefined);
  return afterFirst(first, rest);
}

async function* afterFirst<T>(first: Promise<IteratorResult<T>>, rest: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    for (let page = await first; page.done !== true; page = await rest.next()) yield page.value;
  } finally {
    await rest.return?.();
  }
}

/** The modules behind a list, zod and an SDK among them, come with its first page. */
export async function* arriving<T>(pages: () => Promise<AsyncIterable<Page<T>>>): AsyncGenerator<Page<T>> {
  yield* await pages();
}
