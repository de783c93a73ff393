import {rm} from 'node:fs/promises';
import {Agent, get} from 'node:https';
import type {World} from '../src/compose/world.ts';
import {composeApp, type OpenedApp} from '../src/compose.ts';
import {authorityOf, KINDS, type Kind} from '../src/core/kind.ts';
import {systemClock} from '../src/host/clock.ts';
import {trustAlso} from '../src/host/network.ts';
import type {LoggedRequest} from '../src/sandbox/http/call.ts';
import {list} from '../src/usecases/list.ts';
import {gather} from '../src/usecases/reading.ts';
import {type FarCloud, startFarCloud} from './far-cloud.ts';
import type {Row} from './rows.ts';
import {BUNDLE, median, run} from './timing.ts';

const PIM_KINDS = KINDS.filter(kind => authorityOf(kind) === 'entra');
const LATENCY_MS = 50;
const READINGS = 15;

/**
 * List over all kinds at 50 ms a request, against the longest chain of requests that wait for each other: in one
 * process that has its SDKs and connections, for it is about how requests are laid out. What one request of the chain
 * takes is measured too, bare and on a kept connection in the same run: 50 ms and the way there and back. A cold start
 * is told beside it. At the AWS portal a limiter of ours stands between the requests (reference aws-jit 2), so the second
 * row is longer than its chain: that is counted, not left out.
 */
export async function listRows(): Promise<readonly Row[]> {
  const cloud = await startFarCloud({scenario: 'demo', latencyMs: LATENCY_MS});
  try {
    trustAlso(cloud.ca);
    const [pim, all] = await withApp(cloud, async app => [
      await warmRatio(app, cloud, PIM_KINDS),
      await warmRatio(app, cloud, KINDS),
    ]);
    const cold = await run([BUNDLE, 'list', '--refresh'], cloud.env);
    return [
      {what: 'list over the PIM kinds, 50 ms a request', measured: pim ?? null, budget: 1.25, unit: 'x'},
      {what: 'list over all kinds, 50 ms a request', measured: all ?? null, budget: 1.25, unit: 'x'},
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

async function warmRatio(app: OpenedApp, cloud: FarCloud, kinds: readonly Kind[]): Promise<number> {
  await freshList(app, kinds);
  const before = (await cloud.log()).length;
  await freshList(app, kinds);
  const chain = longestChain((await cloud.log()).slice(before));
  const ratios: number[] = [];
  for (let i = 0; i < READINGS; i += 1) {
    const bare = await bareRequest(cloud.arm);
    ratios.push((await freshList(app, kinds)) / (chain * bare));
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

async function freshList(app: OpenedApp, kinds: readonly Kind[]): Promise<number> {
  const started = performance.now();
  const {problems} = await gather(list(app, {source: 'fresh', kinds}, new AbortController().signal));
  if (problems.length > 0) throw new Error(`the list had problems: ${JSON.stringify(problems)}`);
  return performance.now() - started;
}

/**
 * Pages of one list follow each other, lists do not; what an AWS account offers is asked after the accounts, whatever the
 * others offer. The longest run is the kind with most requests behind each other.
 */
function longestChain(requests: readonly LoggedRequest[]): number {
  const pages = (those: readonly LoggedRequest[], listOf: (one: LoggedRequest) => string | null): number =>
    Math.max(0, ...[...Map.groupBy(those, listOf).values()].map(({length}) => length));
  const at = (part: string) =>
    requests.filter(({origin, path}) => origin === 'portal' && path.endsWith(part));
  const account = ({query}: LoggedRequest) => new URLSearchParams(query).get('account_id');
  const pim = requests.filter(({origin}) => origin === 'arm' || origin === 'graph');
  return Math.max(
    pages(pim, one => one.path),
    at('/accounts').length + pages(at('/roles'), account),
  );
}
