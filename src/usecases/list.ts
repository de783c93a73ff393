import type {Eligibility} from '../core/eligibility.ts';
import type {Grant} from '../core/grant.ts';
import {authorityOf, type Kind} from '../core/kind.ts';
import {inPlaceOrder} from '../core/order.ts';
import type {Policy} from '../core/policy.ts';
import type {AccessProvider, Cached} from '../core/ports.ts';
import type {Instant} from '../core/time.ts';
import type {App} from './app.ts';
import {type ReadingSource, readSources} from './reading.ts';
import type {ReadingEvent, Source} from './story.ts';

export interface ListOptions {
  /** Narrows the sources; absent: all of the profile's. */
  readonly kinds?: readonly Kind[] | undefined;
  readonly source: Source;
}

/** Eligibilities of every source at once. What is known of policies and running grants is joined in from the copies. */
export function list(
  app: App,
  {kinds, source}: ListOptions,
  signal: AbortSignal,
): AsyncGenerator<ReadingEvent<Eligibility>> {
  const providers = app.providers.filter(one => kinds === undefined || kinds.includes(one.kind));
  return readSources(
    app.clock,
    providers.map(provider => eligibilitiesOf(app, provider)),
    source,
    signal,
  );
}

function eligibilitiesOf(app: App, provider: AccessProvider): ReadingSource<Eligibility> {
  const {kind} = provider;
  return {
    kind,
    cached: () => app.cache.eligibilities(kind),
    streams: (signal, maxAge) => [provider.eligible(signal, maxAge)],
    // Kept in the order that lists are shown in: sorting what is sorted costs next to nothing.
    keep: (items, readAt, gaps) => app.cache.keepEligibilities(kind, inPlaceOrder(items), readAt, gaps),
    dresser: () => dresser(app, kind),
    // Direct and group-inherited rows of one role and scope are one item (contract 1); the direct one says more.
    supersedes: (later, earlier) => later.memberType === 'direct' && earlier.memberType !== 'direct',
  };
}

async function dresser(app: App, kind: Kind): Promise<(item: Eligibility) => Eligibility> {
  const now = app.server.now();
  const [policies, grants] = await Promise.all([app.cache.policies(kind), knownGrants(app, kind, now)]);
  const running = new Map(
    grants.filter(grant => isRunning(grant, now)).map(grant => [grant.eligibilityId, grant.id]),
  );
  return item => withGrant(knowing(item, policies.get(item.id)), running.get(item.id));
}

/** Loans are known here for certain; of other grants there is a copy. */
async function knownGrants(app: App, kind: Kind, now: Instant): Promise<readonly Grant[]> {
  if (authorityOf(kind) !== 'aws') return (await app.cache.grants(kind))?.value ?? [];
  return (await app.loans.open(now)).map(({grant}) => grant);
}

/** Most rows have none: they stay the very same value. */
const withGrant = (item: Eligibility, grantId: string | undefined): Eligibility =>
  grantId === undefined ? item : {...item, grantId};

const isRunning = (grant: Grant, now: number): boolean =>
  grant.state === 'active' && (grant.endsAt === null || grant.endsAt > now);

function knowing(item: Eligibility, policy: Cached<Policy> | undefined): Eligibility {
  if (policy === undefined) return item;
  const {maxDuration, requires} = policy.value;
  return {...item, maxDuration: maxDuration ?? item.maxDuration, requires};
}
