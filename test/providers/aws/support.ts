import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {awsEndpoints, partitionOf} from '../../../src/core/aws.ts';
import type {Clock} from '../../../src/core/ports.ts';
import type {AwsSession} from '../../../src/providers/aws/access.ts';
import {type AwsSessionsOptions, createAwsSessions} from '../../../src/providers/aws/sessions.ts';
import type {LoggedRequest, PracticeCloud} from '../../../src/sandbox/index.ts';
import {createCliSignIns} from '../../../src/stores/cli-sign-ins.ts';
import {type Machine, networkTrusting, newMachine, recordsOf, vaultOf, wallClock} from '../entra/support.ts';

export {live, networkTrusting, never, vaultOf, wallClock} from '../entra/support.ts';

/** One machine's places: tokens and records in memory, the AWS CLI's folder on disk. */
export interface AwsMachine extends Machine {
  /** `~/.aws/sso/cache`; not there before somebody writes into it. */
  readonly cliFolder: string;
}

export function newAwsMachine(): AwsMachine {
  const folder = mkdtempSync(join(tmpdir(), 'stint-aws-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  return {...newMachine(), cliFolder: join(folder, '.aws', 'sso', 'cache')};
}

export function practiceSession(cloud: PracticeCloud, name = 'corp'): AwsSession {
  const {oidc, portal, sts, signin} = cloud.origins;
  const region = 'eu-west-1';
  const endpoints = {oidc, portal, sts, signin};
  return {name, startUrl: `${oidc}/start`, region, partition: partitionOf(region), endpoints};
}

export function publishedSession(region: string): AwsSession {
  const endpoints = awsEndpoints(region);
  const startUrl = 'https://d-1234567890.awsapps.com/start';
  return {name: 'corp', startUrl, region, partition: partitionOf(region), endpoints};
}

/** A new process: nothing in memory, the machine's places as they are. */
export function startAws(
  cloud: PracticeCloud,
  machine: AwsMachine,
  changes: Partial<AwsSessionsOptions> = {},
) {
  const made = createAwsSessions({
    ...{profile: 'default', share: false, sessions: [practiceSession(cloud)]},
    network: networkTrusting(cloud.ca),
    clock: wallClock,
    server: {now: () => cloud.clock.now(), offset: () => 0},
    locks: machine.locks,
    vault: async () => vaultOf(machine),
    records: recordsOf(machine),
    cliSignIns: createCliSignIns(machine.cliFolder),
    ...changes,
  });
  const [authority] = made.authorities;
  if (authority === undefined) throw new Error('no session');
  return {...made, authority};
}

/** Sleeping takes no time and turns the practice cloud's clock on; it remembers each nap. */
export function nappingClock(cloud: PracticeCloud): Clock & {readonly naps: readonly number[]} {
  const naps: number[] = [];
  const slept = () => naps.reduce((sum, nap) => sum + nap, 0);
  return {
    naps,
    now: () => cloud.clock.now(),
    monotonic: slept,
    sleep: async (length, signal) => {
      signal.throwIfAborted();
      naps.push(length);
      cloud.clock.advance(length);
    },
  };
}

/** Requests to Identity Center's OIDC since then, as `METHOD /path status`. */
export function oidcCalls(cloud: PracticeCloud, from = 0): readonly string[] {
  return requests(cloud, 'oidc', from).map(({method, path, status}) => `${method} ${path} ${status}`);
}

export const requests = (cloud: PracticeCloud, origin: string, from = 0): readonly LoggedRequest[] =>
  cloud.log.slice(from).filter(one => one.origin === origin);

export const jsonAt = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8'));
