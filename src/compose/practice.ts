import {rm} from 'node:fs/promises';
import type {Practice, PracticeOptions} from '../cli/host.ts';
import {composeApp} from '../compose.ts';
import type {Millis} from '../core/time.ts';
import type {World} from './world.ts';

/** How long a device code of the practice cloud waits before it approves itself: long enough to be read. */
const APPROVAL_MS: Millis = 1000;

/** Variables that would lead a practice run back to the real world. */
const REAL = /^(STINT_|AWS_|AZURE_|HTTPS?_PROXY$|ALL_PROXY$)/i;

export interface PracticeParts extends PracticeOptions {
  readonly approvalMs?: Millis | undefined;
}

/**
 * The practice cloud with a home of its own, removed at `close`: the real settings, stores, record and keyring are
 * never opened (design 10). Trust in its certificate is this process's only.
 */
export async function openPractice(world: World, parts: PracticeParts): Promise<Practice> {
  const [{startPracticeCloud}, {practiceHomeDirectory, writePracticeHome}, {trustAlso}] = await Promise.all([
    import('../sandbox/index.ts'),
    import('../sandbox/home.ts'),
    import('../host/network.ts'),
  ]);
  const cloud = await startPracticeCloud({
    scenario: parts.scenario ?? 'demo',
    port: parts.port,
    deviceCodeApproval: {afterMs: parts.approvalMs ?? APPROVAL_MS},
  });
  const directory = parts.home ?? (await practiceHomeDirectory());
  const {env} = await writePracticeHome(cloud, directory);
  trustAlso(cloud.ca);
  return {
    env,
    controlUrl: cloud.origins.control,
    openApp: () => composeApp(practiceWorld(world, env), {profile: 'default'}),
    approve: async () => cloud.decide('next', 'Approve', 'practice'),
    turnClock: async by => cloud.clock.advance(by),
    close: async () => {
      await cloud.stop();
      if (parts.home === undefined) await rm(directory, {recursive: true, force: true});
    },
  };
}

/** Tokens stay in memory: a demo leaves nothing behind. */
function practiceWorld(world: World, env: Readonly<Record<string, string>>): World {
  const kept = Object.entries(world.env).filter(([name]) => !REAL.test(name));
  return {...world, practice: true, env: {...Object.fromEntries(kept), ...env, STINT_TOKEN_STORE: 'memory'}};
}
