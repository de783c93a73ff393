import type {Clock} from '../core/ports.ts';
import {type Problem, problemOf} from '../core/problem.ts';
import {doubled, OWED, type Random, scattered} from '../core/retry.ts';
import type {Handful, Outbox, Sink} from '../core/sink.ts';
import {type Instant, type Millis, seconds} from '../core/time.ts';

export interface DeliveryParts {
  readonly outbox: Outbox;
  readonly sinks: readonly Sink[];
  readonly clock: Clock;
  readonly random: Random;
}

export interface Delivered {
  readonly sink: string;
  /** Events that have arrived just now. */
  readonly count: number;
  /** What stopped it; `null`: everything that was due has arrived, or somebody else is at it. */
  readonly problem: Problem | null;
}

export interface DeliverOptions {
  /** An emergency: neither a pause after a failure nor another process counts. */
  readonly urgent?: boolean | undefined;
}

export interface Delivery {
  /**
   * Sends what is due, all sinks at once, each in the order of the record, for no longer than `limit`. Never rejects:
   * what goes wrong is kept with the sink, and told here. Interrupted by `signal` it leaves everything as it was.
   */
  deliver(signal: AbortSignal, limit: Millis, options?: DeliverOptions): Promise<readonly Delivered[]>;
}

/** Beyond the limit of a delivery: a claim whose holder was killed is free after so long. */
const LEASE_BEYOND: Millis = seconds(5);

export function createDelivery(parts: DeliveryParts): Delivery {
  return {
    deliver: async (signal, limit, {urgent = false} = {}) => {
      if (parts.sinks.length === 0) return [];
      await parts.outbox.catchUp().catch(expected);
      const over = new AbortController();
      const done = new AbortController();
      parts.clock.sleep(limit, done.signal).then(
        () => over.abort(),
        () => undefined,
      );
      const round = {signal, over: over.signal, lease: limit + LEASE_BEYOND, urgent};
      try {
        return await Promise.all(parts.sinks.map(sink => deliverTo(parts, sink, round)));
      } finally {
        done.abort();
      }
    },
  };
}

interface Round {
  /** The person's, or the command's. */
  readonly signal: AbortSignal;
  /** The limit has come. */
  readonly over: AbortSignal;
  readonly lease: Millis;
  readonly urgent: boolean;
}

async function deliverTo(parts: DeliveryParts, sink: Sink, round: Round): Promise<Delivered> {
  let count = 0;
  try {
    for (;;) {
      const problem = await next(parts, sink, round);
      if (typeof problem !== 'number') return {sink: sink.name, count, problem};
      count += problem;
    }
  } catch (thrown) {
    return {sink: sink.name, count, problem: problemOf(thrown)};
  }
}

/** How many have arrived; the problem that ends this round, or `null` when there is nothing more to do. */
async function next(
  {outbox, clock, random}: DeliveryParts,
  sink: Sink,
  {signal, over, lease, urgent}: Round,
): Promise<number | Problem | null> {
  if (signal.aborted || over.aborted) return null;
  const taking = {now: clock.now(), lease, most: sink.most, urgent};
  const handful = await outbox.take(sink.name, taking);
  if (handful === undefined) return null;
  try {
    const stop = AbortSignal.any([signal, over]);
    const count = await heeding(sink.send(handful.events, stop), stop);
    await outbox.delivered(handful, count);
    return count;
  } catch (thrown) {
    return await given(outbox, handful, {thrown, signal, over, at: clock.now(), random});
  }
}

/** A keyring or a sign-in that does not answer may not heed a signal: nobody waits for it any longer all the same. */
function heeding<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, {once: true});
    if (signal.aborted) stop();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

interface Failed {
  readonly thrown: unknown;
  readonly signal: AbortSignal;
  readonly over: AbortSignal;
  readonly at: Instant;
  readonly random: Random;
}

/** Ctrl-C says nothing about a sink; one that is slower than our patience is paused like one that is down. */
async function given(outbox: Outbox, handful: Handful, failed: Failed): Promise<Problem | null> {
  const {thrown, signal, over, at, random} = failed;
  if (signal.aborted) {
    await outbox.putBack(handful);
    return null;
  }
  const what = `the sink “${handful.sink}”`;
  const problem: Problem = over.aborted
    ? {code: 'unreachable', what, reason: 'no answer came in time'}
    : problemOf(thrown);
  const due = (failures: number) => at + pause(problem, failures, random);
  await outbox.failed(handful, {at, problem: tellable(problem)}, due);
  return problem;
}

/** A mistake of ours must not stop the others, and its cause is nothing to keep. */
const tellable = (problem: Problem): Problem =>
  problem.code === 'bug'
    ? {code: 'failed', reason: 'The event could not be written down for this sink.'}
    : problem;

/** As an end that is owed is tried: twice as long each time, with chance, and never sooner than asked for. */
function pause({retryAfterSeconds}: Problem, failures: number, random: Random): Millis {
  const asked = Math.min(seconds(retryAfterSeconds ?? 0), OWED.longestAsked);
  return Math.max(asked, scattered(doubled(OWED.first, failures, OWED.longest), random));
}

/** The record cannot be read, or the disk is busy: what is here already is delivered all the same. */
function expected(thrown: unknown): void {
  if (problemOf(thrown).code === 'bug') throw thrown;
}
