import {type Problem, Trouble} from '../../core/problem.ts';
import {readRetryAfter} from '../../core/retry.ts';
import {type Millis, seconds} from '../../core/time.ts';
import {untrusted} from '../../core/untrusted.ts';
import {problemOfStatus, unanswered} from './unanswered.ts';

/** The other side, for people. */
export const PORTAL = 'The AWS access portal';

/** What a failed call says of trying again. */
export interface PortalRefusal {
  readonly type: 'slow-down' | 'passing' | 'token-refused' | 'final';
  readonly problem: Problem;
}

/** What the SDK's exceptions hold; `$response` where something was answered at all. */
interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly $metadata?: {readonly httpStatusCode?: number; readonly requestId?: string};
  readonly $response?: {readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>>};
}

/**
 * What a failed call to the portal means (reference aws-jit 2). `undefined`: it is none of the portal's (a `Trouble` that
 * says so already, an interruption, a mistake of ours), let it fly.
 */
export function portalRefusal(thrown: unknown): PortalRefusal | undefined {
  if (thrown instanceof Trouble || !isThrown(thrown) || thrown.name === 'AbortError') return undefined;
  const told =
    statusOf(thrown) === undefined ? withoutAnswer(thrown) : answered(thrown, statusOf(thrown) ?? 0);
  const correlationId = thrown.$metadata?.requestId;
  return told === undefined || correlationId === undefined
    ? told
    : {...told, problem: {...told.problem, correlationId}};
}

/** How long a 429 asks us to wait: 0 where it does not say, as usual; `undefined` for anything but a 429. */
export function askedPause(thrown: unknown): Millis | undefined {
  if (portalRefusal(thrown)?.type !== 'slow-down' || !isThrown(thrown)) return undefined;
  const asked = readRetryAfter(headerOf(thrown, 'retry-after'), headerOf(thrown, 'date')) ?? 0;
  return Math.min(asked, LONGEST_ASKED);
}

/** Nobody is kept waiting for longer at a portal's word. */
const LONGEST_ASKED: Millis = seconds(60);

const isThrown = (thrown: unknown): thrown is Thrown => typeof thrown === 'object' && thrown !== null;

const statusOf = ({$metadata, $response}: Thrown): number | undefined =>
  $metadata?.httpStatusCode ?? $response?.statusCode;

function headerOf({$response}: Thrown, name: string): string | undefined {
  const headers = Object.entries($response?.headers ?? {});
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

function withoutAnswer(thrown: Thrown): PortalRefusal | undefined {
  const problem = unanswered(thrown, PORTAL);
  if (problem === undefined) return undefined;
  return {type: isTooLate(thrown) ? 'final' : 'passing', problem};
}

/** A time limit has been waited for already, and nobody waits for it three times. The SDK calls cut connections by that name too. */
const isTooLate = ({name, code}: Thrown): boolean =>
  typeof code === 'string' ? /TIMED_?OUT/.test(code) : name === 'TimeoutError';

/** Roles that are not assigned are refused by an exception that the model does not have (reference aws-jit 2). */
const NOT_YOURS = /^(Forbidden|AccessDenied|ResourceNotFound)Exception$/;

function answered(thrown: Thrown, status: number): PortalRefusal {
  const name = String(thrown.name);
  const wire = untrusted(String(thrown.message ?? ''));
  if (status === 429 || name === 'TooManyRequestsException')
    return {type: 'slow-down', problem: {code: 'throttled', wire}};
  if (isUnauthorized(status, name))
    return {type: 'token-refused', problem: {code: 'signed-out', reason: 'expired', provider: 'aws', wire}};
  if (NOT_YOURS.test(name)) return {type: 'final', problem: {code: 'not-eligible', wire}};
  const unhelpful = problemOfStatus(status, PORTAL);
  if (unhelpful !== undefined)
    return {type: unhelpful.code === 'unreachable' ? 'passing' : 'final', problem: unhelpful};
  return strange(thrown, status);
}

const isUnauthorized = (status: number, name: string): boolean =>
  name === 'UnauthorizedException' || (status === 401 && name !== 'SyntaxError');

/** Half an answer may be whole the next time; one of another shape will not be. */
function strange(thrown: Thrown, status: number): PortalRefusal {
  if (thrown.name === 'InvalidRequestException') {
    const reason = `${PORTAL} does not take the request: ${String(thrown.message)}`;
    return {type: 'final', problem: {code: 'failed', reason, wire: untrusted(String(thrown.message))}};
  }
  if (typeof thrown.code === 'string')
    return {type: 'passing', problem: badAnswer(`the answer broke off (${thrown.code})`)};
  return {type: 'final', problem: badAnswer(`no answer of its own came (status ${status})`)};
}

export const badAnswer = (reason: string): Problem => ({code: 'bad-answer', what: PORTAL, reason});
