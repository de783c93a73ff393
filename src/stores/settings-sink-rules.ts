import {isAbsolute} from 'node:path';
import type {Settings} from '../core/settings.ts';
import type {SinkSettings, SinkType} from '../core/sink.ts';
import {isIngestionHost} from '../core/sink-monitor.ts';
import type {Fault} from './settings-aws-rules.ts';

/** Keys beside `name` and `type`. */
const KEYS: Readonly<Record<SinkType, readonly string[]>> = {
  webhook: [],
  slack: [],
  teams: [],
  sentinel: ['endpoint', 'ruleId', 'stream'],
  file: ['path'],
};

/** What the schema cannot say of sinks: one name each, exactly the keys of the type, a token's way only to Azure. */
export function* sinkFaults({sinks = []}: Settings): Generator<Fault> {
  for (const [at, sink] of sinks.entries()) {
    const setting = `sinks.${at}`;
    if (sinks.findIndex(other => other.name === sink.name) < at)
      yield {setting, reason: `there are two sinks called “${sink.name}”`};
    yield* keyFaults(setting, sink);
    const reason = placeFault(sink);
    if (reason !== undefined) yield {setting, reason};
  }
}

function* keyFaults(setting: string, sink: SinkSettings): Generator<Fault> {
  const wanted = KEYS[sink.type];
  const given = Object.keys(sink).filter(key => key !== 'name' && key !== 'type');
  for (const key of given)
    if (!wanted.includes(key))
      yield {setting: `${setting}.${key}`, reason: `a ${sink.type} sink has no such setting`};
  for (const key of wanted)
    if (!given.includes(key)) yield {setting: `${setting}.${key}`, reason: `a ${sink.type} sink needs it`};
}

function placeFault(sink: SinkSettings): string | undefined {
  if (sink.type === 'file')
    return isAbsolute(sink.path ?? '/') ? undefined : 'the path does not begin at the root';
  if (sink.type !== 'sentinel' || sink.endpoint === undefined) return undefined;
  if (!URL.canParse(sink.endpoint)) return 'the endpoint is not an address';
  const {origin, hostname} = new URL(sink.endpoint);
  if (origin !== sink.endpoint.replace(/\/$/, '')) return 'the endpoint is more than an https origin';
  return isIngestionHost(hostname)
    ? undefined
    : 'the endpoint is no host of Azure Monitor (….ingest.monitor.azure.com)';
}
