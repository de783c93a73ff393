import type {Agent as HttpsAgent} from 'node:https';
import {Readable} from 'node:stream';
import type {NodeHttpHandler} from '@smithy/node-http-handler';
import type {Clock, Network} from '../../core/ports.ts';
import {type Millis, seconds} from '../../core/time.ts';

export interface HandlerParts {
  readonly network: Network;
  readonly clock: Clock;
  readonly debug: ((line: string) => void) | undefined;
}

const LONGEST_CONNECTING = seconds(10);
/** From the request to the head of the answer, and between two pieces of its body. */
const LONGEST_SILENCE = seconds(30);
/** From the request on: a body that trickles in for ever is given up at its next piece. */
const LONGEST_ANSWER = seconds(60);

type Request = Parameters<NodeHttpHandler['handle']>[0];
type Answer = Awaited<ReturnType<NodeHttpHandler['handle']>>;

/**
 * The one HTTP stack for AWS: agents, proxy and trust are the network port's, every `Date` is reported to it, no
 * redirect is followed, and nothing but method, host, path, status and time is ever told.
 */
export async function createHttpHandler(parts: HandlerParts, endpoint: string): Promise<NodeHttpHandler> {
  const {NodeHttpHandler: Handler} = await import('@smithy/node-http-handler');
  const agent = await parts.network.agentFor(endpoint);
  const handler = new Handler({
    httpAgent: agent,
    httpsAgent: agent as HttpsAgent,
    connectionTimeout: LONGEST_CONNECTING,
    requestTimeout: LONGEST_SILENCE,
    throwOnRequestTimeout: true,
    socketTimeout: LONGEST_SILENCE,
  });
  const send = handler.handle.bind(handler);
  handler.handle = (request, options) => watched(parts, request, () => send(request, options));
  // A client that is thrown away must not cut the connections of the others: the agent is the network's.
  handler.destroy = () => undefined;
  return handler;
}

async function watched(parts: HandlerParts, request: Request, send: () => Promise<Answer>): Promise<Answer> {
  const {network, clock, debug} = parts;
  const [askedAt, startedAt] = [clock.now(), clock.monotonic()];
  const tell = (outcome: string | number) =>
    debug?.(`${nameOf(request)} ${outcome} ${Math.round(clock.monotonic() - startedAt)} ms`);
  try {
    const answer = await send();
    const {statusCode, headers} = answer.response;
    tell(statusCode);
    network.sawDate(headers.date, askedAt);
    if (statusCode >= 300 && statusCode <= 399) refuseRedirect(answer);
    answer.response.body = inTime(answer.response.body, clock, startedAt + LONGEST_ANSWER);
    return answer;
  } catch (thrown) {
    if (!isRedirect(thrown)) tell('failed');
    throw thrown;
  }
}

/** Without a timer: silence has its own limit. */
const inTime = (body: AsyncIterable<Uint8Array>, clock: Clock, until: Millis): Readable =>
  Readable.from(pieces(body, clock, until), {objectMode: false});

async function* pieces(body: AsyncIterable<Uint8Array>, clock: Clock, until: Millis) {
  for await (const piece of body) {
    if (clock.monotonic() > until)
      throw Object.assign(new Error('no whole answer in time'), {code: 'ANSWER_TIMED_OUT'});
    yield piece;
  }
}

const nameOf = ({method, protocol, hostname, port, path}: Request): string =>
  `${method} ${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`;

/** Bearer tokens travel in a header of AWS's own, which other stacks carry along to anywhere (reference aws-jit 2). */
function refuseRedirect({response}: Answer): never {
  const body: unknown = response.body;
  if (hasDestroy(body)) body.destroy();
  const {statusCode} = response;
  throw Object.assign(new Error('redirects are not followed'), {code: 'REDIRECT_REFUSED', statusCode});
}

const isRedirect = (thrown: unknown): boolean =>
  thrown instanceof Error && (thrown as {code?: unknown}).code === 'REDIRECT_REFUSED';

const hasDestroy = (body: unknown): body is {destroy(): void} =>
  typeof body === 'object' && body !== null && 'destroy' in body && typeof body.destroy === 'function';
