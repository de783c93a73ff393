import type {Activation} from '../../core/activation.ts';
import type {Clock} from '../../core/ports.ts';
import {type Millis, minutes, seconds} from '../../core/time.ts';

/**
 * How long a cloud may leave a request without an answer, reading a lost one back included. What came of it is not known
 * then: it is kept, never sent again, and the next rung is tried. The last one has nobody waiting behind it.
 */
export const ANSWER_LIMIT = {next: seconds(20), last: minutes(2)} as const;

export interface Answering {
  readonly signal: AbortSignal;
  /** The limit has passed: what ended is no interruption by anybody. */
  readonly isLate: () => boolean;
  /** Nobody waits any more. */
  readonly over: () => void;
}

/** The caller's signal, fired too where the limit passes without a word. People who are asked (`step-up`) have longer. */
export function answering(
  clock: Clock,
  limit: Millis,
  signal: AbortSignal,
  known: () => Activation,
): Answering {
  const [late, done] = [new AbortController(), new AbortController()];
  const isSilent = ({state, requestId}: Activation) => state === 'unknown' && requestId === null;
  clock.sleep(limit, AbortSignal.any([signal, done.signal])).then(
    () => isSilent(known()) && late.abort(),
    () => {},
  );
  return {
    signal: AbortSignal.any([signal, late.signal]),
    isLate: () => late.signal.aborted,
    over: () => done.abort(),
  };
}
