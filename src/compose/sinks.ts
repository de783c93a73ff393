import type {AuditEntry} from '../core/audit.ts';
import type {AuditLog, Clock, Network, NewId} from '../core/ports.ts';
import {problemOf, Trouble} from '../core/problem.ts';
import type {Secret} from '../core/secret.ts';
import type {Sink, SinkDesk, SinkEvent, SinkPreview, SinkSecrets, SinkSettings} from '../core/sink.ts';
import {createDelivery, type Delivery} from '../sinks/delivery.ts';
import {createSinks} from '../sinks/index.ts';
import {createSinkSecrets} from '../sinks/secrets.ts';
import type {Database} from '../stores/database.ts';
import {createOutbox} from '../stores/outbox.ts';
import {withSinks} from '../stores/outbox-audit.ts';
import {createRecordReader} from '../stores/outbox-record.ts';
import {eventOf} from '../stores/outbox-rows.ts';
import {lineFile} from '../stores/sink-file.ts';
import type {OpenVault} from '../stores/tokens/vault.ts';

export interface SinksParts {
  readonly settings: readonly SinkSettings[];
  readonly audit: AuditLog;
  readonly auditFile: string;
  readonly db: Database;
  readonly network: Network;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly vault: () => Promise<OpenVault>;
  /** A token for Azure Monitor by whoever is signed in. */
  readonly token: (scope: string, signal: AbortSignal) => Promise<Secret>;
}

export interface Sinks {
  /** The record, whose lines the sinks hear of. */
  readonly audit: AuditLog;
  readonly delivery: Delivery;
  readonly desk: SinkDesk;
  /** In the order of the settings. */
  readonly all: readonly Sink[];
}

/** The sinks of the settings. Nothing is opened before something is to be told. */
export function openSinks(parts: SinksParts): Sinks {
  const {settings, audit, auditFile, db, clock} = parts;
  const secrets = lazySecrets(parts.vault);
  const sinks = createSinks(settings, {...parts, secrets, file: lineFile});
  const outbox = createOutbox(db, {
    record: createRecordReader(auditFile, audit),
    sinks: settings.map(({name}) => name),
    newId: parts.newId,
    anchor: audit.anchor,
  });
  const delivery = createDelivery({outbox, sinks, clock, random: Math.random});
  return {
    audit: withSinks(audit, outbox),
    ...{delivery, all: sinks},
    desk: {
      pending: () => outbox.pending(),
      previews: async () => previewsOf(sinks, secrets, await lastEvent(audit)),
      deliver: (signal, limit) => delivery.deliver(signal, limit),
    },
  };
}

function lazySecrets(vault: SinksParts['vault']): SinkSecrets {
  const open = async () => createSinkSecrets(await vault());
  return {
    read: async sink => (await open()).read(sink),
    set: async (sink, name, value) => (await open()).set(sink, name, value),
    forget: async sink => (await open()).forget(sink),
  };
}

async function lastEvent(audit: AuditLog): Promise<SinkEvent> {
  let last: AuditEntry | undefined;
  try {
    for await (const entry of audit.entries()) last = entry;
  } catch (thrown) {
    // A record with a damaged line has a last readable one all the same.
    if (!(thrown instanceof Trouble)) throw thrown;
  }
  return eventOf(last ?? EXAMPLE, (await audit.anchor?.().catch(() => undefined)) ?? null);
}

/** Stands for all lines while there is none. */
const EXAMPLE: AuditEntry = {
  ...{seq: 1, prev: '0'.repeat(64), type: 'request', time: '2026-01-01T00:00:00Z', practice: true},
  ...{localTime: '2026-01-01T00:00:00Z', profile: 'default', authority: null, tenantId: null, oid: null},
  ...{account: 'somebody@example.com', eligibilityId: null, kind: 'azure-resource', name: 'Reader'},
  ...{scope: null, justification: 'An example', ticket: null, requestId: null, endsAt: null, problem: null},
};

const previewsOf = (
  sinks: readonly Sink[],
  secrets: SinkSecrets,
  event: SinkEvent,
): Promise<readonly SinkPreview[]> =>
  Promise.all(
    sinks.map(async sink => ({
      ...{sink: sink.name, type: sink.type, text: sink.preview(event)},
      isAddressed: await isAddressed(sink, secrets),
    })),
  );

async function isAddressed({name, type}: Sink, secrets: SinkSecrets): Promise<boolean | null> {
  if (type === 'file' || type === 'sentinel') return true;
  try {
    return (await secrets.read(name)) !== undefined;
  } catch (thrown) {
    if (problemOf(thrown).code === 'bug') throw thrown;
    return null;
  }
}
