import {rm} from 'node:fs/promises';
import {trustAlso} from '../src/host/network.ts';
import {list} from '../src/usecases/list.ts';
import {gather} from '../src/usecases/reading.ts';
import {startFarCloud} from './far-cloud.ts';
import {signedInHome} from './practice-home.ts';
import {withApp} from './reading.ts';
import type {Row} from './rows.ts';
import {againstBareNode, stint} from './timing.ts';

/** What a tool waits for at each start: the credentials of an open loan, from the store. */
export async function credsRow(): Promise<Row> {
  const home = await signedInHome({scenario: 'small'});
  try {
    const [set] = await awsSets(home.env);
    if (set === undefined) throw new Error('there is no permission set to lend from');
    await stint(['activate', set, '--duration', '1h', '--justification', 'bench'], home.env);
    const measured = await againstBareNode(['creds', set, '--format', 'process'], home.env);
    return {what: 'stint creds --format process, from cache', measured, budget: 2.5, unit: 'x'};
  } finally {
    await home.close();
  }
}

async function awsSets(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const {stdout} = await stint(['list', '--kind', 'aws-permission-set', '--json'], env);
  const {items} = JSON.parse(stdout) as {readonly items: readonly {readonly id: string}[]};
  return items.map(item => item.id);
}

const ACCOUNTS = 700;
/** The portal's own limit for all calls of a person together (reference aws-jit 2). */
const PER_SECOND = 20;

/** Every account of a large organisation under the portal's limit, against what the limit itself takes. */
export async function accountsRow(): Promise<Row> {
  const cloud = await startFarCloud({scenario: 'empty', awsAccounts: ACCOUNTS});
  try {
    trustAlso(cloud.ca);
    const seconds = await withApp(cloud, async app => {
      const started = performance.now();
      const {items, problems} = await gather(
        list(app, {source: 'fresh', kinds: ['aws-permission-set']}, new AbortController().signal),
      );
      const seen = new Set(items.map(item => item.scope.id)).size;
      if (problems.length > 0 || seen !== ACCOUNTS)
        throw new Error(`${seen} of ${ACCOUNTS} accounts were read, ${problems.length} problems`);
      return (performance.now() - started) / 1000;
    });
    const measured = seconds / (ACCOUNTS / PER_SECOND);
    return {
      what: `list over ${ACCOUNTS} AWS accounts, ${PER_SECOND} requests/s`,
      measured,
      budget: 1.25,
      unit: 'x',
    };
  } finally {
    await cloud.stop();
    await rm(cloud.directory, {recursive: true, force: true});
  }
}
