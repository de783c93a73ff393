import type {Kind} from '../core/kind.ts';
import type {AccessProvider, Authority} from '../core/ports.ts';

/** What is loaded by the first call and kept by it; a load that failed is tried again by the next. */
export function later<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch((thrown: unknown) => {
      loaded = undefined;
      throw thrown;
    });
    return loaded;
  };
}

type Optional = 'madeRequests' | 'narrower' | 'arrived' | 'lend' | 'usable' | 'extend' | 'console';

/** What the provider of a kind can do beside what all can: known without loading it. */
const ABILITIES: Readonly<Record<Kind, readonly Optional[]>> = {
  'azure-resource': ['madeRequests', 'narrower', 'usable'],
  'entra-role': ['madeRequests'],
  'entra-group': ['madeRequests'],
  'aws-permission-set': ['arrived', 'lend', 'extend', 'console'],
  'aws-role': ['lend', 'extend', 'console'],
};

/**
 * A provider whose modules come with its first call: an answer from copies asks none, and loads none. `atHand` are
 * members that need no loading; they are the real one's own.
 */
export function laterProvider(
  kind: Kind,
  load: () => Promise<AccessProvider>,
  atHand: Partial<AccessProvider> = {},
): AccessProvider {
  const real = later(load);
  const optional = optionalMembers(real);
  const able = Object.fromEntries(ABILITIES[kind].map(name => [name, optional[name]]));
  return {
    kind,
    eligible: (signal, maxAge) => streamed(async () => (await real()).eligible(signal, maxAge)),
    active: signal => streamed(async () => (await real()).active(signal)),
    open: signal => streamed(async () => (await real()).open(signal)),
    policy: async (eligibility, signal) => (await real()).policy(eligibility, signal),
    plan: async intent => (await real()).plan(intent),
    activate: async (intent, call) => (await real()).activate(intent, call),
    check: async (receipt, signal) => (await real()).check(receipt, signal),
    find: async (intent, signal) => (await real()).find(intent, signal),
    deactivate: async (grant, id, call) => (await real()).deactivate(grant, id, call),
    cancel: async (request, call) => (await real()).cancel(request, call),
    ...able,
    ...atHand,
  };
}

function optionalMembers(load: () => Promise<AccessProvider>): Required<Pick<AccessProvider, Optional>> {
  // Only those that the table says it has are ever called.
  const real = async () => (await load()) as Required<AccessProvider>;
  return {
    madeRequests: signal => streamed(async () => (await real()).madeRequests(signal)),
    narrower: (eligibility, signal) => streamed(async () => (await real()).narrower(eligibility, signal)),
    arrived: async (eligibility, signal) => (await real()).arrived(eligibility, signal),
    lend: async (loan, call) => (await real()).lend(loan, call),
    usable: async (grant, signal) => (await real()).usable(grant, signal),
    extend: async (grant, request, call) => (await real()).extend(grant, request, call),
    console: async (loan, call) => (await real()).console(loan, call),
  };
}

/** As `laterProvider`, of a sign-in. */
export function laterAuthority(
  named: Pick<Authority, 'provider' | 'session'>,
  load: () => Promise<Authority>,
): Authority {
  const real = later(load);
  return {
    ...named,
    identity: async () => (await real()).identity(),
    actor: async signal => (await real()).actor(signal),
    signIn: (flow, signal) => streamed(async () => (await real()).signIn(flow, signal)),
    stepUp: (challenge, kind, flow, signal) =>
      streamed(async () => (await real()).stepUp(challenge, kind, flow, signal)),
    signOut: async () => (await real()).signOut(),
  };
}

export async function* streamed<T>(stream: () => Promise<AsyncIterable<T>>): AsyncGenerator<T> {
  yield* await stream();
}
