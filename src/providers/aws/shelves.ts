import type {Secret} from '../../core/secret.ts';
import type {AwsSession} from './access.ts';
import {type AwsSessionsOptions, signInKey} from './options.ts';
import {readSignIn, type StoredSignIn} from './stored-sign-in.ts';

/** One place where a sign-in may lie. */
export interface Shelf {
  /** `vault`, or the name of the AWS CLI's file. */
  readonly place: string;
  read(): Promise<StoredSignIn | undefined>;
  /** Replaces atomically. */
  write(text: Secret): Promise<void>;
  remove(): Promise<void>;
}

export const VAULT = 'vault';

/** Our own entry in the token vault. */
export function vaultShelf({profile, vault}: AwsSessionsOptions, session: AwsSession): Shelf {
  const entry = `${signInKey(profile, session)}.token`;
  return {
    place: VAULT,
    read: async () => readSignIn(await (await vault()).read(entry), session),
    write: async text => (await vault()).change(entry, () => text),
    async remove() {
      const opened = await vault();
      // An entry that is not there is left alone: changing the store could ask for its passphrase.
      if ((await opened.read(entry)) !== undefined) await opened.change(entry, () => undefined);
    },
  };
}

const cliShelf = ({cliSignIns}: AwsSessionsOptions, session: AwsSession, name: string): Shelf => ({
  place: name,
  read: async () => readSignIn(await cliSignIns.read(name), session),
  write: text => cliSignIns.write(name, text),
  remove: () => cliSignIns.remove(name),
});

/** The file that the AWS CLI keeps for a session of this name; also where a shared sign-in of ours goes. */
export const sharedShelf = (options: AwsSessionsOptions, session: AwsSession): Shelf =>
  cliShelf(options, session, options.cliSignIns.nameOf(session.name));

/**
 * The AWS CLI's files in the order in which they are looked at: the session's name, its start URL, then whichever is
 * for the same start URL and Region.
 */
export async function* cliShelves(options: AwsSessionsOptions, session: AwsSession): AsyncGenerator<Shelf> {
  const {cliSignIns} = options;
  const usual = [cliSignIns.nameOf(session.name), cliSignIns.nameOf(session.startUrl)];
  for (const name of new Set(usual)) yield cliShelf(options, session, name);
  for (const {name} of await cliSignIns.all())
    if (!usual.includes(name)) yield cliShelf(options, session, name);
}

/** Every place, ours first. */
export async function* allShelves(options: AwsSessionsOptions, session: AwsSession): AsyncGenerator<Shelf> {
  yield vaultShelf(options, session);
  yield* cliShelves(options, session);
}
