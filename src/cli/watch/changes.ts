import type {Grant} from '../../core/grant.ts';
import type {Instant} from '../../core/time.ts';

/** What differs from the last look: a row that is new or has changed, or one that is gone. */
export type Change =
  | {readonly type: 'is'; readonly grant: Grant}
  | {readonly type: 'gone'; readonly grant: Grant; readonly became: Grant | undefined};

/** What is over by the cloud's own clock is gone, whether a list still holds it or not. `now` is server time. */
export const livingAt = (grants: readonly Grant[], now: Instant): readonly Grant[] =>
  grants.filter(({state, endsAt}) => state !== 'active' || endsAt === null || endsAt > now);

/** In the order of the later look; what is gone first. */
export function changesBetween(before: readonly Grant[], after: readonly Grant[]): readonly Change[] {
  const old = new Map(before.map(grant => [grant.id, grant]));
  const ids = new Set(after.map(({id}) => id));
  const gone = before.filter(({id}) => !ids.has(id));
  const news = after.filter(grant => isNews(old.get(grant.id), grant));
  return [
    ...gone.map(grant => ({type: 'gone', grant, became: heirOf(grant, news)}) as const),
    ...news.map(grant => ({type: 'is', grant}) as const),
  ];
}

/** Half a second of difference in an end is none: clouds round differently. */
const SAME_END = 1000;

function isNews(old: Grant | undefined, grant: Grant): boolean {
  if (old === undefined || old.state !== grant.state) return true;
  if (old.endsAt === null || grant.endsAt === null) return old.endsAt !== grant.endsAt;
  return Math.abs(old.endsAt - grant.endsAt) > SAME_END;
}

/** A request goes from the list when it has become a grant. */
const heirOf = (grant: Grant, news: readonly Grant[]): Grant | undefined =>
  grant.state === 'active' ? undefined : news.find(one => one.eligibilityId === grant.eligibilityId);

/** Something is left to wait for: an end, or a request on its way. */
export const isWorthWatching = (grants: readonly Grant[]): boolean =>
  grants.some(({state, endsAt}) => state !== 'active' || endsAt !== null);
