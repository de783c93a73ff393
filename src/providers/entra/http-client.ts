import type {HttpClient, PipelineRequest, PipelineResponse} from '@azure/core-rest-pipeline';
import type {Clock, Network} from '../../core/ports.ts';
import {seconds} from '../../core/time.ts';

/** ARM can think for longer than 15 s (reference azure-pim 2.1, "narrower scopes"); nothing may hang for ever. */
const LONGEST_ANSWER = seconds(60);

/**
 * The one HTTP stack for Entra, ARM and Graph: agents, proxy and trust are the network port's, every `Date` is
 * reported to it, and no redirect is followed. Azure's own proxy policy obeys `HTTPS_PROXY` even for loopback
 * (design 3), so what it chose is overruled here, below every policy.
 */
export function createHttpClient(network: Network, clock: Clock): HttpClient {
  let node: Promise<HttpClient> | undefined;
  return {
    sendRequest: async request => {
      node ??= loadNodeClient();
      const client = await node;
      request.agent = await network.agentFor(request.url);
      delete request.proxySettings;
      const askedAt = clock.now();
      const response = await withinTime(clock, request, () => client.sendRequest(request));
      network.sawDate(response.headers.get('date'), askedAt);
      refuseRedirect(response);
      return response;
    },
  };
}

async function loadNodeClient(): Promise<HttpClient> {
  const {createDefaultHttpClient} = await import('@azure/core-rest-pipeline');
  return createDefaultHttpClient();
}

/** The same client, whose requests are also ended by `signal`: MSAL passes no signal of the caller's through. */
export function boundTo(http: HttpClient, signal: AbortSignal): HttpClient {
  return {
    sendRequest: request => {
      const own = request.abortSignal;
      request.abortSignal = own instanceof AbortSignal ? AbortSignal.any([own, signal]) : signal;
      return http.sendRequest(request);
    },
  };
}

type Send = () => Promise<PipelineResponse>;

async function withinTime(clock: Clock, request: PipelineRequest, send: Send): Promise<PipelineResponse> {
  const asked = request.abortSignal;
  const tooLate = new AbortController();
  const answered = new AbortController();
  request.abortSignal =
    asked instanceof AbortSignal ? AbortSignal.any([asked, tooLate.signal]) : tooLate.signal;
  clock.sleep(LONGEST_ANSWER, answered.signal).then(
    () => tooLate.abort(),
    () => undefined,
  );
  try {
    return await send();
  } catch (thrown) {
    if (!tooLate.signal.aborted) throw thrown;
    throw Object.assign(new Error('no answer in time', {cause: thrown}), {code: 'ANSWER_TIMED_OUT'});
  } finally {
    answered.abort();
    if (asked === undefined) delete request.abortSignal;
    else request.abortSignal = asked;
  }
}

/** The pipeline would follow with the token still in the request (design 9: redirects are errors). */
function refuseRedirect({status, headers}: PipelineResponse): void {
  if (status < 300 || status > 399 || headers.get('location') === undefined) return;
  throw Object.assign(new Error('redirects are not followed'), {
    code: 'REDIRECT_REFUSED',
    statusCode: status,
  });
}
