import type {StepUp} from '../../core/identity.ts';
import type {Problem} from '../../core/problem.ts';
import {untrusted} from '../../core/untrusted.ts';
import {problemByAadsts, type TokenRefusal} from './aadsts.ts';
import {readRefusal} from './refusals.ts';
import type {TokenFailure} from './token-tap.ts';
import {textOf} from './wire-error.ts';

/** What was being done when the authority refused. */
export interface Attempt {
  readonly profile: string;
  /** Origin of the authority, for people. */
  readonly host: string;
  /** `asking`: a person was there to answer. */
  readonly mode: 'silent' | 'asking';
  /** The claims request that was to be met. */
  readonly stepUp?: StepUp | undefined;
}

/** The problem behind a refused, lost or senseless token answer. The AADSTS number stays in its words (design 5). */
export function tokenProblem(failure: TokenFailure, attempt: Attempt): Problem {
  const what = `Entra sign-in (${new URL(attempt.host).host})`;
  if (failure.type === 'transport')
    return readRefusal(failure.thrown, what) ?? {code: 'bug', cause: failure.thrown};
  const {status, body} = failure;
  if (status === 429 || status >= 500 || body === undefined) return unanswered(failure, what);
  const refusal = refusalOf(body, attempt);
  const problem =
    interaction(refusal, attempt) ?? problemByAadsts(refusal) ?? problemByError(refusal, attempt);
  return {...problem, correlationId: refusal.correlationId, wire: untrusted(refusal.sentence)};
}

function unanswered({status, retryAfter}: TokenFailure & {type: 'answer'}, what: string): Problem {
  const code = status < 400 ? 'PARSE_ERROR' : undefined;
  const thrown = {statusCode: status, code, body: '', headers: {'retry-after': retryAfter}};
  return readRefusal(thrown, what) ?? {code: 'bad-answer', what, reason: `status ${status}`};
}

export function refusalOf(
  body: Readonly<Record<string, unknown>>,
  {profile}: {profile: string},
): TokenRefusal {
  const said = textOf(body.error_description) ?? '';
  const listed: readonly unknown[] = Array.isArray(body.error_codes) ? body.error_codes : [];
  const inText = [...said.matchAll(/AADSTS(\d+)/g)].map(([, digits]) => Number(digits));
  const codes = [...listed.map(Number), ...inText].filter(Number.isInteger);
  return {
    ...{profile, codes: [...new Set(codes)], error: textOf(body.error) ?? ''},
    sentence: said
      .replace(/[\r\n]+/g, ' ')
      .replace(/\s*Trace ID:.*$/, '')
      .trim(),
    correlationId: textOf(body.correlation_id),
  };
}

/** MFA required, too old, or anything else that only a person can do now (reference azure-pim 5.3). */
const ASKS_A_PERSON: readonly number[] = [50076, 50074, 50078];

function interaction(refusal: TokenRefusal, {mode, stepUp}: Attempt): Problem | undefined {
  const asked = ['interaction_required', 'login_required'].includes(refusal.error);
  if (mode === 'asking' || (!asked && !refusal.codes.some(code => ASKS_A_PERSON.includes(code))))
    return undefined;
  if (stepUp !== undefined) return {code: 'step-up-needed', ...stepUp, detail: refusal.sentence};
  return problemByAadsts(refusal) ?? {code: 'signed-out', reason: 'expired', detail: refusal.sentence};
}

/** Without a number that we know: by the protocol's own words (reference azure-pim 1.1). */
function problemByError(refusal: TokenRefusal, {mode, profile}: Attempt): Problem {
  const {error, sentence} = refusal;
  const detail = sentence === '' ? error : sentence;
  if (error === 'authorization_declined') return {code: 'cancelled', reason: 'The sign-in was declined.'};
  if (error === 'expired_token' || error === 'bad_verification_code')
    return {code: 'signed-out', reason: 'code-expired', detail};
  if (error === 'invalid_client' || error === 'unauthorized_client')
    return {code: 'misconfigured', setting: `profiles.${profile}.entra.clientId`, reason: detail};
  if (error === 'invalid_grant' && mode === 'silent') return {code: 'signed-out', reason: 'expired', detail};
  const blocked = ['invalid_grant', 'access_denied', 'interaction_required'].includes(error);
  return blocked
    ? {code: 'sign-in-blocked', aadsts: refusal.codes[0], reason: detail}
    : {code: 'failed', reason: `Entra refused the sign-in: ${detail}`};
}
