import type {AwsCredentials} from '../../core/loan.ts';
import type {Clock} from '../../core/ports.ts';
import {seconds} from '../../core/time.ts';
import type {AwsAccess} from '../aws/access.ts';
import {callerName} from '../aws/caller.ts';

/** A name for the record is worth a short wait, no more. */
const LONGEST_WAIT = seconds(3);

/** Learns the user's name from the first credentials of a session. Whatever goes wrong here, they are lent all the same. */
export async function learnWhoAsks(
  {access, clock}: {readonly access: AwsAccess; readonly clock: Clock},
  session: string,
  credentials: AwsCredentials,
  signal: AbortSignal,
): Promise<void> {
  const enough = new AbortController();
  const within = AbortSignal.any([signal, enough.signal]);
  clock.sleep(LONGEST_WAIT, within).then(
    () => enough.abort(),
    () => undefined,
  );
  try {
    const {account} = await access.actor(session, within);
    const name =
      account === '' ? await callerName(access, access.session(session), credentials, within) : undefined;
    if (name !== undefined) await access.learnUserName(session, name);
  } catch {
    // The loan is open; its record goes without the name.
  } finally {
    enough.abort();
  }
}
