import type {Identity} from '../../core/identity.ts';
import type {Secret} from '../../core/secret.ts';
import {seconds} from '../../core/time.ts';
import {identityOf} from './identity.ts';
import {alone, type Inside, recordOf} from './inside.ts';
import {forgetClient} from './registration.ts';
import {type Shelf, sharedShelf, vaultShelf} from './shelves.ts';
import type {SignInRecord} from './sign-in-record.ts';
import {isLive} from './stored-sign-in.ts';

/** Nobody waits longer for a portal that does not answer. */
const LONGEST_GOODBYE = seconds(5);

/**
 * Ends the portal sessions of our tokens and forgets them, the client and the record. The AWS CLI's own files stay; the
 * identity that is answered tells what they still hold.
 */
export async function signOut(inside: Inside): Promise<Identity> {
  await alone(inside, new AbortController().signal, () => forget(inside));
  return identityOf(inside);
}

async function forget(inside: Inside): Promise<void> {
  const {options, key, memory} = inside;
  for (const shelf of await ownShelves(inside)) {
    await endPortalSession(inside, shelf);
    await shelf.remove();
  }
  memory.held = undefined;
  await forgetClient(inside);
  await options.records.remove(key);
}

async function ownShelves(inside: Inside): Promise<readonly Shelf[]> {
  const {options, session} = inside;
  const [own, shared] = [vaultShelf(options, session), sharedShelf(options, session)];
  return (await isOurs(await recordOf(inside), shared)) ? [own, shared] : [own];
}

/** A file that we wrote and that nobody has signed in to anew since: refreshing keeps the client, signing in does not. */
async function isOurs({own}: SignInRecord, shared: Shelf): Promise<boolean> {
  if (own === null || own.place !== shared.place) return false;
  return (await shared.read())?.clientId === own.clientId;
}

/** The tokens are forgotten whatever the portal says; role sessions it has given live on (reference aws-jit 1). */
async function endPortalSession(inside: Inside, shelf: Shelf): Promise<void> {
  const signIn = await shelf.read();
  if (signIn === undefined || !isLive(signIn, inside.options.server.now())) return;
  const [over, late] = [new AbortController(), new AbortController()];
  inside.options.clock.sleep(LONGEST_GOODBYE, over.signal).then(
    () => late.abort(),
    () => undefined,
  );
  await logOut(inside, signIn.accessToken, late.signal).catch(() => undefined);
  over.abort();
}

async function logOut(
  {clientParts, session}: Inside,
  token: Secret,
  abortSignal: AbortSignal,
): Promise<void> {
  const {LogoutCommand, SSOClient} = await import('@aws-sdk/client-sso');
  const client = new SSOClient(await clientParts('portal', session));
  await client.send(new LogoutCommand({accessToken: token.reveal()}), {abortSignal});
}
