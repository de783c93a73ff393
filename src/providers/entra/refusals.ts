import type {Problem} from '../../core/problem.ts';
import {readRetryAfter} from '../../core/retry.ts';
import type {Seconds} from '../../core/time.ts';
import {untrusted} from '../../core/untrusted.ts';
import {claimsInHeader, stepUpOf} from './claims-challenge.ts';
import {problemByCode} from './refusal-codes.ts';
import {neverLeft, transportProblem} from './transport.ts';
import {readWireError, type Thrown, type WireError} from './wire-error.ts';

/**
 * What a failed call to ARM or Graph means: `RestError`, `GraphError`, what `fetch` throws, or the same members put
 * together by hand. `undefined`: this was no call that failed, so it is our bug; let it fly. Codes and bodies are
 * those of reference azure-pim 5.1; an abort is left to `problemOf`.
 */
export function readRefusal(thrown: unknown, what = 'The cloud'): Problem | undefined {
  if (!isThrown(thrown) || thrown.name === 'AbortError') return undefined;
  const error = readWireError(thrown);
  const problem =
    problemByCode(error) ?? problemByStatus(error, what) ?? problemOfTransport(thrown, error, what);
  if (problem === undefined) return undefined;
  return {...problem, correlationId: error.correlationId, retryAfterSeconds: retryAfter(error)};
}

/**
 * The request may have taken effect although no whole answer came: cut after sending, timed out, interrupted, a 5xx
 * that says nothing, or an answer that broke off. Read back before anything is sent again (design 8).
 */
export function isLost(thrown: unknown): boolean {
  if (!isThrown(thrown)) return false;
  const error = readWireError(thrown);
  if (problemByCode(error) !== undefined || neverLeft(error.code)) return false;
  if (error.status === undefined) return thrown.name === 'AbortError' || isWire(thrown, error);
  return error.status >= 500 || error.status === 408 || error.status < 300;
}

function isThrown(thrown: unknown): thrown is Thrown {
  return typeof thrown === 'object' && thrown !== null;
}

function problemByStatus(error: WireError, what: string): Problem | undefined {
  const {status} = error;
  if (status === undefined) return undefined;
  if (status === 429) return {code: 'throttled'};
  if (status >= 500 || status === 408) return {code: 'unreachable', what, reason: `it answered ${status}`};
  if (status === 401) return unauthorized(error);
  if (status < 400) return {code: 'bad-answer', what, reason: strangeness(error)};
  return isJson(error) ? refusal(error) : {code: 'bad-answer', what, reason: strangeness(error)};
}

function unauthorized({header, message}: WireError): Problem {
  const claims = claimsInHeader(header('www-authenticate'));
  if (claims !== undefined) return {code: 'step-up-needed', ...stepUpOf(claims), wire: untrusted(message)};
  return {code: 'signed-out', reason: 'expired', detail: message, wire: untrusted(message)};
}

function refusal({code, message}: WireError): Problem {
  const reason =
    message === '' ? `The cloud refused it (${code ?? 'no code'}).` : `${message} (${code ?? 'no code'})`;
  return {code: 'failed', reason, wire: untrusted(message)};
}

function problemOfTransport(thrown: Thrown, error: WireError, what: string): Problem | undefined {
  if (isBrokenAnswer(thrown, error))
    return {code: 'bad-answer', what, reason: 'the answer broke off or is no JSON'};
  return transportProblem(error.code, what);
}

const isWire = (thrown: Thrown, error: WireError): boolean =>
  isBrokenAnswer(thrown, error) || transportProblem(error.code, '') !== undefined;

/** `PARSE_ERROR` is how Azure's pipeline says that a body was cut or could not be read; Graph's client lets JSON's fly. */
function isBrokenAnswer(thrown: Thrown, {code}: WireError): boolean {
  return code === 'PARSE_ERROR' || code === 'SyntaxError' || thrown.name === 'SyntaxError';
}

const isJson = ({text, code}: WireError): boolean =>
  text === undefined ? code !== undefined : /^\s*[{[]/.test(text);

function strangeness({status, text, header}: WireError): string {
  if (status !== undefined && status >= 300 && status < 400)
    return `it sends us elsewhere (status ${status})`;
  const html = /^\s*</.test(text ?? '') || (header('content-type') ?? '').includes('html');
  return html ? `a web page came (status ${status})` : `no JSON came (status ${status})`;
}

function retryAfter({header}: WireError): Seconds | undefined {
  const asked = readRetryAfter(header('retry-after'), header('date'));
  return asked === undefined ? undefined : Math.ceil(asked / 1000);
}
