import type {IncomingMessage} from 'node:http';
import type {Clock, Network} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import {type Millis, seconds} from '../core/time.ts';

export interface PostParts {
  readonly network: Pick<Network, 'agentFor'>;
  readonly clock: Clock;
}

export interface Posting {
  /** Who is written to, in words: addresses are secrets and never told. */
  readonly what: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** As much as is worth reading. */
  readonly text: string;
}

const LONGEST_ANSWER: Millis = seconds(15);
const MOST_TEXT = 64 * 1024;

/**
 * One POST, and the whole answer or none: a cut one rejects `unreachable`, as does one that does not come in time. No
 * redirect is followed. The dates of such hosts tell us nothing: they are not reported to the network port.
 */
export async function post(parts: PostParts, posting: Posting, signal: AbortSignal): Promise<Reply> {
  const {what, url} = posting;
  const tooLate = new AbortController();
  const answered = new AbortController();
  parts.clock.sleep(LONGEST_ANSWER, answered.signal).then(
    () => tooLate.abort(),
    () => undefined,
  );
  try {
    return await exchange(parts, posting, AbortSignal.any([signal, tooLate.signal]));
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof Trouble) throw thrown;
    const reason = tooLate.signal.aborted ? 'no answer came in time' : reasonOf(thrown, url);
    // Not the cause: Node's errors name host and port.
    throw new Trouble({code: 'unreachable', what, reason});
  } finally {
    answered.abort();
  }
}

async function exchange({network}: PostParts, posting: Posting, signal: AbortSignal): Promise<Reply> {
  const {url, headers, body} = posting;
  const {request} = await import('node:https');
  const agent = await network.agentFor(url.href);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const length = Buffer.byteLength(body);
    const asked = request(url, {
      ...{method: 'POST', agent, signal},
      headers: {...headers, 'content-length': length, 'user-agent': 'stint'},
    });
    asked.once('response', resolve);
    asked.once('error', reject);
    asked.end(body);
  });
  return {status: response.statusCode ?? 0, headers: response.headers, text: await textOf(response)};
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    // The rest is read and dropped, so that a whole answer can be told from a cut one.
    if (length <= MOST_TEXT) chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNREFUSED: 'nobody answers there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'no answer came in time',
  EHOSTUNREACH: 'there is no way there',
  ENETUNREACH: 'there is no way there',
};

function reasonOf(thrown: unknown, {protocol}: URL): string {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  if (code === undefined) throw thrown;
  if (Object.hasOwn(REASONS, code)) return REASONS[code] ?? code;
  const isTls = protocol === 'https:' && /CERT|SSL|TLS|SIGN|ISSUER|VERIFY/.test(code);
  return isTls ? `its certificate is not trusted (${code})` : `the system refuses it (${code})`;
}
