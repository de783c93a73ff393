import type {PipelinePolicy, PipelineRequest, PipelineResponse} from '@azure/core-rest-pipeline';
import type {Clock} from '../../core/ports.ts';
import {type Millis, seconds} from '../../core/time.ts';
import {isDiscovery} from './discovery.ts';
import {jsonObject} from './wire-error.ts';

/** Why the authority gave no token, as it said it: MSAL loses the description and the codes (reference azure-pim 1.2). */
export type TokenFailure =
  | {
      readonly type: 'answer';
      readonly status: number;
      /** `undefined`: it was no JSON, or not the JSON that belongs there. */
      readonly body: Readonly<Record<string, unknown>> | undefined;
      readonly retryAfter: string | undefined;
    }
  | {readonly type: 'transport'; readonly thrown: unknown};

export interface TokenTap {
  /** Sees what is left after every try. */
  readonly policy: PipelinePolicy;
  failure(): TokenFailure | undefined;
  /** A closed tap was asked for the network: no token in hand is good. */
  wantedNetwork(): boolean;
}

interface TapParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** false: no token request leaves. */
  readonly open: boolean;
}

/** RFC 8628 3.5: on `slow_down` the interval grows by 5 s, for this and all later polls. MSAL gives up instead. */
const SLOWER = seconds(5);

/** What the tap knows of its one operation. */
interface Seen {
  failure: TokenFailure | undefined;
  wantedNetwork: boolean;
  /** What each further poll waits beyond MSAL's own interval. */
  extra: Millis;
}

export function createTokenTap(parts: TapParts): TokenTap {
  const seen: Seen = {failure: undefined, wantedNetwork: false, extra: 0};
  return {
    failure: () => seen.failure,
    wantedNetwork: () => seen.wantedNetwork,
    policy: {name: 'stintTokenTap', sendRequest: (request, next) => pass(parts, seen, request, next)},
  };
}

async function pass({open, ...parts}: TapParts, seen: Seen, request: PipelineRequest, next: Next) {
  seen.wantedNetwork ||= !open && !isDiscovery(request.url);
  if (seen.wantedNetwork) throw new Error('no token request leaves yet');
  const response = await next(request).catch((thrown: unknown) => {
    seen.failure = {type: 'transport', thrown};
    throw thrown;
  });
  const heard = await listen(parts, seen, response);
  // MSAL takes a refused device code request for an answer and polls with nothing.
  if (seen.failure !== undefined && request.url.includes('/devicecode')) throw new Error('no device code');
  return heard;
}

async function listen({clock, signal}: Omit<TapParts, 'open'>, seen: Seen, response: PipelineResponse) {
  const answer = waits(response);
  if (answer === 'slow-down') seen.extra += SLOWER;
  seen.failure = answer === 'no' ? failureIn(response) : undefined;
  if (answer !== 'no' && seen.extra > 0) await clock.sleep(seen.extra, signal);
  return answer === 'slow-down' ? asPending(response) : response;
}

type Next = (request: PipelineRequest) => Promise<PipelineResponse>;

function waits({status, bodyAsText}: PipelineResponse): 'pending' | 'slow-down' | 'no' {
  const error = status === 400 ? jsonObject(bodyAsText ?? '')?.error : undefined;
  if (error === 'authorization_pending') return 'pending';
  return error === 'slow_down' ? 'slow-down' : 'no';
}

function asPending(response: PipelineResponse): PipelineResponse {
  const body = {...jsonObject(response.bodyAsText ?? ''), error: 'authorization_pending'};
  return {...response, bodyAsText: JSON.stringify(body)};
}

function failureIn(response: PipelineResponse): TokenFailure | undefined {
  const body = jsonObject(response.bodyAsText ?? '');
  if (response.status < 300 && isExpected(response.request.url, body)) return undefined;
  return {
    type: 'answer',
    status: response.status,
    body: body?.error === undefined ? undefined : body,
    retryAfter: response.headers.get('retry-after'),
  };
}

function isExpected(url: string, body: Readonly<Record<string, unknown>> | undefined): boolean {
  const {pathname} = new URL(url);
  if (pathname.endsWith('/devicecode')) return typeof body?.user_code === 'string';
  if (pathname.endsWith('/token')) return typeof body?.access_token === 'string';
  return body !== undefined;
}
