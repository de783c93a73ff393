import type {AuditLog} from '../core/ports.ts';
import {problemOf} from '../core/problem.ts';
import type {Outbox} from '../core/sink.ts';

/**
 * The record, whose every line is also kept for the sinks. The outbox never fails an append: what it could not take now,
 * it finds in the record later.
 */
export function withSinks(audit: AuditLog, outbox: Pick<Outbox, 'ready' | 'enqueue'>): AuditLog {
  return {
    ...audit,
    append: async fact => {
      await outbox.ready().catch(later);
      const entry = await audit.append(fact);
      await outbox.enqueue(entry).catch(later);
      return entry;
    },
  };
}

function later(thrown: unknown): void {
  if (problemOf(thrown).code === 'bug') throw thrown;
}
