import type {Grant} from '../core/grant.ts';
import type {Intent, Wish} from '../core/intent.ts';
import type {Problem} from '../core/problem.ts';
import type {ActivationState} from '../core/state.ts';
import type {Instant} from '../core/time.ts';
import type {App} from './app.ts';
import {dueNow} from './reconcile.ts';

export type CatchUpEvent =
  | {readonly type: 'wish-carried-out'; readonly wish: Wish}
  /** Still owed: due again at `dueAt` (server time), or the cloud is at it (`problem` is `null`). */
  | {
      readonly type: 'wish-postponed';
      readonly wish: Wish;
      readonly dueAt: Instant;
      readonly problem: Problem | null;
    }
  /** The request of a lost answer is at the cloud: it is ours again. */
  | {
      readonly type: 'intent-adopted';
      readonly intent: Intent;
      readonly state: ActivationState;
      readonly grant: Grant | null;
    }
  /** It came to nothing: refused, or it never arrived. */
  | {
      readonly type: 'intent-closed';
      readonly intent: Intent;
      readonly state: ActivationState;
      readonly problem: Problem | null;
    };

/**
 * What earlier commands left open: due wishes are carried out, intents without an outcome are read back (nothing is ever
 * sent again). Only this identity's own; a failure here tells nothing and never breaks the command that runs it.
 */
export async function* catchUp(app: App, signal: AbortSignal): AsyncGenerator<CatchUpEvent> {
  try {
    for await (const {news} of dueNow(app, signal)) if (news !== null) yield news;
  } catch {
    // Signed out, no state folder, interrupted, or a mistake of ours: the command itself will meet it and say so.
  }
}
