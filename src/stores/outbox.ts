import type {DatabaseSync} from 'node:sqlite';
import type {AuditAnchor, AuditEntry} from '../core/audit.ts';
import type {AuditLog, NewId} from '../core/ports.ts';
import type {Handful, Outbox, Pending, SinkEvent, Taking} from '../core/sink.ts';
import type {Database} from './database.ts';
import type {RecordReader} from './outbox-record.ts';
import {
  beginBehind,
  countBehind,
  eventOf,
  forgetDelivered,
  headIn,
  insert,
  placeOf,
  waitingBehind,
} from './outbox-rows.ts';
import {addSink, advance, claim, fail, mayTake, release, sinkRow, unknownAmong} from './outbox-sinks.ts';

export interface OutboxParts {
  readonly record: RecordReader;
  /** Names of the sinks in the settings. Others, of earlier settings, keep their place but hold nothing back. */
  readonly sinks: readonly string[];
  readonly newId: NewId;
  /** `AuditLog.anchor`; trouble with it is none at all. */
  readonly anchor?: AuditLog['anchor'];
}

/** How many lines are brought along in one transaction. */
const AT_ONCE = 200;

/**
 * The outbox in `state.db`. Its rows are the record's lines, one after the other without a gap: a line that follows
 * another than the newest row shows that something was missed, and is brought along from the record first. So no write
 * here needs to wait for the disk: what a power cut undoes, the record still has. Rejects `state-unwritable`.
 */
export function createOutbox(db: Database, parts: OutboxParts): Outbox {
  const {record, sinks} = parts;
  let known = false;
  const ready = async () => {
    if (known) return;
    if (await db.read(sql => headIn(sql) === undefined || unknownAmong(sql, sinks).length > 0)) {
      const seq = await record.lastSeq();
      await db.write(sql => register(sql, sinks, seq));
    }
    known = true;
  };
  const fill = (from: number) => filled(db, parts, from);
  return {
    ready,
    enqueue: async entry => {
      const event = eventOf(entry, await anchorOf(parts));
      const gap = await db.keep(sql => {
        if (!known) register(sql, sinks, entry.seq - 1);
        return insertedUnlessGap(sql, event);
      });
      known = true;
      if (gap !== undefined) await fill(gap);
    },
    catchUp: async () => {
      await ready();
      const seq = (await db.read(headIn))?.seq ?? 0;
      if ((await record.lastSeq()) > seq) await fill(seq);
    },
    ...handing(db, parts),
    pending: () => db.read(sql => sinks.map(name => pendingOf(sql, name))),
  };
}

/** What goes out, and what becomes of it. */
function handing(
  db: Database,
  {sinks, newId}: OutboxParts,
): Pick<Outbox, 'take' | 'delivered' | 'failed' | 'putBack'> {
  return {
    take: async (sink, taking) => {
      // Nearly always there is nothing: then nothing needs to be written.
      if ((await db.read(sql => dueOf(sql, sink, taking))).length === 0) return undefined;
      return db.keep(sql => taken(sql, sink, taking, newId()));
    },
    delivered: (handful, count) =>
      db.keep(sql => {
        const last = handful.events[count - 1];
        const place = last === undefined ? undefined : placeOf(sql, last.id);
        if (place !== undefined) advance(sql, handful.sink, place);
        release(sql, handful.sink, handful.claim);
        forgetDelivered(sql, sinks);
      }),
    failed: (handful, failure, due) =>
      db.keep(sql => {
        fail(sql, handful, failure, due);
        release(sql, handful.sink, handful.claim);
      }),
    putBack: ({sink, claim: by}) => db.keep(sql => release(sql, sink, by)),
  };
}

function register(sql: DatabaseSync, sinks: readonly string[], seq: number): void {
  if (headIn(sql) === undefined) beginBehind(sql, seq);
  const place = headIn(sql)?.place ?? 0;
  for (const name of unknownAmong(sql, sinks)) addSink(sql, name, place);
}

/** The number of the newest row, when the event does not follow it: lines in between are missing. */
function insertedUnlessGap(sql: DatabaseSync, event: SinkEvent): number | undefined {
  const seq = headIn(sql)?.seq ?? 0;
  if (event.entry.seq > seq + 1) return seq;
  insert(sql, event);
  return undefined;
}

/** Lines behind `from`, as far as the record has them. Another process may be at the same: rows are never doubled. */
async function filled(db: Database, parts: OutboxParts, from: number): Promise<void> {
  const anchor = await anchorOf(parts);
  let lines: AuditEntry[] = [];
  const flush = async () => {
    const events = lines.map(entry => eventOf(entry, anchor));
    lines = [];
    await db.keep(sql => {
      for (const event of events) if (event.entry.seq > (headIn(sql)?.seq ?? 0)) insert(sql, event);
    });
  };
  for await (const entry of parts.record.after(from)) {
    lines.push(entry);
    if (lines.length === AT_ONCE) await flush();
  }
  await flush();
}

async function anchorOf({anchor}: OutboxParts): Promise<AuditAnchor | null> {
  try {
    return (await anchor?.()) ?? null;
  } catch {
    // An event without an anchor is worth more than none.
    return null;
  }
}

function dueOf(sql: DatabaseSync, sink: string, taking: Taking): readonly SinkEvent[] {
  const row = sinkRow(sql, sink);
  return row === undefined || !mayTake(row, taking) ? [] : waitingBehind(sql, row.place, taking.most);
}

function taken(sql: DatabaseSync, sink: string, taking: Taking, by: string): Handful | undefined {
  const [first, ...others] = dueOf(sql, sink, taking);
  if (first === undefined) return undefined;
  claim(sql, sink, by, taking);
  return {sink, claim: by, events: [first, ...others]};
}

function pendingOf(sql: DatabaseSync, sink: string): Pending {
  const row = sinkRow(sql, sink);
  const [first] = row === undefined ? [] : waitingBehind(sql, row.place, 1);
  return {
    sink,
    waiting: row === undefined ? 0 : countBehind(sql, row.place),
    first: first === undefined ? null : {seq: first.entry.seq, time: first.entry.time},
    failures: row?.failures ?? 0,
    failingSince: row?.failingSince ?? null,
    problem: row?.problem ?? null,
    dueAt: row === undefined || row.failures === 0 ? null : row.dueAt,
  };
}
