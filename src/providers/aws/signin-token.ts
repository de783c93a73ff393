import type {NodeHttpHandler} from '@smithy/node-http-handler';
import {type Problem, problemOf, Trouble} from '../../core/problem.ts';
import {problemOfStatus, unanswered} from './unanswered.ts';

const WHAT = 'AWS federation sign-in';

type Handled = Parameters<NodeHttpHandler['handle']>[0];

/** What the request handler looks at; `clone` is for stacks that send twice, and this is sent once. */
function getRequest(page: string, query: Readonly<Record<string, string>>): Handled {
  const {protocol, hostname, port, pathname} = new URL(page);
  const request = {
    ...{method: 'GET', protocol, hostname, path: pathname, query: {...query}},
    ...(port === '' ? {} : {port: Number(port)}),
    headers: {host: new URL(page).host, accept: 'application/json'},
  };
  return {...request, clone: () => getRequest(page, query)};
}

/**
 * A sign-in token of the federation page at `page`, for the session that `query` holds. Redirects are not followed: they
 * would carry the credentials on.
 */
export async function signinToken(
  handler: NodeHttpHandler,
  page: string,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string> {
  const {status, text} = await answer(handler, getRequest(page, query), signal);
  const problem = problemOfStatus(status, WHAT) ?? (status >= 400 ? refusal(status) : undefined);
  const token = problem === undefined ? tokenIn(text) : undefined;
  if (token !== undefined) return token;
  throw new Trouble({...(problem ?? noToken), provider: 'aws'});
}

const noToken: Problem = {code: 'bad-answer', what: WHAT, reason: 'there is no sign-in token in it'};

const refusal = (status: number): Problem => ({
  code: 'failed',
  reason: `AWS gives no console sign-in for these credentials (status ${status}).`,
  nextSteps: [
    'Credentials that are over or were cut short are refused: see stint status, and ask for new ones',
  ],
});

interface Heard {
  readonly status: number;
  readonly text: string;
}

/** More than a sign-in token ever is: a stranger's endless answer is not read to its end. */
const MOST = 65_536;

async function answer(handler: NodeHttpHandler, request: Handled, signal: AbortSignal): Promise<Heard> {
  try {
    const {response} = await handler.handle(request, {abortSignal: signal});
    return {status: response.statusCode, text: await textOf(response.body)};
  } catch (thrown) {
    const problem = unanswered(thrown, WHAT) ?? problemOf(thrown);
    if (problem.code === 'bug') throw thrown;
    throw new Trouble({...problem, provider: 'aws'}, thrown);
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST) throw new Trouble({code: 'bad-answer', what: WHAT, reason: 'it is far too long'});
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tokenIn(text: string): string | undefined {
  try {
    const {SigninToken}: {readonly SigninToken?: unknown} = JSON.parse(text);
    return typeof SigninToken === 'string' && SigninToken !== '' ? SigninToken : undefined;
  } catch {
    return undefined;
  }
}
