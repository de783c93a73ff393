import type {HttpClient} from '@azure/core-rest-pipeline';
import {Trouble} from '../../core/problem.ts';
import type {Instant} from '../../core/time.ts';
import type {Audience} from './access.ts';
import {stepUpOf} from './claims-challenge.ts';
import {createCredential} from './credential.ts';
import {type EntraSessionOptions, scopeOf, sessionKey} from './options.ts';
import {wayToAuthority} from './patience.ts';
import type {SignInRecord} from './record.ts';
import {tokenProblem} from './refusal.ts';
import {interruptible} from './story.ts';
import {createTokenCache, type TokenCache, withoutToken} from './token-cache.ts';
import {createTokenTap, type TokenTap} from './token-tap.ts';

/** Where one of MSAL's caches lies between operations. */
export interface CacheShelf {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

export interface SilentAsk {
  readonly options: EntraSessionOptions;
  readonly http: HttpClient;
  readonly shelf: CacheShelf;
  readonly record: SignInRecord;
  readonly audience: Audience;
  readonly claims: string | undefined;
  /** A token that a service has refused although it looks live here: it is not handed out again. */
  readonly refused?: string | undefined;
  readonly signal: AbortSignal;
}

export interface Acquired {
  readonly token: string;
  readonly expiresAt: Instant;
  /** It came over the network just now. */
  readonly fresh: boolean;
}

/**
 * A token without asking anyone. One that is still good needs neither lock nor network. A refresh is done by one
 * process at a time, which reads the cache again first: with refresh tokens that are good once, two at a time would
 * end the sign-in.
 */
export async function acquireSilently(ask: SilentAsk): Promise<Acquired> {
  const cached = await atHand(ask);
  if (cached !== undefined) return cached;
  return ask.options.locks.holding(`refresh-${sessionKey(ask.options)}`, ask.signal, () => refresh(ask));
}

/** What is in the cache. MSAL passes it by for claims. */
async function atHand(ask: SilentAsk): Promise<Acquired | undefined> {
  const cached = ask.claims === undefined ? await attempt(ask, false) : undefined;
  return cached?.token === ask.refused ? undefined : cached;
}

/** Another process may have renewed a refused token meanwhile: then that one will do. */
async function refresh(ask: SilentAsk): Promise<Acquired> {
  const cached = ask.refused === undefined ? undefined : await atHand(ask);
  if (cached !== undefined) return cached;
  const acquired = await attempt(ask, true);
  if (acquired === undefined) throw new Error('an open tap wants no network');
  return acquired;
}

/** `undefined`: it would take the network, and the tap is closed. */
async function attempt(ask: SilentAsk, open: boolean): Promise<Acquired | undefined> {
  const {options, signal, shelf, record} = ask;
  const tap = createTokenTap({clock: options.clock, signal, open});
  const cache = createTokenCache(withoutToken(await shelf.read(), open ? ask.refused : undefined));
  if (cache.text() === undefined) throw gone();
  const http = wayToAuthority({clock: options.clock, signal}, ask.http);
  const credential = await createCredential({options, http, tap, cache, record: record.authentication});
  const call = {
    enableCae: true,
    abortSignal: signal,
    ...(ask.claims === undefined ? {} : {claims: ask.claims}),
  };
  try {
    const work = credential.getToken([scopeOf(options, ask.audience)], call);
    const {token, expiresOnTimestamp} = await interruptible(work, signal);
    await keep(shelf, cache);
    return {token, expiresAt: expiresOnTimestamp, fresh: cache.changed()};
  } catch (thrown) {
    if (!open && tap.wantedNetwork()) return undefined;
    throw silentTrouble(thrown, tap, ask);
  }
}

async function keep(shelf: CacheShelf, cache: TokenCache): Promise<void> {
  const text = cache.text();
  if (cache.changed() && text !== undefined) await shelf.write(text);
}

function silentTrouble(thrown: unknown, tap: TokenTap, {options, claims, signal}: SilentAsk): unknown {
  if (signal.aborted) return new DOMException('interrupted', 'AbortError');
  if (thrown instanceof Trouble) return thrown;
  const failure = tap.failure();
  if (failure === undefined) return isAboutSignIn(thrown) ? gone() : thrown;
  const {profile, endpoints} = options;
  const stepUp = claims === undefined ? undefined : stepUpOf(claims);
  const attempt = {profile, host: endpoints.authorityHost, mode: 'silent', stepUp} as const;
  return new Trouble(tokenProblem(failure, attempt), thrown);
}

const isAboutSignIn = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.name === 'AuthenticationRequiredError';

const gone = (): Trouble =>
  new Trouble({code: 'signed-out', reason: 'expired', detail: 'the stored tokens are gone.'});
