import type {AuditEntry} from '../../core/audit.ts';
import type {Told} from '../../core/emergency.ts';
import type {AuditLog, Clock, Teller} from '../../core/ports.ts';
import {type ProblemCode, problemOf} from '../../core/problem.ts';
import type {Settings} from '../../core/settings.ts';
import type {Pending, Sink} from '../../core/sink.ts';
import type {Millis} from '../../core/time.ts';
import {eventOf} from '../../stores/outbox-rows.ts';
import {LATE, soon} from '../../stores/soon.ts';
import type {Sinks} from '../sinks.ts';

export interface TellerParts {
  readonly settings: Settings;
  readonly sinks: () => Promise<Sinks>;
  readonly clock: Clock;
  /** Lines of this emergency, oldest first. Those that the record did not take have no number, and are in no outbox. */
  readonly lines: () => readonly AuditEntry[];
}

/**
 * Tells every sink of the settings now: neither a pause after a failure nor another process counts, and nobody hears of an
 * emergency behind all that was waiting. What is told out of its turn comes once more in it, under the same id.
 */
export function tellerOf({settings: {sinks: named = []}, sinks, clock, lines}: TellerParts): Teller {
  const told = new Map<string, Set<AuditEntry>>();
  const tell = async (limit: Millis, signal: AbortSignal): Promise<readonly Told[]> => {
    const {delivery, desk, all} = await sinks();
    const behind = behindOf(await desk.pending().catch(() => []), lines());
    const direct = all.map(sink => {
      const known = told.get(sink.name) ?? new Set();
      told.set(sink.name, known);
      const now = lines().filter(line => line.seq === 0 || behind.has(sink.name));
      return within(clock, limit, sentTo(sink, {lines: now, known, signal}));
    });
    const [delivered, besides] = await Promise.all([
      delivery.deliver(signal, limit, {urgent: true}),
      Promise.all(direct),
    ]);
    const left = await desk.pending().catch(() => []);
    return delivered.map(({sink, problem}, index) => {
      const out = besides[index] ?? null;
      if (behind.has(sink)) return {sink, problem: out, isTold: out === null};
      const why = problem?.code ?? out;
      const isDone = left.every(one => one.sink !== sink || one.waiting === 0);
      return {sink, problem: why, isTold: why === null && isDone};
    });
  };
  const nobody = (thrown: unknown): readonly Told[] =>
    named.map(({name}) => ({sink: name, isTold: false, problem: problemOf(thrown).code}));
  return {
    tell: async (limit, signal) => (named.length === 0 ? [] : tell(limit, signal).catch(nobody)),
  };
}

/** Sinks for which older lines wait: those of this emergency would come last. */
function behindOf(pending: readonly Pending[], lines: readonly AuditEntry[]): ReadonlySet<string> {
  const first = lines.find(({seq}) => seq > 0);
  const older = pending.filter(one => one.first !== null && first !== undefined && one.first.seq < first.seq);
  return new Set(older.map(({sink}) => sink));
}

interface Sending {
  readonly lines: readonly AuditEntry[];
  /** What this sink has been told directly; it grows. */
  readonly known: Set<AuditEntry>;
  readonly signal: AbortSignal;
}

async function sentTo(sink: Sink, {lines, known, signal}: Sending): Promise<void> {
  for (;;) {
    const [first, ...others] = lines.filter(line => !known.has(line));
    if (first === undefined) return;
    const these = [first, ...others.slice(0, sink.most - 1)] as const;
    const [head, ...rest] = these;
    const count = await sink.send([eventOf(head, null), ...rest.map(line => eventOf(line, null))], signal);
    for (const line of these.slice(0, count)) known.add(line);
  }
}

async function within(clock: Clock, limit: Millis, work: Promise<void>): Promise<ProblemCode | null> {
  const outcome = await soon(
    clock,
    limit,
    work.then(() => null, problemOf),
  );
  if (outcome === LATE) return 'unreachable';
  return outcome?.code ?? null;
}

/** The record, whose lines the sinks hear of where there are any. */
export const heardBySinks = (
  {sinks: named = []}: Settings,
  record: AuditLog,
  sinks: () => Promise<Sinks>,
): AuditLog =>
  named.length === 0 ? record : {...record, append: async fact => (await sinks()).audit.append(fact)};
