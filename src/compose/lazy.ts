import type {Kind} from '../core/kind.ts';
import type {AccessProvider, Authority} from '../core/ports.ts';

/**
 * A provider that loads its SDK at the first call, so that a cached answer never does. `narrower` is told beforehand:
 * whether a kind has it must be known without loading.
 */
export function lazyProvider(
  kind: Kind,
  load: () => Promise<AccessProvider>,
  has: {readonly narrower: boolean},
): AccessProvider {
  const loaded = once(load);
  return {
    kind,
    eligible: async function* (signal) {
      yield* (await loaded()).eligible(signal);
    },
    active: async function* (signal) {
      yield* (await loaded()).active(signal);
    },
    open: async function* (signal) {
      yield* (await loaded()).open(signal);
    },
    ...(has.narrower ? {narrower: narrowerOf(loaded)} : {}),
    policy: async (eligibility, signal) => (await loaded()).policy(eligibility, signal),
    plan: async intent => (await loaded()).plan(intent),
    activate: async (intent, call) => (await loaded()).activate(intent, call),
    check: async (receipt, signal) => (await loaded()).check(receipt, signal),
    find: async (intent, signal) => (await loaded()).find(intent, signal),
    deactivate: async (grant, id, call) => (await loaded()).deactivate(grant, id, call),
    cancel: async (request, call) => (await loaded()).cancel(request, call),
  };
}

function narrowerOf(loaded: () => Promise<AccessProvider>): NonNullable<AccessProvider['narrower']> {
  return async function* (eligibility, signal) {
    const provider = await loaded();
    if (provider.narrower !== undefined) yield* provider.narrower(eligibility, signal);
  };
}

/** A sign-in that loads its SDK at the first call. */
export function lazyAuthority(provider: Authority['provider'], load: () => Promise<Authority>): Authority {
  const loaded = once(load);
  return {
    provider,
    identity: async () => (await loaded()).identity(),
    actor: async signal => (await loaded()).actor(signal),
    signIn: async function* (flow, signal) {
      yield* (await loaded()).signIn(flow, signal);
    },
    stepUp: async function* (challenge, kind, flow, signal) {
      yield* (await loaded()).stepUp(challenge, kind, flow, signal);
    },
    signOut: async () => (await loaded()).signOut(),
  };
}

/** The same promise for everyone; a failed load is tried again. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch(thrown => {
      loading = undefined;
      throw thrown;
    });
    return loading;
  };
}
