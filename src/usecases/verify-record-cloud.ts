import type {AuditEntry, AuditType} from '../core/audit.ts';
import type {Actor} from '../core/intent.ts';
import type {Kind} from '../core/kind.ts';
import type {AccessProvider, MadeRequest} from '../core/ports.ts';
import type {Problem} from '../core/problem.ts';
import {hours, type Instant, minutes} from '../core/time.ts';
import {exact} from '../core/untrusted.ts';
import {actorOf} from './actor-of.ts';
import type {App} from './app.ts';
import {sourceProblem} from './trouble.ts';

export interface Elsewhere extends MadeRequest {
  readonly kind: Kind;
}

/** The record beside what the clouds say of my requests. */
export interface Comparison {
  /** Lines that say that a cloud had accepted a request which it does not list. */
  readonly unknown: readonly AuditEntry[];
  /** Requests that no line speaks of: made in a browser, by another tool, on another machine. */
  readonly elsewhere: readonly Elsewhere[];
  /** Clouds that keep no list of requests. */
  readonly unlisted: readonly Kind[];
  readonly problems: readonly Problem[];
}

/** Compares both ways, for as far back as both of them go. A source that cannot be read is a problem beside the others. */
export async function compareWithCloud(app: App, signal: AbortSignal): Promise<Comparison> {
  const entries: AuditEntry[] = [];
  for await (const entry of app.audit.entries()) entries.push(entry);
  const listing = app.providers.filter(({madeRequests}) => madeRequests !== undefined);
  const unlisted = app.providers.filter(one => !listing.includes(one)).map(({kind}) => kind);
  const parts = await Promise.all(listing.map(provider => compared(app, provider, entries, signal)));
  return {
    unknown: parts.flatMap(({unknown}) => unknown),
    elsewhere: parts.flatMap(({elsewhere}) => elsewhere),
    problems: parts.flatMap(({problems}) => problems),
    unlisted,
  };
}

type Part = Omit<Comparison, 'unlisted'>;

async function compared(
  app: App,
  provider: AccessProvider,
  entries: readonly AuditEntry[],
  signal: AbortSignal,
): Promise<Part> {
  const {kind} = provider;
  try {
    const actor = await actorOf(app, kind, signal);
    const made: MadeRequest[] = [];
    for await (const {items} of provider.madeRequests?.(signal) ?? []) made.push(...items);
    const mine = entries.filter(entry => entry.kind === kind && isBy(entry, actor));
    return {...bothWays(mine, made, {kind, since: sinceOf(entries), now: app.server.now()}), problems: []};
  } catch (thrown) {
    return {unknown: [], elsewhere: [], problems: [sourceProblem(thrown, kind, signal)]};
  }
}

const isBy = ({tenantId, oid, authority}: AuditEntry, actor: Actor): boolean =>
  tenantId === actor.tenantId && oid === actor.oid && authority === actor.authority;

const sinceOf = ([first]: readonly AuditEntry[]): Instant =>
  first === undefined ? Number.POSITIVE_INFINITY : Date.parse(first.time);

/** Lines that only a cloud's acceptance leads to. */
const ACCEPTED: readonly AuditType[] = ['approval-pending', 'scheduled', 'active'];
/** Our clock and the cloud's, and a request that took its time. */
const NEAR = minutes(10);
/** How far back a cloud that lists nothing is taken at its word. */
const REMEMBERED = hours(24 * 30);

interface Span {
  readonly kind: Kind;
  /** When the record begins. */
  readonly since: Instant;
  readonly now: Instant;
}

export function bothWays(
  mine: readonly AuditEntry[],
  made: readonly MadeRequest[],
  {kind, since, now}: Span,
): Omit<Part, 'problems'> {
  const oldest = Math.min(
    ...made.map(({createdAt}) => createdAt ?? now),
    now - (made.length > 0 ? 0 : REMEMBERED),
  );
  const said = mine.filter(({type, requestId}) => ACCEPTED.includes(type) && requestId !== null);
  const once = [...new Map(said.map(entry => [entry.requestId, entry])).values()];
  const unknown = once.filter(
    entry => Date.parse(entry.time) >= oldest && !made.some(request => isSame(entry, request)),
  );
  const elsewhere = made.filter(
    request =>
      request.activates && (request.createdAt ?? now) >= since && !mine.some(entry => isSame(entry, request)),
  );
  return {unknown, elsewhere: elsewhere.map(request => ({...request, kind}))};
}

/** Graph names a request only when it answers: until then it is known by place, justification and time. */
function isSame(entry: AuditEntry, request: MadeRequest): boolean {
  if (entry.requestId === request.requestId) return true;
  if (entry.eligibilityId !== request.eligibilityId || request.createdAt === null) return false;
  const because = request.justification === null ? '' : exact(request.justification);
  return (
    because === (entry.justification ?? '') && Math.abs(Date.parse(entry.time) - request.createdAt) <= NEAR
  );
}
