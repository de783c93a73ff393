import type {HttpClient} from '@azure/core-rest-pipeline';
import type {EntraAccess} from '../../src/providers/entra/access.ts';

/** One request of ours and its answer, as they went over the wire. Bodies are parsed; `null` where there is none. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly asked: unknown;
  readonly status: number;
  readonly answered: unknown;
}

/** The access with every exchange kept, in order. */
export function recorded(access: EntraAccess, exchanges: Exchange[]): EntraAccess {
  const http: HttpClient = {
    sendRequest: async request => {
      const answer = await access.http.sendRequest(request);
      exchanges.push({
        method: request.method,
        url: new URL(request.url),
        asked: parsed(request.body),
        status: answer.status,
        answered: parsed(answer.bodyAsText),
      });
      return answer;
    },
  };
  const {endpoints, clientId} = access;
  return {
    ...{endpoints, clientId, http},
    token: (audience, call) => access.token(audience, call),
    actor: signal => access.actor(signal),
  };
}

const parsed = (body: unknown): unknown =>
  typeof body === 'string' && body !== '' ? (JSON.parse(body) as unknown) : null;

/** For messages and for telling what was covered: ids left out. */
export const operation = ({method, url}: Exchange): string =>
  `${method} ${decodeURIComponent(url.pathname).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '…')}`;
