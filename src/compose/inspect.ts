import {accessSync, constants, existsSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import type {FileLook, Inspection} from '../core/inspection.ts';
import {type Problem, problemOf} from '../core/problem.ts';
import {createLocks} from '../stores/locks.ts';
import {placesOf} from '../stores/places.ts';
import {createSigningKeyStore} from '../stores/signing-key.ts';
import {readSettings} from './settings.ts';
import {recordVault} from './signed-record.ts';
import {vaultOpener} from './vault.ts';
import type {World} from './world.ts';

/** As `src/stint.ts` and package.json have it. */
const LEAST_NODE = '22.19';

/** What can be seen of this machine. Nobody is asked, nothing is made, and nothing is rejected. */
export async function inspect(world: World, profile: string): Promise<Inspection> {
  const places = placesOf(world.env, world.platform, world.home);
  const locks = createLocks(places.locksDb, world.clock);
  const quiet: World = {...world, interactive: false};
  try {
    const settings = await problemIn(() => readSettings(world));
    return {
      node: {version: process.versions.node, least: LEAST_NODE},
      settings: look(places.configFile, 0o077, settings),
      state: look(places.state, 0o077, unwritable(places.state)),
      tokens: await tokensOf(vaultOpener(quiet, places, locks, profile)),
      keyring: await keyringOf(world),
      signingKey: await signingKeyOf(() => recordVault({world: quiet, places, locks})),
    };
  } finally {
    locks.close();
  }
}

async function tokensOf(vault: ReturnType<typeof vaultOpener>): Promise<Inspection['tokens']> {
  try {
    const {level, protection, read} = await vault();
    const problem = await problemIn(() => read('doctor'));
    return {level, protection, problem};
  } catch (thrown) {
    return {level: null, protection: null, problem: problemOf(thrown)};
  }
}

async function keyringOf({clock}: World): Promise<Inspection['keyring']> {
  const found = await (await import('../host/keyring.ts')).openKeyring({clock});
  return 'unavailable' in found
    ? {label: null, reason: found.unavailable}
    : {label: found.label, reason: null};
}

async function signingKeyOf(vault: () => ReturnType<typeof recordVault>): Promise<Inspection['signingKey']> {
  try {
    const keys = await createSigningKeyStore(vault).open();
    return {key: keys?.current.key ?? null, reason: keys === undefined ? 'none has been made yet' : null};
  } catch (thrown) {
    return {key: null, reason: reasonIn(problemOf(thrown))};
  }
}

const reasonIn = (problem: Problem): string =>
  'reason' in problem && typeof problem.reason === 'string' ? problem.reason : problem.code;

async function problemIn(work: () => Promise<unknown>): Promise<Problem | null> {
  try {
    await work();
    return null;
  } catch (thrown) {
    return problemOf(thrown);
  }
}

function look(path: string, others: number, problem: Problem | null): FileLook {
  const found = statSync(path, {throwIfNoEntry: false});
  const hasModes = process.platform !== 'win32';
  const isPrivate = found === undefined || !hasModes ? null : (found.mode & others) === 0;
  return {path, isThere: found !== undefined, isPrivate, problem};
}

/** A folder that is not there yet can be made where the one above it can be written. */
function unwritable(path: string): Problem | null {
  const there = nearest(path);
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
    return null;
  } catch {
    return {code: 'state-unwritable', path, reason: 'it may not be written by you'};
  }
}

const nearest = (path: string): string =>
  existsSync(path) || dirname(path) === path ? path : nearest(dirname(path));
