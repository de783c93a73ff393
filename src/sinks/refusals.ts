import {type Problem, Trouble} from '../core/problem.ts';
import {readRetryAfter} from '../core/retry.ts';
import {untrusted} from '../core/untrusted.ts';
import type {Reply} from './post.ts';

/**
 * What an answer that is no success means. Bodies are told only as far as they are a code: a host may well send our own
 * address, which is a secret, back to us.
 */
export function refusal(what: string, reply: Reply, nextSteps: readonly string[]): Trouble {
  return new Trouble({...problemOf(what, reply.status, nextSteps), ...retryAfter(reply), ...spoken(reply)});
}

function problemOf(what: string, status: number, nextSteps: readonly string[]): Problem {
  if (status >= 300 && status < 400)
    return {
      code: 'misconfigured',
      reason: `${what} answers with a redirect, which is not followed`,
      nextSteps,
    };
  if (status === 401 || status === 403)
    return {code: 'denied', reason: untrusted(`${what} refuses us (${status})`), nextSteps};
  if (status === 404 || status === 410)
    return {code: 'misconfigured', reason: `${what} is not there (any more) (${status})`, nextSteps};
  if (status === 429) return {code: 'throttled'};
  if (status === 408 || status >= 500) return {code: 'unreachable', what, reason: `it answers ${status}`};
  return {code: 'bad-answer', what, reason: `it does not take what was sent (${status})`};
}

function retryAfter({headers}: Reply): Pick<Problem, 'retryAfterSeconds'> {
  const wait = readRetryAfter(headers['retry-after'], headers.date);
  return wait === undefined ? {} : {retryAfterSeconds: Math.ceil(wait / 1000)};
}

/** `channel_is_archived` (Slack), `InvalidStream` (Azure): a word and nothing else. */
const CODE = /^[A-Za-z][A-Za-z_]{2,59}$/;

function spoken({headers, text}: Reply): Pick<Problem, 'wire'> {
  const header = headers['x-ms-error-code'];
  const code = typeof header === 'string' ? header : (codeIn(text) ?? text.trim());
  return CODE.test(code) ? {wire: untrusted(code)} : {};
}

function codeIn(text: string): string | undefined {
  try {
    const code: unknown = JSON.parse(text)?.error?.code;
    return typeof code === 'string' ? code : undefined;
  } catch {
    return undefined;
  }
}

/** A web page where a receiver should answer: a proxy or a sign-in page stands in between, and nothing has arrived. */
export function refusePages(what: string, {headers}: Reply): void {
  if (!/^\s*text\/html/i.test(headers['content-type'] ?? '')) return;
  throw new Trouble({code: 'bad-answer', what, reason: 'a web page answers in its place'});
}
