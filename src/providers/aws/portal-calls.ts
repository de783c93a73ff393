import type {SSOClient} from '@aws-sdk/client-sso';
import type {Clock} from '../../core/ports.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import {MOST_SLOWDOWNS, pauseAfter, type Random} from '../../core/retry.ts';
import type {Secret} from '../../core/secret.ts';
import type {Millis} from '../../core/time.ts';
import type {AwsAccess} from './access.ts';
import type {PortalLimiter, TurnWish} from './portal-limiter.ts';
import {badAnswer, type PortalRefusal, portalRefusal} from './portal-refusals.ts';
import type {PortalCall, PortalPage} from './portal-wire.ts';

export interface PortalDesk {
  readonly access: AwsAccess;
  readonly clock: Clock;
  readonly limiter: PortalLimiter;
  readonly random: () => number;
  readonly client: (session: string) => Promise<SSOClient>;
}

/** What has happened to one call so far. */
interface Trials {
  slowdowns: number;
  broken: number;
  token: Secret | undefined;
  refused: Secret | undefined;
}

/** One call of a session, tried as often as it makes sense. Rejects with `Trouble`. */
export async function asked<T>(
  desk: PortalDesk,
  session: string,
  wish: TurnWish,
  send: (call: PortalCall) => Promise<T>,
): Promise<T> {
  const client = await desk.client(session);
  const trials: Trials = {slowdowns: 0, broken: 0, token: undefined, refused: undefined};
  const once = async () => {
    const {refused} = trials;
    const token = await desk.access.token(session, wish.signal, ...(refused === undefined ? [] : [refused]));
    trials.token = token;
    return send({client, token, signal: wish.signal});
  };
  for (;;) {
    try {
      return await desk.limiter.run(once, wish);
    } catch (thrown) {
      wish.signal.throwIfAborted();
      await beforeNext(desk, {session, trials, signal: wish.signal}, thrown);
    }
  }
}

interface Trying {
  readonly session: string;
  readonly trials: Trials;
  readonly signal: AbortSignal;
}

/** Rejects when there is no point in another try. */
async function beforeNext(
  desk: PortalDesk,
  {session, trials, signal}: Trying,
  thrown: unknown,
): Promise<void> {
  const refusal = portalRefusal(thrown);
  if (refusal === undefined) throw thrown;
  const pause = pauseBefore(trials, refusal.type, desk.random);
  if (pause === undefined) throw new Trouble(inSession(session, refusal.problem), thrown);
  if (refusal.type === 'token-refused') trials.refused = trials.token;
  if (pause > 0) await desk.clock.sleep(pause, signal);
}

const inSession = (session: string, problem: Problem): Problem =>
  problem.code === 'signed-out' ? {...problem, session} : problem;

/** Counts this one; `undefined`: no more. After a 429 it is the limiter that waits, for everyone. */
function pauseBefore(trials: Trials, type: PortalRefusal['type'], random: Random): Millis | undefined {
  switch (type) {
    case 'slow-down':
      trials.slowdowns += 1;
      return trials.slowdowns < MOST_SLOWDOWNS ? 0 : undefined;
    case 'passing':
      trials.broken += 1;
      return pauseAfter({type: 'cut'}, trials.broken, random);
    case 'token-refused':
      return trials.refused === undefined ? 0 : undefined;
    case 'final':
      return undefined;
  }
}

/** Every page to the last. A page token that comes again would lead round in a circle. */
export async function* everyPage<T>(
  ask: (next: string | undefined) => Promise<PortalPage<T>>,
): AsyncGenerator<readonly T[]> {
  const seen = new Set<string>();
  let page = await ask(undefined);
  for (;;) {
    yield page.items;
    const {next} = page;
    if (next === undefined) return;
    if (seen.has(next)) throw new Trouble(badAnswer('its pages go round in a circle'));
    seen.add(next);
    page = await ask(next);
  }
}
