import {askedScope} from '../core/asked-scope.ts';
import {canEnd, type Grant} from '../core/grant.ts';
import {
  type Guarantee,
  linkedGuarantee,
  permissionSetGuarantee,
  pimGuarantee,
  ROLE_GUARANTEE,
} from '../core/guarantee.ts';
import type {Intent, IntentRow, Wish} from '../core/intent.ts';
import {authorityOf, type Kind} from '../core/kind.ts';
import type {AccessProvider} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import {untrusted} from '../core/untrusted.ts';
import {isOfProfile} from './actor-of.ts';
import type {App} from './app.ts';
import {type ReadingSource, readSources} from './reading.ts';
import {writeStatus} from './status-file.ts';
import type {ReadingEvent, Source} from './story.ts';
import {troubleIn} from './trouble.ts';
import {isLetGo} from './until-exit.ts';

/**
 * What you are now and what is on its way: grants and open requests of every source (both lists must answer), with ends
 * that are due shown as `deactivating`, and requests of ours that no cloud lists as `unknown`. A whole answer from the
 * clouds is what the status file holds then.
 */
export async function* status(
  app: App,
  {source}: {readonly source: Source},
  signal: AbortSignal,
): AsyncGenerator<ReadingEvent<Grant>> {
  const sources = app.providers.map(provider => grantsOf(app, provider));
  const seen = new Map<string, Grant>();
  let isWhole = source !== 'cached';
  for await (const event of readSources(app.clock, sources, source, signal)) {
    if (event.type === 'page') for (const grant of event.items) seen.set(grant.id, grant);
    if (event.type === 'unread' || event.type === 'gap') isWhole = false;
    yield event;
  }
  if (isWhole) await writeStatus(app, [...seen.values()]);
}

function grantsOf(app: App, provider: AccessProvider): ReadingSource<Grant> {
  const {kind} = provider;
  return {
    kind,
    // No cloud knows of loans: the book is read itself, with or without a network.
    local: authorityOf(kind) === 'aws',
    cached: () => app.cache.grants(kind),
    streams: signal => [provider.active(signal), provider.open(signal)],
    keep: (items, readAt) => app.cache.keepGrants(kind, items, readAt),
    dresser: () => dresser(app),
    // A request that has just become a grant may be in both lists: what is active counts.
    supersedes: (later, earlier) => later.state === 'active' && earlier.state !== 'active',
    ours: items => unlisted(app, kind, items),
  };
}

/** A journal that cannot be read hides no grant; `unlisted` says that it could not be read. */
async function dresser(app: App): Promise<(grant: Grant) => Grant> {
  let wishes: readonly Wish[] = [];
  await troubleIn(async () => {
    wishes = await app.journal.wishes();
  });
  const now = app.server.now();
  const isDue = (wish: Wish) => wish.dueAt <= now && isLetGo(app, wish);
  const due = new Set(wishes.filter(isDue).map(wish => wish.grant.id));
  return grant => (grant.state === 'active' && due.has(grant.id) ? {...grant, state: 'deactivating'} : grant);
}

/** Intents of this identity whose outcome is not known, and that the cloud does not list. */
async function unlisted(app: App, kind: Kind, items: readonly Grant[]): Promise<readonly Grant[]> {
  const rows = (await app.journal.unsettled()).filter(row => row.intent.kind === kind);
  if (rows.length === 0) return [];
  const isMine = await mine(app, kind);
  return rows.filter(row => isMine(row) && !items.some(item => isListedAs(row, item))).map(unknownRow);
}

async function mine(app: App, kind: Kind): Promise<(row: IntentRow) => boolean> {
  if (authorityOf(kind) === 'aws') return ({intent: {actor}}) => isOfProfile(app, actor);
  const authority = app.authorities.find(one => one.provider === authorityOf(kind));
  if (authority === undefined) throw new Trouble({code: 'signed-out', reason: 'never', provider: kind});
  const {tenantId, oid} = await authority.identity();
  return ({intent: {actor}}) => actor.tenantId === tenantId && actor.oid === oid;
}

/** By the request where the cloud tells it; a grant of the same eligibility is taken for its outcome. */
function isListedAs({intent, requestId}: IntentRow, item: Grant): boolean {
  if (item.requestId !== null && item.requestId === (requestId ?? intent.id)) return true;
  return item.eligibilityId === intent.eligibilityId && canEnd(item);
}

/** The worst that may come of it: nothing is known yet of what was lent. */
function guaranteeOf({kind, address}: Intent): Guarantee {
  if (kind === 'aws-role') return ROLE_GUARANTEE;
  if (kind !== 'aws-permission-set') return pimGuarantee(kind);
  return address.groupId === undefined ? permissionSetGuarantee(null) : linkedGuarantee(null);
}

function unknownRow({intent, requestId}: IntentRow): Grant {
  const {id, eligibilityId, kind, name, scope, address, request} = intent;
  return {
    id,
    eligibilityId,
    kind,
    name,
    scope: askedScope(scope, request.narrowerScope),
    address,
    state: 'unknown',
    assignment: authorityOf(kind) === 'aws' ? 'lent' : 'activated',
    startsAt: null,
    endsAt: null,
    credentialsEndAt: null,
    guarantee: guaranteeOf(intent),
    requestId,
    justification: request.justification === null ? null : untrusted(request.justification),
  };
}
