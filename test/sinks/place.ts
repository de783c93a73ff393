import {Agent} from 'node:https';
import {onTestFinished} from 'vitest';
import {type Problem, Trouble} from '../../src/core/problem.ts';
import {Secret} from '../../src/core/secret.ts';
import type {SinkSettings} from '../../src/core/sink.ts';
import {systemClock} from '../../src/host/clock.ts';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {createSinks, type SinkParts} from '../../src/sinks/index.ts';
import {createSinkSecrets} from '../../src/sinks/secrets.ts';
import {COLUMNS} from '../../src/sinks/sentinel-columns.ts';
import {lineFile} from '../../src/stores/sink-file.ts';
import {signIn, stillCloud} from '../sandbox/support.ts';

export const RULE = `dcr-${'0a'.repeat(16)}`;
export const STREAM = 'Custom-Stint_CL';
const SCOPE = 'https://monitor.azure.com/.default';

/** A vault that is gone with the test. */
export function vaultInMemory() {
  const entries = new Map<string, Secret>();
  return {
    entries,
    read: async (entry: string) => entries.get(entry),
    change: async (entry: string, by: (old: Secret | undefined) => Secret | undefined) => {
      const text = by(entries.get(entry));
      if (text === undefined) entries.delete(entry);
      else entries.set(entry, text);
    },
  };
}

/** The practice cloud with its receivers, one sink of each kind that lives there, and what a test may turn. */
export async function place(more: Partial<SinkParts> = {}) {
  const cloud = await stillCloud();
  const agent = new Agent({ca: cloud.ca, keepAlive: true});
  onTestFinished(async () => {
    agent.destroy();
    await cloud.stop();
  });
  cloud.receivers.rules.set(RULE, {publisher: true, streams: {[STREAM]: streamOf()}});
  const secrets = createSinkSecrets(vaultInMemory());
  const {sinks: origin} = cloud.origins;
  await secrets.set('hook', 'url', new Secret(`${origin}/hooks/very-secret`));
  await secrets.set('chat', 'url', new Secret(`${origin}/services/T0/B0/very-secret`));
  await secrets.set('card', 'url', new Secret(`${origin}/workflows/very-secret`));
  const asked: string[] = [];
  const parts: SinkParts = {
    network: {agentFor: () => agent},
    clock: systemClock(),
    secrets,
    file: lineFile,
    token: async scope => {
      asked.push(scope);
      return tokenFor(cloud, scope);
    },
    ...more,
  };
  const make = (settings: SinkSettings) => {
    const [sink] = createSinks([settings], parts);
    if (sink === undefined) throw new Error('there is no sink');
    return sink;
  };
  return {cloud, secrets, asked, make, origin, sinks: everySink(origin).map(make)};
}

const everySink = (endpoint: string): readonly SinkSettings[] => [
  {name: 'hook', type: 'webhook'},
  {name: 'chat', type: 'slack'},
  {name: 'card', type: 'teams'},
  {name: 'siem', type: 'sentinel', endpoint, ruleId: RULE, stream: STREAM},
];

export const streamOf = () => Object.fromEntries(COLUMNS.map(({name, type}) => [name, type]));

/** As the practice cloud's Entra gives it to the person who signs in. */
export async function tokenFor(cloud: PracticeCloud, scope = SCOPE): Promise<Secret> {
  const {body} = await signIn(cloud, `${scope} offline_access`);
  return new Secret(body.access_token);
}

export async function problemIn(work: Promise<unknown>): Promise<Problem> {
  const thrown = await work.then(
    () => new Error('it was accepted'),
    (reason: unknown) => reason,
  );
  if (thrown instanceof Trouble) return thrown.problem;
  throw thrown;
}
