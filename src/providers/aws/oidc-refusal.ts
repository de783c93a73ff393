import {type Problem, Trouble} from '../../core/problem.ts';
import {readRetryAfter} from '../../core/retry.ts';
import {untrusted} from '../../core/untrusted.ts';
import {transportProblem} from '../entra/transport.ts';
import {textOf} from '../entra/wire-error.ts';
import {blockedByKey} from './kms.ts';

/** What was being done when the OIDC service refused. */
export interface Attempt {
  readonly profile: string;
  readonly session: string;
  /** For people: `AWS sign-in (oidc.eu-west-1.amazonaws.com)`. */
  readonly what: string;
  /** `asking`: a person is there to answer; `silent`: a refresh. */
  readonly mode: 'asking' | 'silent';
}

/** An answer of the OIDC service that is a refusal, in whichever spelling it came. */
export interface OidcRefusal {
  /** The modelled name: `InvalidGrantException`. */
  readonly name: string;
  readonly description: string;
  /** `KMS_…`, or nothing. */
  readonly reason: string;
}

/** OAuth's own words, for answers whose typed name the SDK could not tell (reference aws-jit 1). */
const NAMES: Readonly<Record<string, string>> = {
  authorization_pending: 'AuthorizationPendingException',
  slow_down: 'SlowDownException',
  expired_token: 'ExpiredTokenException',
  access_denied: 'AccessDeniedException',
  invalid_grant: 'InvalidGrantException',
  invalid_client: 'InvalidClientException',
  invalid_request: 'InvalidRequestException',
  invalid_scope: 'InvalidScopeException',
  unauthorized_client: 'UnauthorizedClientException',
  unsupported_grant_type: 'UnsupportedGrantTypeException',
  invalid_client_metadata: 'InvalidClientMetadataException',
  invalid_redirect_uri: 'InvalidRedirectUriException',
};

interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly error?: unknown;
  readonly error_description?: unknown;
  readonly reason?: unknown;
  readonly $metadata?: {readonly httpStatusCode?: unknown} | undefined;
  readonly $response?:
    | {readonly statusCode?: unknown; readonly headers?: Readonly<Record<string, string>> | undefined}
    | undefined;
}

const isThrown = (thrown: unknown): thrown is Thrown => typeof thrown === 'object' && thrown !== null;

/** The SDK's own stopgap, where AWS said nothing, says nothing either. */
const messageOf = ({message}: Thrown): string => (message === 'UnknownError' ? '' : (textOf(message) ?? ''));

/** The refusal in what the SDK threw; `undefined` for what failed in another way. */
export function oidcRefusal(thrown: unknown): OidcRefusal | undefined {
  if (!isThrown(thrown)) return undefined;
  const status = statusOf(thrown);
  if (status === undefined || status < 400 || status >= 500 || status === 429) return undefined;
  const named = textOf(thrown.name) ?? '';
  const name = named.endsWith('Exception') ? named : (NAMES[textOf(thrown.error) ?? ''] ?? named);
  if (name === 'SyntaxError') return undefined;
  const description = textOf(thrown.error_description) ?? messageOf(thrown);
  return {name, description, reason: textOf(thrown.reason) ?? ''};
}

function statusOf({$metadata, $response}: Thrown): number | undefined {
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

/** `Trouble` and interruptions stay as they are; what is no failed call is our bug and flies. */
export function oidcTrouble(thrown: unknown, attempt: Attempt, signal: AbortSignal): unknown {
  if (signal.aborted) return new DOMException('interrupted', 'AbortError');
  if (thrown instanceof Trouble || !isThrown(thrown)) return thrown;
  const refusal = oidcRefusal(thrown);
  const problem =
    refusal === undefined
      ? (unanswered(thrown, attempt.what) ?? transport(thrown, attempt.what))
      : {...refusedProblem(refusal, attempt), ...saidBy(refusal)};
  if (problem === undefined) return thrown;
  // The error of an answer that could not be read holds pieces of it, in its message too: they may be of a token.
  return new Trouble({...problem, provider: 'aws'}, problem.code === 'bad-answer' ? undefined : thrown);
}

const saidBy = ({description}: OidcRefusal) => (description === '' ? {} : {wire: untrusted(description)});

function unanswered(thrown: Thrown, what: string): Problem | undefined {
  const status = statusOf(thrown);
  if (status === 429) return {code: 'throttled', retryAfterSeconds: retryAfter(thrown)};
  if (status !== undefined && status >= 500)
    return {
      code: 'unreachable',
      what,
      reason: `it answered ${status}`,
      retryAfterSeconds: retryAfter(thrown),
    };
  if (thrown.code === 'REDIRECT_REFUSED')
    return {code: 'bad-answer', what, reason: `it sends us elsewhere (status ${String(thrown.statusCode)})`};
  return status === undefined && thrown.name !== 'SyntaxError'
    ? undefined
    : {code: 'bad-answer', what, reason: 'the answer broke off or is no JSON'};
}

function retryAfter({$response}: Thrown): number | undefined {
  const {'retry-after': asked, date} = $response?.headers ?? {};
  const wait = readRetryAfter(asked, date) ?? 0;
  return wait > 0 ? Math.ceil(wait / 1000) : undefined;
}

/** The SDK's own timeouts have a name and no code. */
function transport({name, code}: Thrown, what: string): Problem | undefined {
  return transportProblem(textOf(code) ?? (name === 'TimeoutError' ? 'ETIMEDOUT' : undefined), what);
}

function refusedProblem(refusal: OidcRefusal, attempt: Attempt): Problem {
  if (refusal.reason.startsWith('KMS_')) return blockedByKey(refusal.reason);
  return attempt.mode === 'asking' ? whileAsking(refusal, attempt) : whileRefreshing(refusal, attempt);
}

function whileAsking({name, description}: OidcRefusal, {profile, session}: Attempt): Problem {
  const detail = description === '' ? name : description;
  switch (name) {
    case 'AccessDeniedException':
      return {code: 'cancelled', reason: 'The sign-in was declined.'};
    case 'ExpiredTokenException':
    case 'InvalidGrantException':
      return {code: 'signed-out', reason: 'code-expired', session};
    case 'UnauthorizedClientException':
    case 'UnsupportedGrantTypeException':
      return {code: 'sign-in-blocked', reason: `AWS does not let this app sign in by code: ${detail}`};
    case 'InvalidRequestException':
      return {
        code: 'misconfigured',
        setting: `profiles.${profile}.aws.sessions`,
        reason: `AWS refused the start URL of “${session}”: ${detail}`,
        nextSteps: ['Compare startUrl and region with what the access portal of your organisation shows'],
      };
    default:
      return {code: 'failed', reason: `AWS refused the sign-in: ${detail} (${name}).`};
  }
}

/** Whatever the word, the sign-in is over when its refresh token is turned down for good. */
function whileRefreshing({name}: OidcRefusal, {session}: Attempt): Problem {
  const revoked = name === 'InvalidGrantException' || name === 'AccessDeniedException';
  return {code: 'signed-out', reason: revoked ? 'revoked' : 'expired', session};
}
