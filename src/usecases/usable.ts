import type {ActivationEvent} from '../core/activation.ts';
import type {Grant} from '../core/grant.ts';
import type {AccessProvider} from '../core/ports.ts';
import {type Problem, problemOf} from '../core/problem.ts';
import {isPassing} from '../core/retry.ts';
import {type Millis, seconds} from '../core/time.ts';
import type {App} from './app.ts';
import type {Patience} from './story.ts';

/** Before each further look; the last one stays. */
const NAPS: readonly Millis[] = [1, 1, 2, 3].map(seconds);
const LONGEST_NAP = seconds(5);

/** A grant that is there, and that somebody wants to use. */
export interface Awaited {
  readonly app: App;
  readonly provider: Pick<AccessProvider, 'usable'>;
  readonly grant: Grant;
  readonly requestId: string | null;
  readonly patience: Patience;
  readonly signal: AbortSignal;
}

/**
 * Waits until the cloud lets a grant be used: caches lag behind the list of grants (reference azure-pim 2.6). Tells
 * `usable` then, and at once for a kind that cannot be asked. Where the patience ends first `usable` is not told; the
 * grant is active all the same.
 */
export async function* usable(awaited: Awaited): AsyncGenerator<ActivationEvent> {
  const {app, grant, patience, signal} = awaited;
  const until = app.clock.monotonic() + patience.provisioning;
  for (let asked = 0; ; asked += 1) {
    const answer = await ask(awaited);
    if (answer === true) {
      yield {type: 'usable', grant};
      return;
    }
    const left = until - app.clock.monotonic();
    const isOver = left <= 0 || isUntold(answer);
    if (asked === 0 || isOver) yield waiting(awaited, isOver ? STOPPED : WAITING);
    if (isOver || !(await slept(app, Math.min(left, nap(asked, answer)), signal))) return;
  }
}

/** True: it can be used, or nobody can tell. A problem: it could not be asked this time. */
async function ask({provider, grant, signal}: Awaited): Promise<boolean | Problem> {
  try {
    return (await provider.usable?.(grant, signal)) ?? true;
  } catch (thrown) {
    return problemOf(thrown);
  }
}

/** Asking goes on for nothing. */
const isUntold = (answer: boolean | Problem): boolean => typeof answer !== 'boolean' && !isPassing(answer);

const WAITING = 'it is active; waiting until the cloud lets it be used';
const STOPPED = 'it is active, but the cloud does not show that it can be used yet';

/** Only its words are news: what is active stays so (`step`). */
function waiting({requestId, grant}: Awaited, detail: string): ActivationEvent {
  return {type: 'provisioning', requestId: requestId ?? grant.id, state: 'provisioning', detail};
}

function nap(asked: number, answer: boolean | Problem): Millis {
  const told = typeof answer === 'boolean' ? undefined : answer.retryAfterSeconds;
  return Math.max(NAPS[asked] ?? LONGEST_NAP, seconds(told ?? 0));
}

async function slept(app: App, length: Millis, signal: AbortSignal): Promise<boolean> {
  try {
    await app.clock.sleep(length, signal);
    return true;
  } catch (thrown) {
    if (signal.aborted) return false;
    throw thrown;
  }
}
