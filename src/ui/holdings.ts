import type {Scope} from '../core/eligibility.ts';
import type {Grant} from '../core/grant.ts';
import type {Instant} from '../core/time.ts';
import {AT_TOP, type Cursor} from './cursor.ts';
import {isOver, type Run, type Runs} from './run.ts';
import {rowsOf, type Sources} from './sources.ts';

/** What you are now, and what is on its way there. */
export interface Holdings {
  readonly sources: Sources<Grant>;
  readonly grants: readonly Grant[];
  /** The running grant, or the open request, of each eligibility. */
  readonly byEligibility: ReadonlyMap<string, Grant>;
  readonly cursor: Cursor;
  /** Server time of the last answer about them; the sources' own times are this machine's. */
  readonly lookedAt: Instant | null;
  /** The wall clock jumped (suspend, a new setting): looked at again before a number is shown. */
  readonly doubted: boolean;
}

export const NO_HOLDINGS: Holdings = {
  sources: new Map(),
  grants: [],
  byEligibility: new Map(),
  cursor: AT_TOP,
  lookedAt: null,
  doubted: false,
};

/** What came of asking, not what stands anyway. */
const isMine = (grant: Grant): boolean => grant.assignment === 'activated' || grant.assignment === 'lent';

export function withGrants(holdings: Holdings, sources: Sources<Grant>): Holdings {
  const grants = rowsOf(sources);
  const mine = grants.filter(isMine);
  return {
    ...holdings,
    sources,
    grants,
    byEligibility: new Map(mine.map(grant => [grant.eligibilityId, grant])),
  };
}

/**
 * A row of the Active tab: a grant, an open request, or work of ours that has no grant yet. `id` is the same from the
 * asking to the end, so that the cursor stays on it.
 */
export interface HeldRow {
  readonly id: string;
  readonly grant: Grant | null;
  readonly run: Run | null;
}

/** One frame asks for the same rows many times: drawing, scrolling, and each key that may or may not act. */
const made = new WeakMap<readonly Grant[], {readonly runs: Runs; readonly rows: readonly HeldRow[]}>();

/** Active first, the soonest end on top; then what is under way; then what stands. */
export function heldRows(holdings: Holdings, runs: Runs): readonly HeldRow[] {
  const known = made.get(holdings.grants);
  if (known?.runs === runs) return known.rows;
  const rows = makeRows(holdings, runs);
  made.set(holdings.grants, {runs, rows});
  return rows;
}

function makeRows(holdings: Holdings, runs: Runs): readonly HeldRow[] {
  const ofGrants = holdings.grants.map(grant => ({
    id: isMine(grant) ? rowId(grant.eligibilityId, grant.scope) : grant.id,
    grant,
    run: runs.get(grant.id) ?? (isMine(grant) ? runs.get(grant.eligibilityId) : undefined) ?? null,
  }));
  const shown = new Set(ofGrants.map(row => row.run?.item));
  const alone = [...runs.values()].filter(run => !shown.has(run.item));
  const rows = [...ofGrants, ...alone.map(run => ({id: idOf(run), grant: null, run}))];
  return rows.sort((a, b) => rank(a) - rank(b) || endOf(a) - endOf(b));
}

/** What is being ended keeps the id of the row it was. */
const idOf = (run: Run): string => rowId(run.grant?.eligibilityId ?? run.item, run.scope);

export const rowId = (eligibilityId: string, scope: Scope): string => `${eligibilityId} ${scope.id}`;

function rank({grant}: HeldRow): number {
  if (grant === null || grant.state !== 'active') return 1;
  return grant.assignment === 'standing' ? 2 : 0;
}

const endOf = ({grant}: HeldRow): number => grant?.endsAt ?? Number.MAX_SAFE_INTEGER;

/** How many are on their way: open requests, and work of ours that the cloud does not list yet. */
export function underWay(holdings: Holdings, runs: Runs): number {
  const listed = new Set(holdings.grants.map(grant => grant.eligibilityId));
  const asked = [...runs.values()].filter(
    run => run.verb === 'activate' && !isOver(run) && !listed.has(run.item),
  );
  return asked.length + holdings.grants.filter(grant => grant.state !== 'active').length;
}

/** Open requests that no work of ours tells about: after a restart, or asked for elsewhere. Only looking again tells. */
export const unwatched = (holdings: Holdings, runs: Runs): readonly Grant[] =>
  holdings.grants.filter(
    grant => grant.state !== 'active' && !runs.has(grant.eligibilityId) && !runs.has(grant.id),
  );

/** What counts down: active, with an end. */
export const counting = (holdings: Holdings): readonly Grant[] =>
  holdings.grants.filter(grant => grant.state === 'active' && grant.endsAt !== null);

/** Whether an end that still counts down has come between the two. */
export const hasEnded = (holdings: Holdings, after: Instant, now: Instant): boolean =>
  counting(holdings).some(({endsAt}) => endsAt !== null && endsAt > after && endsAt <= now);
