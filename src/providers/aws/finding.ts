import type {Trouble} from '../../core/problem.ts';
import type {Secret} from '../../core/secret.ts';
import {type Inside, recordOf, signedOut} from './inside.ts';
import {allShelves, type Shelf} from './shelves.ts';
import {type SignInRecord, tokenPrint} from './sign-in-record.ts';
import {isLive, type Renewal, renewalOf, type StoredSignIn} from './stored-sign-in.ts';

/** A sign-in, where it lies, and what was on record when it was read. */
export interface Found {
  readonly shelf: Shelf;
  readonly signIn: StoredSignIn;
  readonly record: SignInRecord;
}

/** The first place, ours before the AWS CLI's, whose sign-in is not over. */
export async function findSignIn(
  inside: Inside,
  shelves: AsyncIterable<Shelf> = allShelves(inside.options, inside.session),
): Promise<Found | undefined> {
  const record = await recordOf(inside);
  for await (const shelf of shelves) {
    const signIn = await shelf.read();
    const found = signIn === undefined ? undefined : {shelf, signIn, record};
    if (found !== undefined && isUsable(inside, found)) return found;
  }
  return undefined;
}

/** Its access token lives, or a refresh token can bring a new one. */
const isUsable = (inside: Inside, found: Found): boolean =>
  livingToken(inside, found) !== undefined || usableRenewal(inside, found) !== undefined;

/** The access token, however little it has left, unless it was turned down. */
export function livingToken(inside: Inside, found: Found): Secret | undefined {
  const {signIn} = found;
  const usable = isLive(signIn, inside.options.server.now()) && !isRefused(inside, found, signIn.accessToken);
  return usable ? signIn.accessToken : undefined;
}

/** What a refresh needs, unless its refresh token was turned down. */
export function usableRenewal(inside: Inside, found: Found): Renewal | undefined {
  const renewal = renewalOf(found.signIn, inside.options.server.now());
  return renewal === undefined || isRefused(inside, found, renewal.refreshToken) ? undefined : renewal;
}

function isRefused({memory}: Inside, {record}: Pick<Found, 'record'>, token: Secret): boolean {
  const print = tokenPrint(token);
  return memory.refused.has(print) || record.refused.includes(print);
}

/** Never signed in, a sign-in that is over, or one that is still there but was turned down. */
export async function nothingFound(inside: Inside): Promise<Trouble> {
  const record = await recordOf(inside);
  let reason: 'never' | 'expired' = record.own === null ? 'never' : 'expired';
  for await (const shelf of allShelves(inside.options, inside.session)) {
    const signIn = await shelf.read();
    if (signIn === undefined) continue;
    const {accessToken, refreshToken} = signIn;
    if (isRefused(inside, {record}, refreshToken ?? accessToken)) return signedOut(inside, 'revoked');
    reason = 'expired';
  }
  return signedOut(inside, reason);
}
