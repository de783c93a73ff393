import type {AuditFact} from '../../src/core/audit.ts';
import type {SinkEvent} from '../../src/core/sink.ts';
import {entryAfter} from '../../src/stores/audit-line.ts';
import {eventOf} from '../../src/stores/outbox-rows.ts';
import {fact} from '../stores/samples.ts';

/** The event of the `seq`-th line of a record that holds nothing but this fact. */
export function eventAt(seq: number, about: Partial<AuditFact> = {}): SinkEvent {
  const before = {seq: seq - 1, head: '0'.repeat(64)};
  return eventOf(entryAfter(before, {...fact('incident 42'), ...about}), null);
}
