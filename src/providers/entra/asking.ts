import type {HttpClient} from '@azure/core-rest-pipeline';
import type {AuthenticationRecord} from '@azure/identity';
import type {StepUp} from '../../core/identity.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import type {Instant} from '../../core/time.ts';
import type {EntraSessionOptions} from './options.ts';
import {tokenProblem} from './refusal.ts';
import type {Announce} from './story.ts';
import type {TokenTap} from './token-tap.ts';
import {textOf} from './wire-error.ts';

/** What asking a person needs, by code or in the browser. */
export interface Asking {
  readonly options: EntraSessionOptions;
  readonly http: HttpClient;
  readonly scope: string;
  readonly stepUp: StepUp | undefined;
  /** Who is expected to come back; the page proposes them. */
  readonly account: string | undefined;
  readonly announce: Announce;
  readonly signal: AbortSignal;
}

/** A sign-in that has been met and is not kept anywhere yet. */
export interface Met {
  readonly authentication: AuthenticationRecord;
  readonly token: string;
  readonly expiresAt: Instant;
  /** MSAL's cache with the new refresh token. */
  readonly cache: string | undefined;
}

/** Why asking failed: what the tap has seen, or what MSAL says of a story that it ended itself. */
export function askingProblem(thrown: unknown, tap: TokenTap, {options, stepUp}: Asking): Problem {
  const attempt = {
    profile: options.profile,
    host: options.endpoints.authorityHost,
    mode: 'asking',
    stepUp,
  } as const;
  const failure = tap.failure() ?? failureOf(thrown);
  return failure === undefined ? {code: 'bug', cause: thrown} : tokenProblem(failure, attempt);
}

function failureOf(thrown: unknown): ReturnType<TokenTap['failure']> {
  if (!(thrown instanceof Error)) return undefined;
  const said = thrown as {errorCode?: unknown; errorMessage?: unknown};
  const expired = thrown.message.includes('device_code_expired');
  const error = expired ? 'expired_token' : textOf(said.errorCode);
  if (error === undefined) return undefined;
  const body = {error, error_description: expired ? '' : (textOf(said.errorMessage) ?? thrown.message)};
  return {type: 'answer', status: 400, body, retryAfter: undefined};
}

/** Keeps our own troubles and interruptions as they are. */
export function rethrow(thrown: unknown, tap: TokenTap, asking: Asking): never {
  if (thrown instanceof Trouble) throw thrown;
  if (asking.signal.aborted) throw new DOMException('interrupted', 'AbortError');
  throw new Trouble(askingProblem(thrown, tap, asking), thrown);
}
