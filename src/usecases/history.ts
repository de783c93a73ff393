import type {PastActivation} from '../core/history.ts';
import {HistoryFold} from '../core/history-fold.ts';
import type {Kind} from '../core/kind.ts';
import type {AuditLog} from '../core/ports.ts';
import {type Problem, problemOf, Trouble} from '../core/problem.ts';
import type {Instant} from '../core/time.ts';
import {troubleIn} from './trouble.ts';

/** What is looked for; what is absent leaves nothing out. */
export interface HistoryWanted {
  /** Words that must all be there, in any case. */
  readonly search?: string | undefined;
  readonly kinds?: readonly Kind[] | undefined;
  /** Only what was asked for, begun or over then or later. Server time. */
  readonly since?: Instant | undefined;
  /** So many, the newest. */
  readonly limit?: number | undefined;
}

export interface History {
  /** Newest first. */
  readonly rows: readonly PastActivation[];
  /** How many older ones the limit has left out. */
  readonly more: number;
  /** What is wrong with the record: what could be read of it is told all the same. */
  readonly problems: readonly Problem[];
}

export interface HistoryParts {
  readonly audit: Pick<AuditLog, 'entries' | 'check'>;
  /** Server time as far as it is known. */
  readonly now: Instant;
}

/** How many lines are read between two looks at the signal. */
const STRIDE = 1024;

/** Past activations, from the record alone: no network, no sign-in. Rejects `cancelled` when it is interrupted. */
export async function history(
  {audit, now}: HistoryParts,
  wanted: HistoryWanted,
  signal: AbortSignal,
): Promise<History> {
  const fold = new HistoryFold();
  const unread = await troubleIn(() => readInto(fold, audit, signal));
  if (unread?.code === 'cancelled') throw new Trouble(unread);
  const broken = await brokenIn(audit);
  const rows = fold.rows(now).filter(row => isWanted(row, wanted));
  const shown = rows.slice(0, wanted.limit ?? rows.length);
  // Of two things that are said of one break the first look's is the plainer one.
  const problems = unread?.code === 'audit-broken' || broken === undefined ? [unread] : [unread, broken];
  return {rows: shown, more: rows.length - shown.length, problems: problems.filter(one => one !== undefined)};
}

async function readInto(
  fold: HistoryFold,
  audit: Pick<AuditLog, 'entries'>,
  signal: AbortSignal,
): Promise<void> {
  let count = 0;
  for await (const entry of audit.entries()) {
    if (count % STRIDE === 0 && signal.aborted)
      throw new Trouble({code: 'cancelled', reason: 'It was interrupted.'});
    count += 1;
    fold.take(entry);
  }
}

/** A record that cannot be judged is no whole one either. */
async function brokenIn({check}: Pick<AuditLog, 'check'>): Promise<Problem | undefined> {
  try {
    const verdict = await check?.();
    if (verdict?.type !== 'broken') return undefined;
    return {code: 'audit-broken', seq: verdict.line, reason: verdict.reason};
  } catch (thrown) {
    return problemOf(thrown);
  }
}

function isWanted(row: PastActivation, {search = '', kinds, since}: HistoryWanted): boolean {
  if (kinds !== undefined && (row.kind === null || !kinds.includes(row.kind))) return false;
  if (since !== undefined && lastOf(row) < since) return false;
  return search.trim() === '' || hasWords(row, search);
}

const lastOf = ({askedAt, startedAt, endedAt}: PastActivation): Instant =>
  Math.max(askedAt ?? 0, startedAt ?? 0, endedAt ?? 0);

function hasWords(row: PastActivation, search: string): boolean {
  const {name, scope, kind, account, justification, ticket, incident, outcome, requestId} = row;
  const texts = [name, scope?.name, scope?.id, kind, account, justification, ticket?.number, incident];
  const text = [...texts, outcome, requestId].join(' ').toLowerCase();
  const words = search.toLowerCase().trim().split(/\s+/);
  return words.every(word => text.includes(word));
}
