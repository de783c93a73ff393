import type {Grant} from '../core/grant.ts';
import {byText} from '../core/order.ts';
import {exact} from '../core/untrusted.ts';

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
