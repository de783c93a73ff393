import {readdirSync} from 'node:fs';
import {dirname} from 'node:path';
import type {EmergencyKeys, UserKey} from '../core/ports.ts';
import {problemOf} from '../core/problem.ts';
import {Secret} from '../core/secret.ts';
import {codeOf, ensureFolder, reasonOf, unwritable} from './folder.ts';
import {replaceFile} from './replace-file.ts';
import {syncFolder} from './sync-folder.ts';
import {entryFile, readEntry, removeFile} from './tokens/entry-file.ts';
import {type Header, headerIn} from './tokens/header.ts';
import {type Costs, passphraseKeys} from './tokens/passphrase-key.ts';
import {seal, unseal} from './tokens/seal.ts';
import {unreadable} from './tokens/trouble.ts';

export interface EmergencyKeysParts {
  /** `.break-glass` beside the token stores: no sign-out looks there. */
  readonly folder: string;
  /** Tests take cheaper ones. */
  readonly scryptCosts?: Costs | undefined;
}

const END = '.sealed';
const LINE_FEED = 0x0a;

/**
 * A file for each user, which holds all that is needed beside its passphrase: a line that says how the key is derived
 * (scrypt), then the user's key under it (AES-256-GCM), bound to that line and to the user's name. Neither keyring nor
 * token store nor lock is needed. Writing rejects `state-unwritable`; a file that cannot be opened is left as it is.
 */
export function createEmergencyKeys({folder, scryptCosts}: EmergencyKeysParts): EmergencyKeys {
  const fileOf = (user: string) => entryFile(folder, user, END);
  return {
    names: async () => namesIn(folder),
    async keep(user, key, passphrase) {
      ensureFolder(dirname(folder));
      ensureFolder(folder);
      await replaceFile(fileOf(user), await sealed(user, key, sourceOf(passphrase, scryptCosts)));
    },
    async open(user, passphrase) {
      const path = fileOf(user);
      const bytes = await readEntry(path);
      return bytes === undefined ? undefined : opened({path, user, bytes}, passphrase);
    },
    async forget(user) {
      const path = fileOf(user);
      if ((await readEntry(path)) === undefined) return;
      await removed(path);
    },
  };
}

/** It is asked for by who calls us, once. */
function sourceOf(passphrase: Secret, costs?: Costs) {
  const given = async () => passphrase;
  return passphraseKeys({isAsked: false, existing: given, fresh: given}, costs);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).flatMap(nameIn).sort();
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return [];
    throw unreadable(`${folder} cannot be read`, thrown);
  }
}

/** None where it is no file of ours. */
function nameIn(file: string): readonly string[] {
  if (!file.endsWith(END)) return [];
  try {
    return [decodeURIComponent(file.slice(0, -END.length))];
  } catch {
    return [];
  }
}

async function removed(path: string): Promise<void> {
  try {
    await removeFile(path);
    await syncFolder(dirname(path));
  } catch (thrown) {
    throw unwritable(path, reasonOf(thrown), thrown);
  }
}

async function sealed(user: string, key: UserKey, source: ReturnType<typeof sourceOf>): Promise<Buffer> {
  const {header, key: sealing} = await source.create();
  const line = `${JSON.stringify(header)}\n`;
  const text = JSON.stringify([key.accessKeyId, key.secretAccessKey.reveal()]);
  return Buffer.concat([Buffer.from(line), seal(sealing, aboutOf(line, user), text)]);
}

/** Every byte of the line counts, those too that no base64 decoder looks at. */
const aboutOf = (line: string, user: string): string => `${line}${user}`;

interface Kept {
  readonly path: string;
  readonly user: string;
  readonly bytes: Buffer;
}

async function opened({path, user, bytes}: Kept, passphrase: Secret): Promise<UserKey> {
  const end = bytes.indexOf(LINE_FEED) + 1;
  const line = bytes.toString('utf8', 0, end);
  const header = headerIn(line);
  if (header === undefined || !Buffer.from(line).equals(bytes.subarray(0, end)))
    throw unreadable(`${path} is damaged`);
  const key = await derived(path, header, passphrase);
  const found = userKeyIn(unseal(key, aboutOf(line, user), bytes.subarray(end)));
  if (found === undefined) throw unreadable(`${path} is damaged, or is not of “${user}”`);
  return found;
}

/** A changed file can look like a wrong passphrase; who types the right one is not to doubt themselves. */
async function derived(path: string, header: Header, passphrase: Secret): Promise<Uint8Array> {
  try {
    return await sourceOf(passphrase).open(header);
  } catch (thrown) {
    if (problemOf(thrown).code !== 'signed-out') throw thrown;
    throw unreadable(`the passphrase is not the right one, or ${path} is damaged`, thrown);
  }
}

function userKeyIn(text: string | undefined): UserKey | undefined {
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  if (!Array.isArray(value)) return undefined;
  const [accessKeyId, secret]: readonly unknown[] = value;
  if (typeof accessKeyId !== 'string' || typeof secret !== 'string') return undefined;
  return {accessKeyId, secretAccessKey: new Secret(secret)};
}
