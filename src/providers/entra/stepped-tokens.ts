import type {TokenVault} from '../../core/ports.ts';
import {Secret} from '../../core/secret.ts';
import {type Instant, seconds} from '../../core/time.ts';
import type {Audience} from './access.ts';
import type {CacheShelf} from './silent.ts';
import {jsonObject, textOf} from './wire-error.ts';

/** What one step-up has brought: its tokens, and MSAL's cache of its own session, which serves the other audience. */
interface Stepped {
  readonly cache?: string | undefined;
  readonly tokens?: Readonly<
    Partial<Record<Audience, {readonly token: string; readonly expiresAt: Instant}>>
  >;
}

export interface KeptToken {
  readonly token: string;
  readonly expiresAt: Instant;
}

/**
 * Stepped-up tokens, by claims request, in a vault entry of their own: MSAL would ask for them anew each time
 * (reference azure-pim 1.2, "claims are sticky"), and a person would have to meet the same request in every process.
 */
export interface SteppedTokens {
  token(claims: string, audience: Audience, now: Instant): Promise<KeptToken | undefined>;
  keep(claims: string, audience: Audience, token: KeptToken, cache?: string): Promise<void>;
  /** MSAL's cache of the session that met the request. */
  shelf(claims: string): CacheShelf;
  forget(): Promise<void>;
}

/** A token this close to its end is not sent on its way any more. */
const TOO_CLOSE = seconds(60);

export function createSteppedTokens(vault: () => Promise<TokenVault>, entry: string): SteppedTokens {
  const read = async (claims: string): Promise<Stepped> => {
    const text = (await (await vault()).read(entry))?.reveal();
    return all(text)[canonical(claims)] ?? {};
  };
  const change = async (claims: string, by: (old: Stepped) => Stepped): Promise<void> => {
    const key = canonical(claims);
    await (await vault()).change(entry, old => {
      const known = all(old?.reveal());
      return new Secret(JSON.stringify({...known, [key]: by(known[key] ?? {})}));
    });
  };
  return {
    token: async (claims, audience, now) => {
      const kept = (await read(claims)).tokens?.[audience];
      return kept !== undefined && kept.expiresAt - TOO_CLOSE > now ? kept : undefined;
    },
    keep: (claims, audience, token, cache) =>
      change(claims, old => ({
        cache: cache ?? old.cache,
        tokens: cache === undefined ? {...old.tokens, [audience]: token} : {[audience]: token},
      })),
    shelf: claims => ({
      read: async () => (await read(claims)).cache,
      write: cache => change(claims, old => ({...old, cache})),
    }),
    forget: async () => (await vault()).change(entry, () => undefined),
  };
}

/** PIM writes the same request with other spaces than we do. */
const canonical = (claims: string): string => JSON.stringify(jsonObject(claims) ?? claims);

function all(text: string | undefined): Readonly<Record<string, Stepped>> {
  const entries = Object.entries(jsonObject(text) ?? {});
  return Object.fromEntries(entries.map(([claims, kept]) => [claims, steppedOf(kept)]));
}

function steppedOf(value: unknown): Stepped {
  const {cache, tokens} = (value ?? {}) as Record<string, unknown>;
  const listed = Object.entries((tokens ?? {}) as Record<string, Partial<KeptToken>>).flatMap(
    ([name, kept]) =>
      typeof kept.token === 'string' && typeof kept.expiresAt === 'number' ? [[name, kept] as const] : [],
  );
  return {cache: textOf(cache), tokens: Object.fromEntries(listed)};
}
