import type {HttpClient, PipelineRequest, PipelineResponse} from '@azure/core-rest-pipeline';
import type {Kind} from '../../core/kind.ts';
import type {Clock} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import {type Millis, seconds} from '../../core/time.ts';
import type {Audience, EntraAccess} from '../entra/access.ts';
import {isLost} from '../entra/refusals.ts';

/** What every call of one kind goes through. */
export interface Reach {
  readonly kind: Kind;
  readonly audience: Audience;
  /** The other side, for people: `Azure`, `Microsoft Graph`. */
  readonly what: string;
  readonly access: EntraAccess;
  readonly clock: Clock;
}

/** Pauses before a read is tried again. A write never is. */
const PAUSES: readonly Millis[] = [400, 1500];
/** A longer `Retry-After` is for people to wait, not for us. */
const LONGEST_WAIT: Millis = seconds(5);

/** The shared stack for one call to this kind's cloud, and what it saw: SDKs lose parts of an answer on their way up. */
export interface Witness extends HttpClient {
  seen(): {readonly answer: PipelineResponse} | {readonly failure: unknown} | undefined;
}

export function witness(http: HttpClient): Witness {
  let seen: ReturnType<Witness['seen']>;
  return {
    seen: () => seen,
    sendRequest: async request => {
      try {
        const answer = await http.sendRequest(request);
        seen = {answer};
        return answer;
      } catch (failure) {
        seen = {failure};
        throw failure;
      }
    },
  };
}

/** One origin only, whatever a `nextLink` says: the request carries a token. */
export function within(origin: string, what: string, http: HttpClient): HttpClient {
  return {
    sendRequest: async request => {
      if (new URL(request.url).origin !== new URL(origin).origin)
        throw new Trouble({code: 'bad-answer', what, reason: 'it points to an address that is not its own'});
      return http.sendRequest(request);
    },
  };
}

/** Reads are tried again where trying can help: cut off, a 5xx, or a short `Retry-After`. */
export function patient(clock: Clock, signal: AbortSignal, http: HttpClient): HttpClient {
  return {
    sendRequest: async request => {
      const pauses = request.method === 'GET' ? PAUSES : [];
      for (const pause of pauses) {
        const tried = await attempt(http, request);
        const wait = waitAfter(tried, pause);
        if (wait === undefined) return unwrap(tried);
        await clock.sleep(wait, signal);
      }
      return unwrap(await attempt(http, request));
    },
  };
}

type Tried = {readonly answer: PipelineResponse} | {readonly failure: unknown};

async function attempt(http: HttpClient, request: PipelineRequest): Promise<Tried> {
  try {
    return {answer: await http.sendRequest(request)};
  } catch (failure) {
    return {failure};
  }
}

/** Cut off on the way, so worth another try; an interruption is a wish, and a time limit has been waited for already. */
const isCut = (thrown: unknown): boolean =>
  isLost(thrown) && !/AbortError|TIMED_?OUT/i.test(`${nameOf(thrown)} ${codeOf(thrown)}`);

const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : '');
const codeOf = (thrown: unknown): unknown =>
  thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;

function unwrap(tried: Tried): PipelineResponse {
  if ('failure' in tried) throw tried.failure;
  return tried.answer;
}

function waitAfter(tried: Tried, pause: Millis): Millis | undefined {
  if ('failure' in tried) return isCut(tried.failure) ? pause : undefined;
  const {status, headers} = tried.answer;
  if (status !== 429) return status >= 500 || status === 408 ? pause : undefined;
  const asked = seconds(Number(headers.get('retry-after') ?? Number.NaN));
  return asked <= LONGEST_WAIT ? Math.max(asked, pause) : undefined;
}
