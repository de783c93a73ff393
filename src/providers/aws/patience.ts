import type {Clock} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import {type Failure, pauseAfter, type Random, readRetryAfter} from '../../core/retry.ts';

export interface Patient {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Default: the machine's. */
  readonly random?: Random | undefined;
}

/** Asks AWS for what changes nothing there, again where a moment may mend it (`core/retry`). Never a way to lend. */
export async function askPatiently<T>(
  {clock, signal, random = Math.random}: Patient,
  ask: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await ask();
    } catch (thrown) {
      const pause = signal.aborted ? undefined : pauseAfter(failureIn(thrown), tries, random);
      if (pause === undefined) throw thrown;
      await clock.sleep(pause, signal);
    }
}

interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: {readonly httpStatusCode?: unknown} | undefined;
  readonly $response?: {readonly headers?: Readonly<Record<string, string>> | undefined} | undefined;
}

/** STS says with a 400 that it is asked too often (reference aws-jit 3); cut connections have the name of a time limit. */
export function failureIn(thrown: unknown): Failure {
  if (typeof thrown !== 'object' || thrown === null || thrown instanceof Trouble) return {type: 'final'};
  const {name, code, $metadata, $response}: Thrown = thrown;
  const status = $metadata?.httpStatusCode;
  if (typeof status !== 'number') return {type: isCut(code) ? 'cut' : 'final'};
  const {'retry-after': header, date} = $response?.headers ?? {};
  const busy = /^(Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|SlowDown)/.test(String(name));
  return {type: 'status', status: busy ? 429 : status, asked: readRetryAfter(header, date)};
}

const isCut = (code: unknown): boolean => code === 'ECONNRESET' || code === 'EPIPE';
