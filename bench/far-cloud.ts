import {fork} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {practiceHomeDirectory, writePracticeHome} from '../src/sandbox/home.ts';
import type {LoggedRequest} from '../src/sandbox/http/call.ts';
import {type PracticeCloudOptions, startPracticeCloud} from '../src/sandbox/index.ts';
import type {Environment} from './timing.ts';

/** What the other process says of itself. */
interface Opened {
  readonly env: Environment;
  readonly ca: string;
  readonly arm: string;
  readonly directory: string;
}

export interface FarCloud extends Opened {
  /** Every request so far. */
  log(): Promise<readonly LoggedRequest[]>;
  stop(): Promise<void>;
}

/** A practice cloud in a process of its own: its work is not measured with ours. */
export async function startFarCloud(options: PracticeCloudOptions): Promise<FarCloud> {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(options)]);
  const [opened] = (await once(child, 'message')) as [Opened];
  return {
    ...opened,
    log: async () => {
      child.send('log');
      const [log] = (await once(child, 'message')) as [readonly LoggedRequest[]];
      return log;
    },
    stop: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

async function serve(options: PracticeCloudOptions): Promise<void> {
  const cloud = await startPracticeCloud({deviceCodeApproval: {afterMs: 0}, ...options});
  const directory = await practiceHomeDirectory();
  const {env} = await writePracticeHome(cloud, directory);
  process.on('message', () => process.send?.(cloud.log));
  process.on('disconnect', () => void cloud.stop());
  process.send?.({env, ca: cloud.ca, arm: cloud.origins.arm, directory} satisfies Opened);
}

if (process.send !== undefined && process.argv[2] !== undefined) await serve(JSON.parse(process.argv[2]));
