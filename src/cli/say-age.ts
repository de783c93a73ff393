import type {Instant} from '../core/time.ts';
import type {App} from '../usecases/app.ts';
import {showAge} from './output/moments.ts';
import type {Session} from './session.ts';

/** How old a cached answer is; by this machine's clock, as it was read. */
export function sayAge(session: Session, app: App, oldest: Instant | null): void {
  if (oldest === null || session.globals.format !== 'table') return;
  session.notes.note(`As it was read ${showAge(Math.max(0, (app.clock.now() - oldest) / 1000))}.`);
}
