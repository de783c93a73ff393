import {closeSync, constants, fstatSync, openSync, readFileSync} from 'node:fs';
import {Trouble} from '../core/problem.ts';
import {codeOf, reasonOf} from './folder.ts';
import {forbiddenKey} from './settings-name.ts';

type Plain = Readonly<Record<string, unknown>>;

/**
 * The text of `config.json`; `undefined` when there is none. It may be a link (many keep theirs in a repository), but
 * not another user's, nor one that everybody may change: who can write it can move an endpoint.
 */
export function settingsText(path: string): string | undefined {
  return settingsBytes(path)
    ?.toString('utf8')
    .replace(/^\ufeff/, '');
}

/** The same as it lies there. */
export function settingsBytes(path: string): Buffer | undefined {
  let file: number;
  try {
    // Without waiting for somebody to write into what may be a pipe.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (thrown) {
    // A folder that cannot be one is the state's trouble, and will be said to be.
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(thrown) ?? '')) return undefined;
    throw refused(path, reasonOf(thrown));
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw refused(path, 'it is not a file');
    refuseForeign(path, found);
    return readFileSync(file);
  } catch (thrown) {
    throw thrown instanceof Trouble ? thrown : refused(path, reasonOf(thrown));
  } finally {
    closeSync(file);
  }
}

function refuseForeign(path: string, found: {readonly uid: number; readonly mode: number}): void {
  const me = process.getuid?.();
  if (me === undefined) return;
  if (found.uid !== me && found.uid !== 0) throw refused(path, 'it belongs to another user');
  if ((found.mode & 0o002) !== 0)
    throw refused(path, 'everybody may change it', [`Make it yours alone: chmod 600 ${path}`]);
}

/** The object in the text, not yet checked against the schema. Throws `misconfigured` naming the file and the reason. */
export function parseSettings(path: string, text: string): Plain {
  const value = parsed(path, text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refused(path, 'it does not hold a JSON object');
  refuseForbidden(value);
  return value as Plain;
}

export function refuseForbidden(value: unknown): void {
  const forbidden = forbiddenKey(value);
  if (forbidden !== undefined) throw unknownSetting(forbidden);
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw refused(path, `it is not JSON (${thrown instanceof Error ? thrown.message : thrown})`, [
      `Correct ${path}`,
    ]);
  }
}

export const unknownSetting = (setting: string): Trouble =>
  new Trouble({code: 'misconfigured', setting, reason: 'there is no such setting'});

export const refused = (setting: string, reason: string, nextSteps?: readonly string[]): Trouble =>
  new Trouble({code: 'misconfigured', setting, reason, nextSteps});
