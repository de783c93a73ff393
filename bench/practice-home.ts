import {rm} from 'node:fs/promises';
import {practiceHomeDirectory, writePracticeHome} from '../src/sandbox/home.ts';
import {type PracticeCloud, type PracticeCloudOptions, startPracticeCloud} from '../src/sandbox/index.ts';
import {startFarCloud} from './far-cloud.ts';
import {type Environment, stint} from './timing.ts';

export interface Home {
  readonly env: Environment;
  close(): Promise<void>;
}

/** A practice cloud and a home that is signed in to it. */
export async function signedInHome(
  options: PracticeCloudOptions,
): Promise<Home & {readonly cloud: PracticeCloud}> {
  const cloud = await startPracticeCloud({deviceCodeApproval: {afterMs: 0}, ...options});
  const directory = await practiceHomeDirectory();
  const {env} = await writePracticeHome(cloud, directory);
  await stint(['login'], env);
  return {cloud, env, close: async () => void (await Promise.all([cloud.stop(), removed(directory)]))};
}

/** The same with the cloud in a process of its own, where its work would hold up what is measured here. */
export async function farHome(options: PracticeCloudOptions): Promise<Home> {
  const {env, directory, stop} = await startFarCloud(options);
  await stint(['login'], env);
  return {env, close: async () => void (await Promise.all([stop(), removed(directory)]))};
}

const removed = (directory: string): Promise<void> => rm(directory, {recursive: true, force: true});
