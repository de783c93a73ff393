import type {Problem, ProblemCode} from './problem.ts';
import {type Millis, minutes, seconds} from './time.ts';

/**
 * How one try at asking a cloud failed, as far as asking again goes. Only what changes nothing is ever asked again; a
 * write is looked up instead (design 8).
 */
export type Failure =
  /** It answered, and this is the status. `asked`: how long it wants to be left alone, where it says so. */
  | {readonly type: 'status'; readonly status: number; readonly asked?: Millis | undefined}
  /** The way broke before a whole answer was here. */
  | {readonly type: 'cut'}
  /** Nothing that a moment mends: nobody there by that name, a certificate, a limit of ours waited for, an interruption. */
  | {readonly type: 'final'};

/** How often a question is put, and how long is waited in between. */
export interface Patience {
  /** Before the second try, the third, ...; each is shortened by chance to no less than half. */
  readonly pauses: readonly Millis[];
  /** A longer `Retry-After` is for people to wait, not for us. */
  readonly longestAsked: Millis;
}

/** Every question that somebody waits for: lists, single rows, tokens. Three tries in about two seconds. */
export const READS: Patience = {pauses: [400, 1500], longestAsked: seconds(5)};

/** A number from 0 up to 1. */
export type Random = () => number;

/**
 * How long to wait before the next try, after `tries` of them; `undefined`: there is no point in another. `Retry-After`
 * counts as the least.
 */
export function pauseAfter(
  failure: Failure,
  tries: number,
  random: Random,
  {pauses, longestAsked}: Patience = READS,
): Millis | undefined {
  const usual = pauses[tries - 1];
  if (usual === undefined || !mayPass(failure)) return undefined;
  const asked = failure.type === 'status' ? (failure.asked ?? 0) : 0;
  return asked > longestAsked ? undefined : Math.max(asked, scattered(usual, random));
}

/** 501 and 505 are said of the request, and will be said again. */
function mayPass(failure: Failure): boolean {
  if (failure.type !== 'status') return failure.type === 'cut';
  const {status} = failure;
  return status === 429 || status === 408 || (status >= 500 && status !== 501 && status !== 505);
}

/** Many that failed together must not come again together. */
export const scattered = (pause: Millis, random: Random): Millis => Math.round(pause * (0.5 + random() / 2));

/** The pause after so many failures in a row (1, 2, ...): twice as long each time, up to the longest. */
export const doubled = (first: Millis, failures: number, longest: Millis): Millis =>
  Math.min(longest, first * 2 ** Math.min(Math.max(0, failures - 1), 30));

/** A `Retry-After` header: seconds, or a date, which is measured against the answer's own. `undefined`: it says nothing. */
export function readRetryAfter(header: string | null | undefined, date?: string | null): Millis | undefined {
  if (header === null || header === undefined || header.trim() === '') return undefined;
  const asked = Number(header);
  const wait = Number.isNaN(asked) ? Date.parse(header) - Date.parse(date ?? '') : seconds(asked);
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

/** These say nothing about what was asked for: the next time it may be answered. */
const PASSING: readonly ProblemCode[] = ['unreachable', 'bad-answer', 'throttled'];

export const isPassing = ({code}: Pick<Problem, 'code'>): boolean => PASSING.includes(code);

/** A portal that answers nothing but 429 is asked so often, half a minute at least (reference aws-jit 2: others take 10). */
export const MOST_SLOWDOWNS = 12;

/** Before each look for a request whose answer was lost. Lists lag behind writes (reference azure-pim 2.6): the first waits too. */
export const LOOKS: readonly Millis[] = [1, 2, 4, 8].map(seconds);

/** Between looks at something on its way; then the last again and again. */
export const NAPS: readonly Millis[] = [1, 2, 3, 5, 8, 15].map(seconds);

/** An end that is owed is tried until it is done: first after, at most after, and at most however long it was told to wait. */
export const OWED = {
  first: seconds(30),
  afterRefusal: seconds(60),
  longest: minutes(10),
  longestAsked: minutes(60),
};
