import {createHash} from 'node:crypto';
import type {Locks, SettingsStore} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import type {Settings} from '../core/settings.ts';
import {ensureFolder} from './folder.ts';
import type {Notes} from './notes.ts';
import type {Places} from './places.ts';
import {openConf, replaceAll} from './settings-conf.ts';
import {parseSettings, refused, refuseForbidden, settingsBytes, settingsText} from './settings-file.ts';
import {asWritten, partsOf, shapeOf, valueAt, withValue} from './settings-name.ts';
import {RULES_EDITION, ruleFault} from './settings-rules.ts';
import {SETTINGS_SCHEMA} from './settings-schema.ts';

export interface SettingsParts {
  readonly places: Pick<Places, 'config' | 'configFile'>;
  /** Where the verdict on a file is kept, so that a file known to be good is only parsed (design 4). */
  readonly notes?: Notes | undefined;
  /** Keeps two processes from losing each other's change. */
  readonly locks?: Locks | undefined;
}

const VERDICT = 'settings-verdict';

/**
 * `config.json` (contract 5). `read` and `set` throw `misconfigured` naming the first key that is unknown or has a bad
 * value, or the file when it is no JSON or not ours; `get` and `set` throw `not-found` for a name the schema does not
 * have. `set` takes text as a person types it: where the setting is no text, it is read as JSON; `undefined` takes the
 * setting out.
 */
export function createSettingsStore({places, notes, locks}: SettingsParts): SettingsStore {
  const path = places.configFile;
  const read = () => readSettings(path, notes);
  const change = async (name: string, by: (old: unknown) => unknown) => {
    const work = () => changeSetting(places, name, by);
    await (locks === undefined ? work() : locks.holding('settings', new AbortController().signal, work));
  };
  return {
    path,
    read,
    async get(name) {
      shapeOf(name);
      return valueAt(await read(), partsOf(name));
    },
    async set(name, value) {
      const shape = shapeOf(name);
      await change(name, () => asWritten(shape, value));
    },
    async change(name, by) {
      shapeOf(name);
      await change(name, by);
    },
    schema: async () => SETTINGS_SCHEMA,
  };
}

/** Which file the settings are read from, and the SHA-256 of its bytes in lower-case hex; `null`: there is none. */
export async function settingsDigest({
  configFile: path,
}: Pick<Places, 'configFile'>): Promise<{readonly path: string; readonly sha256: string | null}> {
  const bytes = settingsBytes(path);
  return {path, sha256: bytes === undefined ? null : createHash('sha256').update(bytes).digest('hex')};
}

async function readSettings(path: string, notes: Notes | undefined): Promise<Settings> {
  const text = settingsText(path);
  if (text === undefined) return {};
  const found = parseSettings(path, text);
  const hash = verdictHash(text);
  if ((await quietly(() => notes?.read(VERDICT))) === hash) return found;
  await checkSettings(path, found);
  await quietly(() => notes?.write(VERDICT, hash));
  return found;
}

/** Throws `misconfigured` naming the first key that the schema or a rule refuses. */
export async function checkSettings(path: string, found: Readonly<Record<string, unknown>>): Promise<void> {
  await openConf(path, found, refuseFault);
  refuseFault(found as Settings);
}

/** Changes with the file, the schema and the rules: any of them makes the check due again. */
const verdictHash = (text: string): string =>
  createHash('sha256')
    .update(JSON.stringify([RULES_EDITION, SETTINGS_SCHEMA, text]))
    .digest('hex');

/** A verdict that cannot be kept or found again only costs time. */
async function quietly<T>(work: () => Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Trouble) return undefined;
    throw thrown;
  }
}

function refuseFault(settings: Settings): void {
  const fault = ruleFault(settings);
  if (fault !== undefined) throw refused(fault.setting, fault.reason);
}

/** The result is checked whole, so a value that is wrong now can be put right, and nothing wrong can be put in. */
async function changeSetting(
  {config, configFile: path}: SettingsParts['places'],
  name: string,
  by: (old: unknown) => unknown,
): Promise<void> {
  const text = settingsText(path);
  const found = text === undefined ? {} : parseSettings(path, text);
  ensureFolder(config);
  const parts = partsOf(name);
  const next = withValue(found, parts, by(valueAt(found, parts))) as Readonly<Record<string, unknown>>;
  refuseForbidden(next);
  replaceAll(path, await openConf(path, {}, refuseFault), next);
}
