import type {HttpClient, PipelineRequest, PipelineResponse} from '@azure/core-rest-pipeline';
import {Trouble} from '../../core/problem.ts';
import type {Audience} from './access.ts';
import {claimsInHeader} from './claims-challenge.ts';

/** What a token was asked for; `claims`: the request that it meets. */
export interface GivenFor {
  readonly audience: Audience;
  readonly claims?: string | undefined;
}

/** A token in place of one that a service refused. Rejects with `Trouble` where there is none without asking a person. */
export type Renew = (refused: string, given: GivenFor, signal: AbortSignal) => Promise<string>;

export interface Renewing {
  readonly http: HttpClient;
  /** A token has been handed out: should it be refused, this is how another one is asked for. */
  gave(token: string, given: GivenFor): void;
}

/**
 * Sends a request that is refused for its token alone (401 without claims) once more with a new one. A clock of ours that
 * is wrong, or was set, takes a token for live that is over, and MSAL would hand out the same again. A 401 is given
 * before anything is done, so a write may be repeated too; one more 401 is the answer, and that token is not renewed again.
 */
export function renewing(http: HttpClient, renew: Renew): Renewing {
  const given = new Map<string, GivenFor>();
  const hopeless = new Set<string>();
  const sendRequest = async (request: PipelineRequest): Promise<PipelineResponse> => {
    const answer = await http.sendRequest(request);
    const refused = tokenOf(request);
    const known = refused === undefined || hopeless.has(refused) ? undefined : given.get(refused);
    if (refused === undefined || known === undefined || !isRefused(answer)) return answer;
    const token = await renewed(renew, refused, known, request);
    request.headers.set('Authorization', `Bearer ${token}`);
    const again = await http.sendRequest(request);
    if (isRefused(again)) hopeless.add(token);
    return again;
  };
  return {http: {sendRequest}, gave: (token, known) => void given.set(token, known)};
}

const isRefused = ({status, headers}: PipelineResponse): boolean =>
  status === 401 && claimsInHeader(headers.get('www-authenticate')) === undefined;

const tokenOf = ({headers}: PipelineRequest): string | undefined =>
  /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1];

/** An interruption here is a definite one: the request was refused, so nothing has happened. */
async function renewed(
  renew: Renew,
  refused: string,
  known: GivenFor,
  {abortSignal}: PipelineRequest,
): Promise<string> {
  const signal = abortSignal instanceof AbortSignal ? abortSignal : new AbortController().signal;
  try {
    return await renew(refused, known, signal);
  } catch (thrown) {
    if (!signal.aborted || thrown instanceof Trouble) throw thrown;
    throw new Trouble({code: 'cancelled', reason: 'It was interrupted.'}, thrown);
  }
}
