import type {Eligibility} from './eligibility.ts';
import {KINDS, type Kind} from './kind.ts';
import {exact} from './untrusted.ts';

const PLACES = new Map<Kind, number>(KINDS.map((kind, place) => [kind, place]));

const kindOrder = (kind: Kind): number => PLACES.get(kind) ?? KINDS.length;

/** -1, 0 or 1 by code units: the same in every locale. */
export const byText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** By kind, scope, then role: what belongs together stands together, in every run the same. */
export function inPlaceOrder(items: readonly Eligibility[]): readonly Eligibility[] {
  return [...items].sort(
    (a, b) =>
      kindOrder(a.kind) - kindOrder(b.kind) ||
      byText(exact(a.scope.name), exact(b.scope.name)) ||
      byText(exact(a.name), exact(b.name)) ||
      byText(a.id, b.id),
  );
}
