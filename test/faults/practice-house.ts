import {existsSync} from 'node:fs';
import {cp, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setDefaultCACertificates} from 'node:tls';
import type {World} from '../../src/compose/world.ts';
import {composeApp, type OpenedApp} from '../../src/compose.ts';
import type {Clock} from '../../src/core/ports.ts';
import type {Millis, Seconds} from '../../src/core/time.ts';
import {awsEnvironment} from '../../src/sandbox/aws/home.ts';
import {writePracticeHome} from '../../src/sandbox/home.ts';
import {type PracticeCloud, type PracticeCloudOptions, startPracticeCloud} from '../../src/sandbox/index.ts';
import {gather} from '../../src/usecases/reading.ts';
import {signIn} from '../../src/usecases/sign-in.ts';
import {status} from '../../src/usecases/status.ts';
import {NappingClock} from './napping-clock.ts';

/** Ten years: a case turns the clock by days, and tokens that end are another case's subject. */
const LASTING: Seconds = 315_360_000;
const LASTING_AWS = {
  ...{registrationSeconds: LASTING, tokenSeconds: LASTING, portalSessionSeconds: LASTING},
  portalLimit: null,
};

/** Where flushing costs nothing, if there is such a place: hundreds of machines are made here, and forgotten. */
export const QUICK = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export interface HouseOptions extends PracticeCloudOptions {
  /** How long the tokens of the first sign-in live; later ones always last. */
  readonly firstTokens?: Seconds | undefined;
  /** What the settings of the home are to know of (AWS). */
  readonly fill?: ((organisation: PracticeCloud['organisation']) => unknown) | undefined;
  /** Lengths that are limits too, and never naps. */
  readonly limits?: readonly Millis[] | undefined;
}

/** One practice cloud, and a home that is signed in to it, which every case gets a copy of. */
export interface PracticeHouse {
  readonly cloud: PracticeCloud;
  readonly clock: NappingClock;
  /** Everything in it is gone at the end. */
  readonly root: string;
  /** The practice cloud's CA. */
  readonly caFile: string;
  /** A new machine with this sign-in and nothing else. */
  freshHome(): Promise<string>;
  /** The real app on that machine: a process of its own, as far as it can tell. */
  open(home: string, clock?: Clock): Promise<OpenedApp>;
  close(): Promise<void>;
}

/** CAs (PEM) of every house of this process. */
const trusted: string[] = [];

export const NEVER = new AbortController().signal;

export async function practiceHouse(options: HouseOptions = {}): Promise<PracticeHouse> {
  const cloud = await startPracticeCloud({
    ...{scenario: 'empty', ticking: false, deviceCodeApproval: {afterMs: 0}, deviceCodeInterval: 0},
    ...options,
  });
  const {settings, aws} = cloud.organisation.pageSize(1000);
  options.fill?.(cloud.organisation);
  // Only practice clouds are trusted in this process: a connection takes a tenth of the time, and leads nowhere else.
  trusted.push(cloud.ca);
  setDefaultCACertificates(trusted);
  const root = await mkdtemp(join(QUICK, 'stint-faults-'));
  const [model, clock] = [join(root, 'model'), new NappingClock(cloud.clock, options.limits)];
  await writePracticeHome(cloud, model);
  const open: PracticeHouse['open'] = (home, at = clock) =>
    composeApp(worldOf(cloud, home, at), {profile: 'default'});
  settings.tokenLifetime = options.firstTokens ?? LASTING;
  if (options.aws === undefined) Object.assign(aws.settings, LASTING_AWS);
  await signedIn(await open(model));
  settings.tokenLifetime = LASTING;
  let homes = 0;
  return {
    ...{cloud, clock, open, root, caFile: join(model, 'ca.pem')},
    freshHome: async () => {
      homes += 1;
      const home = join(root, String(homes));
      await cp(model, home, {recursive: true});
      return home;
    },
    close: async () => {
      await cloud.stop();
      await rm(root, {recursive: true, force: true, maxRetries: 20, retryDelay: 50});
    },
  };
}

/** Signs in and looks at everything once, so that a token for each cloud and a copy of each list are there. */
async function signedIn(app: OpenedApp): Promise<void> {
  for (const {provider} of app.authorities) for await (const _ of signIn(app, provider, 'device', NEVER));
  await gather(status(app, {source: 'fresh'}, NEVER));
  await app.close();
}

export const environmentOf = (cloud: PracticeCloud, home: string): Readonly<Record<string, string>> => ({
  ...{STINT_HOME: home, STINT_TOKEN_STORE: 'plaintext'},
  ...awsEnvironment(cloud, home),
});

function worldOf(cloud: PracticeCloud, home: string, clock: Clock): World {
  return {
    env: environmentOf(cloud, home),
    platform: process.platform,
    ...{home, clock, interactive: false, practice: true},
    ask: () => Promise.reject(new Error('nobody is asked here')),
  };
}
