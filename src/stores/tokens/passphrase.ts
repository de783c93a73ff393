import {closeSync, fstatSync, openSync, readFileSync} from 'node:fs';
import {Secret} from '../../core/secret.ts';
import {reasonOf} from '../folder.ts';
import {refused} from '../settings-file.ts';

/** Asks a person, without showing what is typed. */
export type AskSecret = (question: string) => Promise<Secret>;

/** Where a passphrase comes from: `isAsked` ones may be mistyped, and are asked for again. */
export interface Passphrases {
  readonly isAsked: boolean;
  existing(): Promise<Secret>;
  fresh(): Promise<Secret>;
}

const SETTING = 'STINT_PASSPHRASE_FILE';

/** The file is read at need. Rejects `misconfigured`: it must be an ordinary file of ours with mode 0600, and not empty. */
export function passphraseFile(path: string): Passphrases {
  const read = async () => new Secret(fileText(path));
  return {isAsked: false, existing: read, fresh: read};
}

/** A new passphrase is asked for twice, until both are alike and not empty. */
export function askedPassphrase(ask: AskSecret): Passphrases {
  return {
    isAsked: true,
    existing: () => ask('Passphrase of the token store: '),
    async fresh() {
      for (;;) {
        const first = await ask('New passphrase for the token store: ');
        const again = await ask('The same again: ');
        if (first.reveal() !== '' && first.reveal() === again.reveal()) return first;
      }
    },
  };
}

const refuseToAsk = (): Promise<never> =>
  Promise.reject(refused(SETTING, 'it is not set, and there is no terminal to ask for the passphrase'));

export const nobodyToAsk: Passphrases = {isAsked: false, existing: refuseToAsk, fresh: refuseToAsk};

function fileText(path: string): string {
  const file = opened(path);
  try {
    refuseOpenFile(fstatSync(file));
    const text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (text === '') throw refused(SETTING, 'the file is empty');
    return text;
  } finally {
    closeSync(file);
  }
}

function opened(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (thrown) {
    throw refused(SETTING, `the file cannot be read (${reasonOf(thrown)})`);
  }
}

function refuseOpenFile(found: {isFile(): boolean; readonly uid: number; readonly mode: number}): void {
  if (!found.isFile()) throw refused(SETTING, 'it does not name an ordinary file');
  const me = process.getuid?.();
  if (me === undefined) return;
  if (found.uid !== me) throw refused(SETTING, 'the file belongs to another user');
  if ((found.mode & 0o077) !== 0)
    throw refused(SETTING, 'others can read the file', ['Make it yours alone: chmod 600 on the file']);
}
