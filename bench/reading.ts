import {rm} from 'node:fs/promises';
import {Agent, get} from 'node:https';
import type {World} from '../src/compose/world.ts';
import {composeApp, type OpenedApp} from '../src/compose.ts';
import {systemClock} from '../src/host/clock.ts';
import {trustAlso} from '../src/host/network.ts';
import type {LoggedRequest} from '../src/sandbox/http/call.ts';
import {list} from '../src/usecases/list.ts';
import {gather} from '../src/usecases/reading.ts';
import {type FarCloud, startFarCloud} from './far-cloud.ts';
import type {Row} from './rows.ts';
import {BUNDLE, median, run} from './timing.ts';

const LATENCY_MS = 50;
const READINGS = 15;

/**
 * List over all kinds at 50 ms a request, against the longest chain of requests that wait for each other: in one
 * process that has its SDKs and connections, for it is about how requests are laid out. What one request of the chain
 * takes is measured too, bare and on a kept connection in the same run: 50 ms and the way there and back. A cold start
 * is told beside it.
 */
export async function listRows(): Promise<readonly Row[]> {
  const cloud = await startFarCloud({scenario: 'demo', latencyMs: LATENCY_MS});
  try {
    trustAlso(cloud.ca);
    const measured = await withApp(cloud, app => warmRatio(app, cloud));
    const cold = await run([BUNDLE, 'list', '--refresh'], cloud.env);
    return [
      {what: 'list over all kinds, 50 ms a request', measured, budget: 1.25, unit: 'x'},
      {what: 'stint list --refresh, from a cold start', measured: cold.took, budget: null, unit: 'ms'},
    ];
  } finally {
    await cloud.stop();
    await rm(cloud.directory, {recursive: true, force: true});
  }
}

export async function withApp<T>(cloud: FarCloud, work: (app: OpenedApp) => Promise<T>): Promise<T> {
  const app = await composeApp(worldOf(cloud), {profile: 'default', needsSignIn: true});
  try {
    for (const authority of app.authorities)
      for await (const _ of authority.signIn('device', new AbortController().signal));
    return await work(app);
  } finally {
    await app.close();
  }
}

function worldOf({env, directory}: FarCloud): World {
  const ask = () => Promise.reject(new Error('nobody is asked'));
  return {
    ...{env, platform: process.platform, home: directory, clock: systemClock()},
    ...{interactive: false, ask, practice: false},
  };
}

async function warmRatio(app: OpenedApp, cloud: FarCloud): Promise<number> {
  await freshList(app);
  const before = (await cloud.log()).length;
  await freshList(app);
  const chain = longestChain((await cloud.log()).slice(before));
  const ratios: number[] = [];
  for (let i = 0; i < READINGS; i += 1) {
    const bare = await bareRequest(cloud.arm);
    ratios.push((await freshList(app)) / (chain * bare));
  }
  return median(ratios);
}

const agent = new Agent({keepAlive: true});

/** One request to the same cloud with nothing around it; that it is refused for want of a token takes no longer. */
function bareRequest(origin: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    get(`${origin}/subscriptions?api-version=2022-12-01`, {agent}, answer => {
      answer.resume().on('end', () => resolve(performance.now() - started));
    }).on('error', reject);
  });
}

async function freshList(app: OpenedApp): Promise<number> {
  const started = performance.now();
  const {problems} = await gather(list(app, {source: 'fresh'}, new AbortController().signal));
  if (problems.length > 0) throw new Error(`the list had problems: ${JSON.stringify(problems)}`);
  return performance.now() - started;
}

/** Pages of one list follow each other, lists do not: the longest run is the list with most pages. */
function longestChain(requests: readonly LoggedRequest[]): number {
  const counts = new Map<string, number>();
  for (const {origin, path} of requests)
    if (origin !== 'login') counts.set(path, (counts.get(path) ?? 0) + 1);
  return Math.max(...counts.values());
}
