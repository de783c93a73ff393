import {problemOf, Trouble} from '../../core/problem.ts';
import type {Secret} from '../../core/secret.ts';
import {seconds} from '../../core/time.ts';
import {type Found, findSignIn, livingToken, nothingFound, usableRenewal} from './finding.ts';
import {alone, type Inside, signedOut} from './inside.ts';
import {rememberRefused, renew} from './renewal.ts';
import {tokenPrint} from './sign-in-record.ts';
import {REFRESH_WITHIN} from './stored-sign-in.ts';

/** How long a passing failure is believed, so that a long reading does not ask again for every account. */
const REFRESH_PAUSE = seconds(30);

/**
 * An access token without asking anyone. One that is good for a while needs neither lock nor network. A refresh is done
 * by one process at a time, which reads the place again first: refresh tokens rotate (reference aws-jit 1).
 */
export async function tokenOf(inside: Inside, signal: AbortSignal, refused?: Secret): Promise<Secret> {
  signal.throwIfAborted();
  if (refused !== undefined) turnDown(inside, refused);
  const {held} = inside.memory;
  if (held !== undefined && livesLongEnough(inside, held.expiresAt)) return held.token;
  const found = await findSignIn(inside);
  if (found === undefined) throw await nothingFound(inside);
  return goodToken(inside, found) ?? alone(inside, signal, () => refreshed(inside, signal, refused));
}

function turnDown({memory}: Inside, refused: Secret): void {
  memory.refused.add(tokenPrint(refused));
  if (memory.held?.token.reveal() === refused.reveal()) memory.held = undefined;
}

const livesLongEnough = ({options}: Inside, expiresAt: number): boolean =>
  expiresAt - options.server.now() > REFRESH_WITHIN;

function goodToken(inside: Inside, found: Found): Secret | undefined {
  const {expiresAt} = found.signIn;
  const token = livesLongEnough(inside, expiresAt) ? livingToken(inside, found) : undefined;
  if (token !== undefined) inside.memory.held = {token, expiresAt};
  return token;
}

/** Under the lock. Each turn answers, or a refresh token has been turned down and is not looked at again. */
async function refreshed(inside: Inside, signal: AbortSignal, refused: Secret | undefined): Promise<Secret> {
  if (refused !== undefined) await rememberRefused(inside, refused);
  for (;;) {
    const found = await findSignIn(inside);
    if (found === undefined) throw await nothingFound(inside);
    const token = goodToken(inside, found) ?? (await renewedOrOld(inside, found, signal));
    if (token !== undefined) return token;
  }
}

/** `undefined`: look again. */
async function renewedOrOld(inside: Inside, found: Found, signal: AbortSignal): Promise<Secret | undefined> {
  const {memory, options} = inside;
  const old = livingToken(inside, found);
  const renewal = usableRenewal(inside, found);
  const paused = options.clock.monotonic() < memory.nextRefreshAt;
  if (old !== undefined && (renewal === undefined || paused)) return old;
  if (renewal === undefined) throw signedOut(inside, 'expired');
  try {
    const tokens = await renew(inside, found, renewal, signal);
    if (tokens === undefined) return undefined;
    memory.held = {token: tokens.accessToken, expiresAt: tokens.expiresAt};
    return tokens.accessToken;
  } catch (thrown) {
    if (old === undefined || !mayPass(thrown)) throw thrown;
    memory.nextRefreshAt = options.clock.monotonic() + REFRESH_PAUSE;
    return old;
  }
}

const MAY_PASS: readonly string[] = ['unreachable', 'throttled', 'bad-answer', 'sign-in-blocked'];

const mayPass = (thrown: unknown): boolean =>
  thrown instanceof Trouble && MAY_PASS.includes(problemOf(thrown).code);
