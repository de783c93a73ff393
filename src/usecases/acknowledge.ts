import type {AuditEntry} from '../core/audit.ts';
import type {Acknowledging, AuditLog, Clock} from '../core/ports.ts';
import {showInstant} from '../core/time.ts';

export interface Acknowledger {
  readonly record: AuditLog;
  readonly clock: Clock;
  readonly profile: string;
}

/** Takes note of what does not fit in the record, so that requests go on; `undefined`: all fits. */
export async function acknowledge(
  {record, clock, profile}: Acknowledger,
  options: Acknowledging,
): Promise<AuditEntry | undefined> {
  const now = showInstant(clock.now());
  const fact = {
    ...({type: 'acknowledged', time: now, localTime: now, profile, practice: false} as const),
    ...{authority: null, tenantId: null, oid: null, account: null, eligibilityId: null, kind: null},
    ...{name: null, scope: null, justification: null, ticket: null, requestId: null, endsAt: null},
    problem: null,
  };
  return record.acknowledge?.(fact, options);
}
