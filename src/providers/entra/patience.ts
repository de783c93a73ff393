import type {HttpClient, PipelineRequest, PipelineResponse} from '@azure/core-rest-pipeline';
import type {Clock} from '../../core/ports.ts';
import {type Failure, pauseAfter, type Random, readRetryAfter} from '../../core/retry.ts';
import {boundTo} from './http-client.ts';
import {isLost} from './refusals.ts';

export interface Patient {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Default: the machine's. */
  readonly random?: Random | undefined;
}

/** Requests that change nothing, tried again as `core/retry` says; every other one is sent once. */
export function patient(
  {clock, signal, random = Math.random}: Patient,
  http: HttpClient,
  changesNothing: (request: PipelineRequest) => boolean = isRead,
): HttpClient {
  return {
    sendRequest: async request => {
      for (let tries = 1; ; tries += 1) {
        const tried = await attempt(http, request);
        const failure = changesNothing(request) ? failureIn(tried) : FINAL;
        const pause = pauseAfter(failure, tries, random);
        if (pause === undefined) return unwrap(tried);
        await clock.sleep(pause, signal);
      }
    },
  };
}

const isRead = ({method}: PipelineRequest): boolean => method === 'GET';

/**
 * The way to the authority for one operation. Its POSTs ask for tokens and leave nothing behind: Entra takes a refresh
 * token as often as it is sent. MSAL hands no signal of the caller's on, so each request is bound to it here.
 */
export const wayToAuthority = (patience: Patient, http: HttpClient): HttpClient =>
  patient(patience, boundTo(http, patience.signal), () => true);

type Tried = {readonly answer: PipelineResponse} | {readonly failure: unknown};

async function attempt(http: HttpClient, request: PipelineRequest): Promise<Tried> {
  try {
    return {answer: await http.sendRequest(request)};
  } catch (failure) {
    return {failure};
  }
}

function unwrap(tried: Tried): PipelineResponse {
  if ('failure' in tried) throw tried.failure;
  return tried.answer;
}

const FINAL: Failure = {type: 'final'};

function failureIn(tried: Tried): Failure {
  if ('failure' in tried) return isCut(tried.failure) ? {type: 'cut'} : FINAL;
  const {status, headers} = tried.answer;
  return {type: 'status', status, asked: readRetryAfter(headers.get('retry-after'), headers.get('date'))};
}

/** An interruption is a wish, and a time limit has been waited for already. */
const isCut = (thrown: unknown): boolean =>
  isLost(thrown) && !/AbortError|TIMED_?OUT/i.test(`${nameOf(thrown)} ${codeOf(thrown)}`);

const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : '');
const codeOf = (thrown: unknown): unknown =>
  thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
