import {rm} from 'node:fs/promises';
import {practiceHomeDirectory, writePracticeHome} from '../src/sandbox/home.ts';
import {type PracticeCloud, type PracticeCloudOptions, startPracticeCloud} from '../src/sandbox/index.ts';
import {type Environment, stint} from './timing.ts';

export interface PracticeHome {
  readonly cloud: PracticeCloud;
  readonly env: Environment;
  close(): Promise<void>;
}

/** A practice cloud and a home that is signed in to it. */
export async function signedInHome(options: PracticeCloudOptions): Promise<PracticeHome> {
  const cloud = await startPracticeCloud({deviceCodeApproval: {afterMs: 0}, ...options});
  const directory = await practiceHomeDirectory();
  const {env} = await writePracticeHome(cloud, directory);
  await stint(['login'], env);
  return {
    cloud,
    env,
    close: async () => {
      await cloud.stop();
      await rm(directory, {recursive: true, force: true});
    },
  };
}
