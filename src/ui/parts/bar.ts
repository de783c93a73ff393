import type {Grant} from '../../core/grant.ts';
import type {Instant} from '../../core/time.ts';
import type {Look} from '../theme.ts';

/** How much of the time is left; the first cell goes last. Empty when the start is not known. */
export function bar(look: Look, grant: Grant, now: Instant, cells: number): string {
  const {full, empty} = look.glyphs;
  if (grant.startsAt === null || grant.endsAt === null || grant.endsAt <= grant.startsAt)
    return ' '.repeat(cells);
  const share = Math.max(0, Math.min(1, (grant.endsAt - now) / (grant.endsAt - grant.startsAt)));
  const lit = Math.ceil(share * cells);
  return full.repeat(lit) + empty.repeat(cells - lit);
}
