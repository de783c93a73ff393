import type {Kind} from './kind.ts';
import type {Candidate, Problem} from './problem.ts';
import {exact, type Untrusted} from './untrusted.ts';

/** What a typed ROLE or GRANT is matched against. */
export interface Matchable {
  readonly id: string;
  readonly kind: Kind;
  readonly name: Untrusted;
  readonly scope: {readonly id: string; readonly name: Untrusted};
}

export type Match<T> =
  | {readonly type: 'found'; readonly item: T}
  | {readonly type: 'problem'; readonly problem: Problem};

/**
 * Contract 1: exact id, then exact `name@scope`, then exact name if only one, then a unique case-insensitive part.
 * Never the first of several: those are a problem with every candidate.
 */
export function match<T extends Matchable>(
  asked: string,
  items: readonly T[],
  what: 'role' | 'grant' | 'request',
): Match<T> {
  for (const rung of RUNGS) {
    const found = items.filter(item => rung(asked, item));
    const [only] = found;
    if (only !== undefined && found.length === 1) return {type: 'found', item: only};
    if (found.length > 1) return {type: 'problem', problem: ambiguous(asked, found)};
  }
  return {type: 'problem', problem: {code: 'not-found', what, asked, near: near(asked, items)}};
}

type Rung = (asked: string, item: Matchable) => boolean;

const RUNGS: readonly Rung[] = [
  (asked, item) => item.id === asked,
  (asked, item) => isNameAtScope(asked, item),
  (asked, item) => exact(item.name) === asked,
  (asked, item) => isPart(asked, item),
];

/** `name@scope` splits at the last `@`; the scope part may be an id, whose case does not count at any cloud. */
function isNameAtScope(asked: string, item: Matchable): boolean {
  const at = asked.lastIndexOf('@');
  if (at < 1 || exact(item.name) !== asked.slice(0, at)) return false;
  const scope = asked.slice(at + 1);
  return exact(item.scope.name) === scope || item.scope.id.toLowerCase() === scope.toLowerCase();
}

function isPart(asked: string, item: Matchable): boolean {
  return asked !== '' && label(item).toLowerCase().includes(asked.toLowerCase());
}

const label = (item: Matchable): string => `${exact(item.name)}@${exact(item.scope.name)}`;

/** Whether the words name this very item, rather than being a part of its name. */
export const isNamedExactly = (asked: string, item: Matchable): boolean =>
  RUNGS.slice(0, -1).some(rung => rung(asked, item));

function ambiguous(asked: string, found: readonly Matchable[]): Problem {
  return {code: 'ambiguous', asked, candidates: found.map(candidate)};
}

const candidate = (item: Matchable): Candidate => ({
  id: item.id,
  kind: item.kind,
  name: item.name,
  scope: item.scope.name,
});

/** A few names that share the start of what was asked, to choose from. */
function near(asked: string, items: readonly Matchable[]): readonly string[] {
  const start = asked.slice(0, 3).toLowerCase();
  return start === ''
    ? []
    : items
        .filter(item => label(item).toLowerCase().includes(start))
        .map(label)
        .slice(0, 5);
}
