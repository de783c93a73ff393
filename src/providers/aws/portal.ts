import type {Clock} from '../../core/ports.ts';
import type {AwsAccess} from './access.ts';
import {asked, everyPage, type PortalDesk} from './portal-calls.ts';
import {PortalLimiter} from './portal-limiter.ts';
import type {Portal} from './portal-port.ts';
import {askedPause} from './portal-refusals.ts';

export interface PortalOptions {
  /** From 0 up to 1: where waits are scattered. Default: the machine's. */
  readonly random?: (() => number) | undefined;
}

/** The portals of all sessions, under one limiter. Make one for the process; no SDK is loaded before the first call. */
export function createPortal(
  access: AwsAccess,
  clock: Clock,
  {random = Math.random}: PortalOptions = {},
): Portal {
  const limiter = new PortalLimiter({clock, random, slowDown: askedPause});
  const desk: PortalDesk = {access, clock, limiter, random, client: clientsOf(access)};
  return {
    accounts: (session, signal) => accounts(desk, session, signal),
    permissionSets: (session, accountId, signal) => permissionSets(desk, session, accountId, signal),
    credentials: async (session, accountId, permissionSet, signal) => {
      const {roleCredentials} = await wire();
      const wish = {signal, first: true};
      return asked(desk, session, wish, call => roleCredentials(call, accountId, permissionSet));
    },
  };
}

const wire = () => import('./portal-wire.ts');

/** One client for each session, made at its first call; what could not be made is tried again. */
function clientsOf(access: AwsAccess): PortalDesk['client'] {
  const made = new Map<string, ReturnType<PortalDesk['client']>>();
  const make = (session: string) => {
    const client = wire().then(({portalClient}) => portalClient(access, access.session(session)));
    made.set(session, client);
    client.catch(() => made.delete(session));
    return client;
  };
  return async session => made.get(session) ?? make(session);
}

/** Accounts go first: they tell how much there is to read. */
async function* accounts(desk: PortalDesk, session: string, signal: AbortSignal) {
  const {accountsPage} = await wire();
  yield* everyPage(next => asked(desk, session, {signal, first: true}, call => accountsPage(call, next)));
}

async function permissionSets(desk: PortalDesk, session: string, accountId: string, signal: AbortSignal) {
  const {rolesPage} = await wire();
  const pages = everyPage(next => asked(desk, session, {signal}, call => rolesPage(call, accountId, next)));
  const names: string[] = [];
  for await (const page of pages) names.push(...page);
  return names;
}
