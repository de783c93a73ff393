import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {createServer, type Server} from 'node:https';
import {setTimeout as wait} from 'node:timers/promises';
import type {Certificate} from '../certificate.ts';
import type {PracticeClock} from '../clock.ts';
import type {TokenClaims} from '../entra/claims.ts';
import type {Answer, Call, Handler, LoggedRequest, OriginName} from './call.ts';
import {cannedAnswer, type FaultBook, type Harm} from './faults.ts';
import type {Door, OutageBook} from './outages.ts';

export interface OriginParts {
  readonly name: OriginName;
  readonly handler: Handler;
  readonly certificate: Certificate;
  readonly clock: PracticeClock;
  readonly faults: FaultBook;
  readonly outages: Pick<OutageBook, 'meet'>;
  readonly latencyMs: number;
  readonly log: (entry: LoggedRequest) => void;
  /** Claims of a token that is ours, whatever its audience and age; null otherwise. For the log. */
  readonly read: (authorization: string | undefined) => TokenClaims | null;
}

export interface Origin extends Door {
  /** `https://localhost:PORT` */
  readonly url: string;
  stop(): Promise<void>;
}

/** Opens one origin on loopback; port 0 takes a free one. */
export async function openOrigin(parts: OriginParts, port: number): Promise<Origin> {
  const {certificate, key} = parts.certificate;
  const server = createServer({cert: certificate, key}, (request, response) => {
    serve(parts, request, response).catch(() => response.destroy());
  });
  // Longer than clients wait between looks: a socket closed just as it is used again would look like a fault.
  server.keepAliveTimeout = 120_000;
  await listen(server, port);
  const own = portOf(server);
  const shut = () => close(server);
  return {url: `https://localhost:${own}`, stop: shut, shut, open: () => listen(server, own)};
}

async function listen(server: Server, port: number): Promise<void> {
  if (server.listening) return;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function serve(parts: OriginParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const call = await callOf(parts, request, response);
  const harm = parts.outages.meet(parts.name) ?? parts.faults.meet(call) ?? {};
  const delay = parts.latencyMs + (harm.delayMs ?? 0);
  if (delay > 0 && parts.name !== 'control') await wait(delay);
  const answer = await answerOf(parts, call, harm);
  const cut = harm.reset === true || harm.hang === true || harm.loseAnswer === true;
  parts.log(entryOf(parts, call, cut ? 0 : answer.status));
  if (harm.hang === true) return parts.faults.hang(call);
  if (cut) request.socket.destroy();
  else write(parts, call, response, answer, harm.truncate === true);
}

async function answerOf(parts: OriginParts, call: Call, harm: Harm): Promise<Answer> {
  if (harm.reset === true || (harm.hang === true && harm.loseAnswer !== true)) return {status: 0};
  try {
    return cannedAnswer(harm) ?? (await parts.handler(call));
  } catch (cause) {
    // A mistake of the practice cloud itself: said aloud, or whoever tests against it would look for it in vain.
    return {status: 500, body: {error: {code: 'PracticeCloudBug', message: String(cause)}}};
  }
}

async function callOf(parts: OriginParts, request: IncomingMessage, response: ServerResponse): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  return {
    origin: parts.name,
    method: request.method ?? 'GET',
    path: decoded(path).replace(/\/{2,}/g, '/'),
    query: new URLSearchParams(query),
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
    claims: parts.read(headers.authorization),
    gone: gone.signal,
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const awsSecrets = ['x-amz-sso_bearer_token', 'x-amz-security-token'];

function entryOf({clock}: OriginParts, call: Call, status: number): LoggedRequest {
  const {authorization: _secret, ...rest} = call.headers;
  const hidden = awsSecrets.filter(name => rest[name] !== undefined).map(name => [name, '***']);
  const headers = {...rest, ...Object.fromEntries(hidden)};
  const {origin, method, path, body} = call;
  return {
    at: clock.now(),
    origin,
    method,
    path,
    query: call.query.toString(),
    headers,
    body,
    status,
    tokenClaims: call.claims,
  };
}

function write(
  {clock, name}: OriginParts,
  call: Call,
  response: ServerResponse,
  answer: Answer,
  truncate: boolean,
): void {
  const raw = answer.body === undefined;
  const body = raw ? '' : typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    // The Date of its own clock: whoever reckons from server time must see the practice time.
    date: new Date(clock.now()).toUTCString(),
    ...(answer.status === 204 ? {} : {'content-length': Buffer.byteLength(body)}),
    ...(raw ? {} : {'content-type': 'application/json; charset=utf-8'}),
    ...correlation(name, call),
    ...answer.headers,
  });
  if (!truncate) response.end(body);
  else response.write(body.slice(0, Math.max(1, body.length >> 1)), () => response.destroy());
}

const awsOrigins: readonly OriginName[] = ['oidc', 'portal', 'sts', 'signin'];

function correlation(name: OriginName, call: Call): Record<string, string> {
  const given = call.headers['x-ms-client-request-id'] ?? call.headers['client-request-id'];
  const id = randomUUID();
  if (awsOrigins.includes(name)) return {'x-amzn-requestid': id};
  if (name === 'graph') return {'request-id': id, 'client-request-id': given ?? id};
  return {'x-ms-request-id': id, 'x-ms-correlation-request-id': given ?? id};
}
