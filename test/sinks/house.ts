import {randomUUID} from 'node:crypto';
import {join} from 'node:path';
import type {AuditLog, Clock} from '../../src/core/ports.ts';
import type {Sink, SinkEvents} from '../../src/core/sink.ts';
import {createDelivery} from '../../src/sinks/delivery.ts';
import {createAuditLog} from '../../src/stores/audit-log.ts';
import {createDatabase, type Database} from '../../src/stores/database.ts';
import {createLocks} from '../../src/stores/locks.ts';
import {createOutbox} from '../../src/stores/outbox.ts';
import {withSinks} from '../../src/stores/outbox-audit.ts';
import {createRecordReader} from '../../src/stores/outbox-record.ts';

export interface HouseParts {
  readonly folder: string;
  readonly clock: Clock;
  readonly sinks: readonly Sink[];
  readonly random?: () => number;
  readonly anchor?: NonNullable<AuditLog['anchor']>;
  /** Put around the database: a process that dies while it writes. */
  readonly around?: (db: Database) => Database;
}

/** One process with the real record and the real outbox. Several in one folder are several processes. */
export function house({folder, clock, sinks, random = () => 0.5, anchor, around = db => db}: HouseParts) {
  const db = createDatabase({path: join(folder, 'state.db'), clock});
  const path = join(folder, 'audit.ndjson');
  const locks = createLocks(join(folder, 'locks.db'), clock);
  const plain = createAuditLog({path, locks, clock});
  const outbox = createOutbox(around(db), {
    record: createRecordReader(path, plain),
    sinks: sinks.map(({name}) => name),
    newId: randomUUID,
    anchor,
  });
  const delivery = createDelivery({outbox, sinks, clock, random});
  return {db, plain, outbox, audit: withSinks(plain, outbox), delivery, close: () => db.close()};
}

/** What a receiver that remembers does with the next call. */
export type Mood = 'takes' | 'refuses' | 'takes-and-loses-the-answer' | 'hangs' | 'takes-a-part';

/** A place that remembers every id it was sent, and is as moody as it is told. */
export function fakeSink(name: string, mood: () => Mood, refusal: () => unknown, most = 3) {
  const got: string[] = [];
  const sink: Sink = {
    ...{name, type: 'webhook', most},
    send: (events, signal) => received(events, signal, {got, mood: mood(), refusal}),
    preview: () => '',
  };
  return {sink, got};
}

interface Receiving {
  readonly got: string[];
  readonly mood: Mood;
  readonly refusal: () => unknown;
}

async function received(events: SinkEvents, signal: AbortSignal, {got, mood, refusal}: Receiving) {
  signal.throwIfAborted();
  const ids = events.map(({id}) => id);
  switch (mood) {
    case 'takes':
      got.push(...ids);
      return ids.length;
    case 'takes-a-part':
      got.push(ids[0] ?? '');
      return 1;
    case 'takes-and-loses-the-answer':
      got.push(...ids);
      throw refusal();
    case 'refuses':
      throw refusal();
    case 'hangs':
      return new Promise<number>((_, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('interrupted', 'AbortError')));
      });
  }
}

/** In the order in which each was first seen. */
export const firstSeen = (ids: readonly string[]): readonly string[] => [...new Set(ids)];
