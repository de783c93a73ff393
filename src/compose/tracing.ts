import type {HttpClient, PipelineRequest} from '@azure/core-rest-pipeline';
import type {Clock} from '../core/ports.ts';
import type {EntraAccess} from '../providers/entra/index.ts';

/** For `--debug`: a line for each call to ARM and Graph. Never a header, a body or a token. */
export function tracing(
  access: EntraAccess,
  debug: ((line: string) => void) | undefined,
  clock: Clock,
): EntraAccess {
  if (debug === undefined) return access;
  const http: HttpClient = {
    async sendRequest(request) {
      const startedAt = clock.monotonic();
      const took = () => `${Math.round(clock.monotonic() - startedAt)} ms`;
      try {
        const answer = await access.http.sendRequest(request);
        debug(`${nameOf(request)} ${answer.status} ${took()}`);
        return answer;
      } catch (thrown) {
        debug(`${nameOf(request)} failed ${took()}: ${thrown instanceof Error ? thrown.message : thrown}`);
        throw thrown;
      }
    },
  };
  return {
    ...{endpoints: access.endpoints, clientId: access.clientId, http},
    token: (audience, call) => access.token(audience, call),
    actor: signal => access.actor(signal),
  };
}

function nameOf({method, url}: PipelineRequest): string {
  const {origin, pathname} = new URL(url);
  return `${method} ${origin}${pathname}`;
}
