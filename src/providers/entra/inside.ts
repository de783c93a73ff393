import type {HttpClient} from '@azure/core-rest-pipeline';
import {type Problem, problemOf, Trouble} from '../../core/problem.ts';
import {Secret} from '../../core/secret.ts';
import type {Audience} from './access.ts';
import {type Discoveries, rememberDiscovery} from './discovery.ts';
import {createHttpClient} from './http-client.ts';
import {checkTenantName, type EntraSessionOptions, sessionKey} from './options.ts';
import {readRecord, recall, type SignInRecord, writeRecord} from './record.ts';
import {type Acquired, acquireSilently, type CacheShelf} from './silent.ts';
import {createSteppedTokens, type SteppedTokens} from './stepped-tokens.ts';
import {checkIdentity, readTokenClaims, type TokenClaims} from './token-claims.ts';

/** What the parts of a session share. */
export interface Inside {
  readonly options: EntraSessionOptions;
  readonly key: string;
  /** For ARM, Graph and the authority alike. */
  readonly http: HttpClient;
  /** For the authority: knows its discovery document. */
  readonly authorityHttp: HttpClient;
  readonly discoveries: Discoveries;
  /** MSAL's cache of the sign-in. */
  readonly shelf: CacheShelf;
  readonly stepped: SteppedTokens;
}

export function createInside(options: EntraSessionOptions): Inside {
  checkTenantName(options);
  const key = sessionKey(options);
  const http = createHttpClient(options.network, options.clock);
  const discoveries: Discoveries = new Map();
  return {
    ...{options, key, http, discoveries},
    authorityHttp: rememberDiscovery(http, discoveries),
    shelf: vaultShelf(options, `${key}.cae`),
    stepped: createSteppedTokens(options.vault, `${key}.stepped`),
  };
}

function vaultShelf({vault}: EntraSessionOptions, entry: string): CacheShelf {
  return {
    read: async () => (await (await vault()).read(entry))?.reveal(),
    write: async text => (await vault()).change(entry, () => new Secret(text)),
  };
}

export interface Checked extends Acquired {
  readonly claims: TokenClaims;
}

export interface SilentWish {
  readonly audience: Audience;
  readonly signal: AbortSignal;
  readonly claims?: string | undefined;
  /** A token that a service has refused: another one is wanted. */
  readonly refused?: string | undefined;
  /** Default: the sign-in's own. */
  readonly shelf?: CacheShelf | undefined;
}

/** A token without asking anyone, checked against what was asked; says to the record what has become of the sign-in. */
export async function silently(inside: Inside, wish: SilentWish): Promise<Checked> {
  const {options, authorityHttp, shelf} = inside;
  const record = await recordOf(inside);
  if (record === undefined) throw new Trouble({code: 'signed-out', reason: 'never'});
  const {audience, signal, claims: asked, refused} = wish;
  const own = {options, record, http: authorityHttp, shelf: wish.shelf ?? shelf};
  const ask = {...own, audience, signal, claims: asked, refused};
  const acquired = await acquireSilently(ask).catch((thrown: unknown) =>
    wish.shelf === undefined ? ended(inside, record, thrown) : Promise.reject(thrown),
  );
  const claims = readTokenClaims(acquired.token);
  const {tenantId: tid, oid} = record;
  checkIdentity(claims, {audience: wish.audience, endpoints: options.endpoints, tid, oid});
  if (acquired.fresh && wish.shelf === undefined) await renewed(inside, record, acquired.expiresAt);
  return {...acquired, claims};
}

export async function recordOf({options, key, discoveries}: Inside): Promise<SignInRecord | undefined> {
  const record = await readRecord(options.records, key);
  recall(discoveries, record);
  return record;
}

async function renewed({options, key}: Inside, record: SignInRecord, expiresAt: number): Promise<void> {
  const latest = Math.max(record.expiresAt, expiresAt);
  if (latest !== record.expiresAt || record.ended)
    await writeRecord(options.records, key, {...record, expiresAt: latest, ended: false});
}

/** Where the authority has ended the sign-in, the record says so; where it refuses the tokens for good, they go. */
async function ended(inside: Inside, record: SignInRecord, thrown: unknown): Promise<never> {
  const problem = problemOf(thrown);
  const {options, key} = inside;
  if (isTokenBan(problem)) await forgetTokens(inside);
  const over = problem.code === 'signed-out' && problem.reason !== 'store-unreadable';
  if (over && !record.ended) await writeRecord(options.records, key, {...record, ended: true});
  throw thrown;
}

/** 530036: the tokens began in a flow that is now banned, and no refresh can wash that off (reference azure-pim 1.4). */
const isTokenBan = (problem: Problem): boolean =>
  problem.code === 'sign-in-blocked' && problem.aadsts === 530036;

async function forgetTokens({options, key, stepped}: Inside): Promise<void> {
  await (await options.vault()).change(`${key}.cae`, () => undefined);
  await stepped.forget();
  await options.records.remove(key);
}
