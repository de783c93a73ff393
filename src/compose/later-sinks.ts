import type {AuditLog} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import type {Secret} from '../core/secret.ts';
import type {SinkDesk} from '../core/sink.ts';
import {monitorOf} from '../core/sink-monitor.ts';
import {newId} from '../host/entropy.ts';
import type {Ground} from './ground.ts';
import {later} from './later.ts';
import type {EntraReach} from './parts.ts';
import type {Sinks} from './sinks.ts';
import {sinkVaultOpener} from './vault.ts';

export interface Told {
  readonly audit: AuditLog;
  readonly sinks?: SinkDesk | undefined;
}

/** The record with the sinks behind it, which come with the first line that is written; where there are none, nothing is. */
export function toldToSinks(ground: Ground, audit: AuditLog, entra: EntraReach | undefined): Told {
  if ((ground.settings.sinks ?? []).length === 0) return {audit};
  const sinks = laterSinks(ground, audit, monitorToken(entra));
  return {
    audit: {...audit, append: async fact => (await sinks()).audit.append(fact)},
    sinks: {
      pending: async () => (await sinks()).desk.pending(),
      previews: async () => (await sinks()).desk.previews(),
      deliver: async (signal, limit) => (await sinks()).desk.deliver(signal, limit),
    },
  };
}

export type MonitorToken = (scope: string, signal: AbortSignal) => Promise<Secret>;

export function laterSinks(
  {world, places, settings, db, network, locks}: Omit<Ground, 'options' | 'server' | 'vault'>,
  audit: AuditLog,
  token: MonitorToken,
): () => Promise<Sinks> {
  return later(async () =>
    (await import('./sinks.ts')).openSinks({
      ...{settings: settings.sinks ?? [], audit, db, network, newId},
      ...{auditFile: places.auditFile, clock: world.clock},
      vault: sinkVaultOpener(world, places, locks, false),
      token,
    }),
  );
}

/** A token goes to the Azure Monitor of the cloud that people are signed in to, and to no other. */
export const monitorToken =
  (entra: EntraReach | undefined): MonitorToken =>
  async (scope, signal) => {
    if (entra === undefined)
      throw new Trouble({code: 'signed-out', reason: 'never', detail: 'This profile has no Entra sign-in.'});
    if (scope !== `${monitorOf(entra.endpoints)}/.default`)
      throw new Trouble({
        code: 'misconfigured',
        setting: 'sinks',
        reason: 'the endpoint is in another cloud than the one this profile signs in to',
      });
    return (await entra.token('monitor', {signal})).token;
  };
