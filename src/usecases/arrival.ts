import type {ActivationEvent} from '../core/activation.ts';
import type {Eligibility} from '../core/eligibility.ts';
import type {AccessProvider} from '../core/ports.ts';
import {type Problem, problemOf} from '../core/problem.ts';
import {wholeSecond} from '../core/problem-words.ts';
import {isPassing} from '../core/retry.ts';
import {type Instant, type Millis, minutes, seconds} from '../core/time.ts';
import type {App} from './app.ts';
import type {Held} from './group-way.ts';
import type {Patience} from './story.ts';

/** How often and how long the portal is asked after a group was activated (reference aws-jit 7). */
const NAP = seconds(15);
const LEAST_PATIENCE = minutes(12);

interface Awaited {
  readonly app: App;
  readonly provider: AccessProvider;
  readonly eligibility: Eligibility;
  readonly held: Held;
  readonly patience: Patience;
  readonly signal: AbortSignal;
}

/**
 * Waits until the membership of the group has reached AWS, telling how long that takes and how often was asked. False:
 * not (yet), and the last event says why. An empty patience asks once.
 */
export async function* arrival(awaited: Awaited): AsyncGenerator<ActivationEvent, boolean> {
  const {app, held, patience, signal} = awaited;
  const most = patience.provisioning === 0 ? 0 : Math.max(patience.provisioning, LEAST_PATIENCE);
  const [since, until] = [app.server.now(), app.clock.monotonic() + most];
  for (let asked = 1; ; asked += 1) {
    const answer = await ask(awaited);
    if (answer === true) return true;
    if (signal.aborted) return false;
    const failure = tooLate(app, held) ?? untold(answer);
    if (failure !== undefined) {
      yield failure;
      return false;
    }
    const left = until - app.clock.monotonic();
    yield waiting(held, words(asked, since, left > 0 ? undefined : held));
    if (left <= 0 || !(await slept(app, nap(answer, left), signal))) return false;
  }
}

/** True: it has arrived. A problem: nobody could tell. */
async function ask({provider, eligibility, signal}: Awaited): Promise<boolean | Problem> {
  try {
    return (await provider.arrived?.(eligibility, signal)) ?? true;
  } catch (thrown) {
    return problemOf(thrown);
  }
}

/** Asking goes on for nothing: the group stays active, and that AWS could not be asked is the problem. */
function untold(answer: boolean | Problem): ActivationEvent | undefined {
  if (typeof answer === 'boolean' || isPassing(answer)) return undefined;
  return {type: 'failed', problem: answer, state: 'provisioning'};
}

/** A membership that ended on the way will not arrive any more. */
function tooLate(app: App, {grant: {endsAt}}: Held): ActivationEvent | undefined {
  if (endsAt === null || endsAt > app.server.now()) return undefined;
  const problem = {
    code: 'failed',
    reason: 'The membership of the group ended before AWS had heard of it; nothing was lent.',
    nextSteps: [`Ask again with a longer --duration: ${USUAL}`],
  } as const;
  return {type: 'failed', problem};
}

function waiting({requestId}: Held, detail: string): ActivationEvent {
  return {type: 'provisioning', requestId, state: 'provisioning', detail};
}

/** Reference aws-jit 7: what Entra and AWS publish about the way from a group to a permission set. */
const USUAL = 'AWS hears of it in 2 to 10 minutes, seldom 40';

function words(asked: number, since: Instant, stays: Held | undefined): string {
  const times = asked === 1 ? 'once' : `${asked} times since ${wholeSecond(since)}`;
  const told = `${USUAL}; asked ${times}`;
  if (stays === undefined) return told;
  const {endsAt} = stays.grant;
  const until = endsAt === null ? '' : ` until ${wholeSecond(endsAt)}`;
  return `${told}; the group stays active${until}, and running it again goes on from here`;
}

function nap(answer: boolean | Problem, left: Millis): Millis {
  const told = typeof answer === 'boolean' ? undefined : answer.retryAfterSeconds;
  return Math.min(left, Math.max(NAP, seconds(told ?? 0)));
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
