import type {ICachePlugin} from '@azure/msal-node';
import {jsonObject} from './wire-error.ts';

/** MSAL's cache for one operation: filled before it, read out after it. The vault is only touched by us. */
export interface TokenCache {
  readonly plugin: ICachePlugin;
  /** MSAL's JSON text; `undefined` when there is nothing. */
  text(): string | undefined;
  changed(): boolean;
}

export function createTokenCache(start: string | undefined): TokenCache {
  let text = start;
  let changed = false;
  return {
    plugin: {
      beforeCacheAccess: async context => {
        if (text !== undefined) context.tokenCache.deserialize(text);
      },
      afterCacheAccess: async context => {
        if (!context.cacheHasChanged) return;
        text = context.tokenCache.serialize();
        changed = true;
      },
    },
    text: () => text,
    changed: () => changed,
  };
}

/** MSAL's JSON text without one access token, so that it is asked for anew by the refresh token beside it. */
export function withoutToken(text: string | undefined, token: string | undefined): string | undefined {
  const cache = token === undefined ? undefined : jsonObject(text);
  if (cache === undefined) return text;
  const kept = Object.entries((cache.AccessToken ?? {}) as Record<string, {readonly secret?: unknown}>);
  return JSON.stringify({
    ...cache,
    AccessToken: Object.fromEntries(kept.filter(([, {secret}]) => secret !== token)),
  });
}

/** What a credential is given as `tokenCachePersistenceOptions`; `cache` travels along to the factory below. */
export interface Persistence {
  readonly enabled: true;
  readonly cache: TokenCache;
}

/** The part of @azure/identity's plugin context that is ours; it exports no type for it. */
interface PluginContext {
  readonly cachePluginControl: {
    setPersistence(factory: (options?: FactoryOptions) => Promise<ICachePlugin>): void;
  };
}
interface FactoryOptions extends Partial<Persistence> {
  readonly name?: string | undefined;
}

/**
 * Registered with `useIdentityPlugin`. @azure/identity asks twice, for calls with and without CAE, whose caches must
 * never mix (reference azure-pim 1.2); a default name carries `.cae` or `.nocae`. Every call of ours has `enableCae`,
 * so the other cache does not exist: reaching for it is a mistake of ours, not a second sign-in for the operator.
 */
export function ownPersistence(context: unknown): void {
  const {cachePluginControl} = context as PluginContext;
  cachePluginControl.setPersistence(async options =>
    options?.name?.endsWith('.cae') && options.cache !== undefined ? options.cache.plugin : WITHOUT_CAE,
  );
}

const refuse = async (): Promise<void> => {
  throw new Error('a token was asked for without enableCae');
};

const WITHOUT_CAE: ICachePlugin = {beforeCacheAccess: refuse, afterCacheAccess: refuse};
