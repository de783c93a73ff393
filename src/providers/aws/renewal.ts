import type {Secret} from '../../core/secret.ts';
import type {Found} from './finding.ts';
import {type Inside, keepRecord, recordOf, troubleOf} from './inside.ts';
import {oidcRefusal} from './oidc-refusal.ts';
import {VAULT, vaultShelf} from './shelves.ts';
import {type SignInRecord, tokenPrint, withRefused} from './sign-in-record.ts';
import {type NewTokens, type Renewal, renewedText} from './stored-sign-in.ts';

/**
 * Refreshes a sign-in, under the session's lock, and writes it back to where it lay. `undefined`: look again. Either
 * somebody else had been first, or the refresh token was turned down for good, which is remembered. Rejects for what may
 * pass; a call is never repeated, since its lost answer may have used the refresh token up.
 */
export async function renew(
  inside: Inside,
  found: Found,
  renewal: Renewal,
  signal: AbortSignal,
): Promise<NewTokens | undefined> {
  const answer = await inside.oidc.refresh(renewal, signal).catch((thrown: unknown) => {
    if (signal.aborted || !isFinal(thrown)) throw troubleOf(inside, thrown, 'silent', signal);
    return undefined;
  });
  if (answer !== undefined) {
    await found.shelf.write(renewedText(found.signIn, answer));
    await recordRenewal(inside, found, answer);
  } else if (!(await changedMeanwhile(found, renewal))) await rememberRefused(inside, renewal.refreshToken);
  return answer;
}

/** Said of the refresh token, or of the client that it belongs to. */
const FINAL: readonly string[] = [
  'InvalidGrantException',
  'ExpiredTokenException',
  'InvalidClientException',
  'UnauthorizedClientException',
  'AccessDeniedException',
];

function isFinal(thrown: unknown): boolean {
  const refusal = oidcRefusal(thrown);
  return refusal !== undefined && FINAL.includes(refusal.name) && !refusal.reason.startsWith('KMS_');
}

/** The AWS CLI takes no lock: it may have refreshed between our reading and our asking. */
async function changedMeanwhile({shelf}: Found, renewal: Renewal): Promise<boolean> {
  const now = (await shelf.read())?.refreshToken;
  return now !== undefined && now.reveal() !== renewal.refreshToken.reveal();
}

export async function rememberRefused(inside: Inside, token: Secret): Promise<void> {
  const [record, print] = [await recordOf(inside), tokenPrint(token)];
  inside.memory.refused.add(print);
  if (record.refused.includes(print)) return;
  await keepRecord(inside, {...withRefused(record, print), own: await ownWithout(inside, record, token)});
}

/** What was turned down counts as over in the record as well: who is signed in is told from it alone. */
async function ownWithout(
  {options, session}: Inside,
  {own}: SignInRecord,
  token: Secret,
): Promise<SignInRecord['own']> {
  if (own === null || own.place !== VAULT) return own;
  const signIn = await vaultShelf(options, session).read();
  if (signIn?.refreshToken?.reveal() === token.reveal()) return {...own, renewableUntil: null};
  if (signIn?.accessToken.reveal() !== token.reveal()) return own;
  return {...own, expiresAt: Math.min(own.expiresAt, options.server.now())};
}

/** The record tells of our own sign-in only; the AWS CLI's files speak for themselves. */
async function recordRenewal(inside: Inside, {shelf}: Found, {expiresAt}: NewTokens): Promise<void> {
  const record = await recordOf(inside);
  const {own} = record;
  if (own?.place === shelf.place) await keepRecord(inside, {...record, own: {...own, expiresAt}});
}
