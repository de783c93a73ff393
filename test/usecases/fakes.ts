import type {App} from '../../src/usecases/app.ts';
import {HandClock} from '../support/clock.ts';
import {FakeLoanBook} from '../support/loan-book.ts';
import {FakeAuthority, FakeProvider} from './fake-cloud.ts';
import {FakeAudit, FakeCache, FakeJournal} from './fake-stores.ts';
import {NOON} from './samples.ts';

export interface FakeWorld {
  readonly app: App;
  readonly clock: HandClock;
  readonly arm: FakeProvider;
  readonly graph: FakeProvider;
  readonly entra: FakeAuthority;
  readonly journal: FakeJournal;
  readonly cache: FakeCache;
  readonly audit: FakeAudit;
  readonly loans: FakeLoanBook;
}

/** An app over two clouds, Azure and Entra roles, whose server time is the clock's own. */
export function world(parts: Partial<App> = {}): FakeWorld {
  const clock = new HandClock(NOON);
  const [arm, graph] = [new FakeProvider(), new FakeProvider('entra-role')];
  const [entra, journal] = [new FakeAuthority(), new FakeJournal()];
  const [cache, audit, loans] = [new FakeCache(), new FakeAudit(), new FakeLoanBook()];
  let ids = 0;
  const app: App = {
    profile: 'default',
    settings: {},
    practice: false,
    clock,
    server: {now: () => clock.now(), offset: () => 0},
    providers: [arm, graph],
    authorities: [entra],
    journal,
    cache,
    audit,
    loans,
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    ...parts,
  };
  return {app, clock, arm, graph, entra, journal, cache, audit, loans};
}

/** Everything a story told, in order. */
export async function collect<T>(story: AsyncIterable<T>): Promise<readonly T[]> {
  const events: T[] = [];
  for await (const event of story) events.push(event);
  return events;
}

/** A signal that nothing fires. */
export const quiet = (): AbortSignal => new AbortController().signal;
