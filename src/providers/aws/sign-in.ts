import type {SignInEvent, SignInFlow} from '../../core/identity.ts';
import {Trouble} from '../../core/problem.ts';
import {told} from '../entra/story.ts';
import {askByDeviceCode, type Met} from './device-flow.ts';
import {identityOf} from './identity.ts';
import {alone, type Inside, keepRecord} from './inside.ts';
import {sharedShelf, vaultShelf} from './shelves.ts';
import {NO_RECORD} from './sign-in-record.ts';
import {signInText} from './stored-sign-in.ts';

/** Asks a person; nothing is kept before AWS has given tokens. */
export async function* signIn(
  inside: Inside,
  flow: SignInFlow,
  signal: AbortSignal,
): AsyncGenerator<SignInEvent, void, void> {
  if (flow === 'browser') throw noBrowser();
  await checkStore(inside);
  const met = yield* told((announce, ends) => askByDeviceCode(inside, announce, ends), signal);
  await alone(inside, signal, () => replace(inside, met));
  yield {type: 'signed-in', provider: 'aws', identity: await identityOf(inside)};
}

const noBrowser = (): Trouble =>
  new Trouble({
    code: 'unsupported',
    reason: 'Signing in to AWS through a browser on this machine is not there yet.',
    nextSteps: ['Sign in by code: stint login aws --flow device'],
    provider: 'aws',
  });

/** A store that is refused or cannot be opened is said before a person has done their part for nothing. */
async function checkStore({options, session}: Inside): Promise<void> {
  if (options.share) return;
  await (await options.vault()).prepare?.();
  await vaultShelf(options, session).read();
}

/** The whole sign-in at once: what an earlier one left, and what was known of its user, is gone. */
async function replace(inside: Inside, {client, tokens}: Met): Promise<void> {
  const {options, session, memory} = inside;
  const [own, shared] = [vaultShelf(options, session), sharedShelf(options, session)];
  const shelf = options.share ? shared : own;
  await shelf.write(signInText(session, client, tokens));
  // Ours is looked at first: an older one there would hide the one that was just shared.
  if (options.share) await own.remove();
  memory.held = undefined;
  memory.nextRefreshAt = 0;
  const renewableUntil = tokens.refreshToken === undefined ? null : client.expiresAt;
  const {place} = shelf;
  const made = {place, clientId: client.clientId, expiresAt: tokens.expiresAt, renewableUntil};
  await keepRecord(inside, {...NO_RECORD, own: made});
}
