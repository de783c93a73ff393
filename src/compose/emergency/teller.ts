import type {AuditEntry} from '../../core/audit.ts';
import type {Told} from '../../core/emergency.ts';
import type {AuditLog, Clock, Teller} from '../../core/ports.ts';
import {type ProblemCode, problemOf} from '../../core/problem.ts';
import type {Settings} from '../../core/settings.ts';
import type {Sink, SinkEvents} from '../../core/sink.ts';
import type {Millis} from '../../core/time.ts';
import {eventOf} from '../../stores/outbox-rows.ts';
import {LATE, soon} from '../../stores/soon.ts';
import type {Sinks} from '../sinks.ts';

export interface TellerParts {
  readonly settings: Settings;
  readonly sinks: () => Promise<Sinks>;
  readonly clock: Clock;
  /** Lines that the record did not take: they are in no outbox, and told from here. */
  readonly beside: () => readonly AuditEntry[];
}

/** Tells every sink of the settings now: neither a pause after a failure nor another process counts. */
export function tellerOf({settings: {sinks: named = []}, sinks, clock, beside}: TellerParts): Teller {
  const told = new Map<string, number>();
  const tellBeside = async (sink: Sink, limit: Millis, signal: AbortSignal): Promise<ProblemCode | null> => {
    const [first, ...others] = beside().slice(told.get(sink.name) ?? 0);
    if (first === undefined) return null;
    const more = others.slice(0, sink.most - 1);
    const events: SinkEvents = [eventOf(first, null), ...more.map(entry => eventOf(entry, null))];
    const outcome = await soon(clock, limit, sink.send(events, signal).catch(problemOf));
    if (outcome === LATE) return 'unreachable';
    if (typeof outcome !== 'number') return outcome.code;
    told.set(sink.name, (told.get(sink.name) ?? 0) + outcome);
    return null;
  };
  const tell = async (limit: Millis, signal: AbortSignal): Promise<readonly Told[]> => {
    const {delivery, desk, all} = await sinks();
    const [delivered, besides] = await Promise.all([
      delivery.deliver(signal, limit, {urgent: true}),
      Promise.all(all.map(sink => tellBeside(sink, limit, signal))),
    ]);
    const left = await desk.pending().catch(() => []);
    return delivered.map(({sink, problem}, index) => {
      const why = problem?.code ?? besides[index] ?? null;
      return {
        sink,
        problem: why,
        isTold: why === null && left.every(one => one.sink !== sink || one.waiting === 0),
      };
    });
  };
  const nobody = (thrown: unknown): readonly Told[] =>
    named.map(({name}) => ({sink: name, isTold: false, problem: problemOf(thrown).code}));
  return {
    tell: async (limit, signal) => (named.length === 0 ? [] : tell(limit, signal).catch(nobody)),
  };
}

/** The record, whose lines the sinks hear of where there are any. */
export const heardBySinks = (
  {sinks: named = []}: Settings,
  record: AuditLog,
  sinks: () => Promise<Sinks>,
): AuditLog =>
  named.length === 0 ? record : {...record, append: async fact => (await sinks()).audit.append(fact)};
