import type {Eligibility} from '../core/eligibility.ts';
import type {Grant} from '../core/grant.ts';
import {isKind, kindLabel} from '../core/kind.ts';
import {type Match, type Matchable, match} from '../core/match.ts';
import type {Problem} from '../core/problem.ts';
import type {App} from './app.ts';
import {list} from './list.ts';
import {gather} from './reading.ts';
import {status} from './status.ts';
import type {Reading} from './story.ts';

/** What was meant by the words a person typed: each thing once, in the order asked; a problem for each that is not clear. */
export interface Resolved<T> {
  readonly items: readonly T[];
  readonly problems: readonly Problem[];
}

/**
 * Roles by contract 1, `@name` standing for the bundle of that name. Looks at a recent reading, then once at the clouds
 * if something was not in it.
 */
export async function resolveRoles(
  app: App,
  asked: readonly string[],
  signal: AbortSignal,
): Promise<Resolved<Eligibility>> {
  const {words, problems} = expanded(app, asked);
  const recent = await gather(list(app, {source: 'recent'}, signal));
  const found = matched(words, recent, 'role');
  if (!found.problems.some(isMissing)) return {...found, problems: [...problems, ...found.problems]};
  const again = matched(words, await gather(list(app, {source: 'fresh'}, signal)), 'role');
  return {...again, problems: [...problems, ...again.problems]};
}

/** Active grants, from the clouds themselves: also by the eligibility's id. */
export async function resolveGrants(
  app: App,
  asked: readonly string[],
  signal: AbortSignal,
): Promise<Resolved<Grant>> {
  const reading = await gather(status(app, {source: 'fresh'}, signal));
  const active = reading.items.filter(row => row.state === 'active' || row.state === 'deactivating');
  const found = matched(asked, {...reading, items: active}, 'grant', row => [row.eligibilityId]);
  if (!found.problems.some(isMissing)) return found;
  const roles = await gather(list(app, {source: 'cached'}, signal));
  return {...found, problems: found.problems.map(problem => notActive(problem, roles.items))};
}

/** Open requests, from the clouds themselves: also by the cloud's own id of the request, and the eligibility's. */
export async function resolveRequests(
  app: App,
  asked: readonly string[],
  signal: AbortSignal,
): Promise<Resolved<Grant>> {
  const reading = await gather(status(app, {source: 'fresh'}, signal));
  const open = reading.items.filter(row => row.state !== 'active' && row.state !== 'deactivating');
  return matched(asked, {...reading, items: open}, 'request', row => [row.eligibilityId, row.requestId]);
}

/** `@name` becomes the bundle's own words; a bundle holds roles, not bundles. */
function expanded(app: App, asked: readonly string[]) {
  const bundles = app.settings.bundles ?? {};
  const problems: Problem[] = [];
  const words = asked.flatMap(word => {
    if (!word.startsWith('@')) return [word];
    const name = word.slice(1);
    const roles = Object.hasOwn(bundles, name) ? bundles[name] : undefined;
    if (roles === undefined)
      problems.push({code: 'not-found', what: 'bundle', asked: name, near: Object.keys(bundles)});
    return roles ?? [];
  });
  return {words, problems};
}

type What = 'role' | 'grant' | 'request';

function matched<T extends Matchable>(
  asked: readonly string[],
  reading: Reading<T>,
  what: What,
  aliases: (item: T) => readonly (string | null)[] = () => [],
): Resolved<T> {
  const items = new Map<string, T>();
  const problems: Problem[] = [];
  for (const word of new Set(asked)) {
    const found = matchOne(word, reading.items, what, aliases);
    if (found.type === 'found') items.set(found.item.id, found.item);
    else problems.push(couldNotLook(found.problem, reading));
  }
  return {items: [...items.values()], problems};
}

/** Another id that means exactly one row counts as its own; several are never chosen from. */
export function matchOne<T extends Matchable>(
  word: string,
  items: readonly T[],
  what: What,
  aliases: (item: T) => readonly (string | null)[],
): Match<T> {
  const meant = items.filter(item => aliases(item).includes(word));
  const [only] = meant;
  if (only === undefined) return match(word, items, what);
  if (meant.length === 1) return {type: 'found', item: only};
  const candidates = meant.map(({id, kind, name, scope}) => ({id, kind, name, scope: scope.name}));
  return {type: 'problem', problem: {code: 'ambiguous', asked: word, candidates}};
}

const isMissing = (problem: Problem): boolean => problem.code === 'not-found' && problem.what !== 'bundle';

/** "It is not there" and "we could not look" are different things (contract 4). */
function couldNotLook<T>(problem: Problem, {problems, answered}: Reading<T>): Problem {
  const [first] = problems;
  if (problem.code !== 'not-found' || first === undefined) return problem;
  if (answered.length === 0) return first;
  return {...problem, unread: unreadLabels(problems)};
}

/** What could not be read, by the words people know: each once, however many gaps it has. */
export function unreadLabels(problems: readonly Problem[]): readonly string[] {
  const labels = problems.map(({provider}) => (provider === undefined ? 'A source' : labelOf(provider)));
  return [...new Set(labels)];
}

const labelOf = (provider: NonNullable<Problem['provider']>): string =>
  isKind(provider) ? kindLabel(provider) : provider === 'aws' ? 'AWS' : 'Entra';

/** What is a role of ours, only not active, is called that. */
function notActive(problem: Problem, roles: readonly Eligibility[]): Problem {
  if (problem.code !== 'not-found' || problem.unread !== undefined) return problem;
  const {asked} = problem;
  return match(asked, roles, 'role').type === 'found' ? {code: 'not-active', asked} : problem;
}
