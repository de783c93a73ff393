import type {Grant} from '../core/grant.ts';
import {KINDS, type Kind} from '../core/kind.ts';
import {exact} from '../core/untrusted.ts';

const PLACES = new Map<Kind, number>(KINDS.map((kind, place) => [kind, place]));

export const kindOrder = (kind: Kind): number => PLACES.get(kind) ?? KINDS.length;

/** -1, 0 or 1 by code units: the same in every locale. */
export const byText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** What is active first, by its end; standing last; open requests between. */
export function grantsInOrder(grants: readonly Grant[]): readonly Grant[] {
  return [...grants].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.endsAt ?? 0) - (b.endsAt ?? 0) ||
      byText(exact(a.scope.name), exact(b.scope.name)) ||
      byText(exact(a.name), exact(b.name)) ||
      byText(a.id, b.id),
  );
}

function rank({state, endsAt}: Grant): number {
  if (state !== 'active') return 1;
  return endsAt === null ? 2 : 0;
}
