import type {HttpClient, PipelineResponse} from '@azure/core-rest-pipeline';
import type {Kind} from '../../core/kind.ts';
import type {Clock} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import type {Audience, EntraAccess} from '../entra/access.ts';

/** What every call of one kind goes through. */
export interface Reach {
  readonly kind: Kind;
  readonly audience: Audience;
  /** The other side, for people: `Azure`, `Microsoft Graph`. */
  readonly what: string;
  readonly access: EntraAccess;
  readonly clock: Clock;
}

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
