import type {AuditFact} from '../core/audit.ts';
import type {AuditLog, Clock} from '../core/ports.ts';
import type {Secret} from '../core/secret.ts';
import type {SinkSecretName, SinkSecrets} from '../core/sink.ts';
import {showInstant} from '../core/time.ts';

export interface SinkSecretParts {
  readonly secrets: SinkSecrets;
  readonly record: Pick<AuditLog, 'append'>;
  readonly clock: Clock;
  readonly profile: string;
}

/** Keeps a secret of a sink. The record says which one was set, and nothing of what it is. Rejects as the store does. */
export async function keepSinkSecret(
  parts: SinkSecretParts,
  sink: string,
  part: SinkSecretName,
  value: Secret,
): Promise<void> {
  await parts.secrets.set(sink, part, value);
  await parts.record.append(changed(`sinks.${sink}.${part}`, parts));
}

/** Forgets all secrets of a sink. */
export async function forgetSinkSecrets(parts: SinkSecretParts, sink: string): Promise<void> {
  await parts.secrets.forget(sink);
  await parts.record.append(changed(`sinks.${sink}`, parts));
}

function changed(name: string, {clock, profile}: SinkSecretParts): AuditFact {
  const now = showInstant(clock.now());
  return {
    ...({type: 'settings-change', time: now, localTime: now, practice: false, profile, name} as const),
    ...{authority: null, tenantId: null, oid: null, account: null, eligibilityId: null, kind: null},
    ...{scope: null, justification: null, ticket: null, requestId: null, endsAt: null, problem: null},
  };
}
