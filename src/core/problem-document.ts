import {explain} from './explain.ts';
import type {Problem} from './problem.ts';
import {showInstant} from './time.ts';
import {exact} from './untrusted.ts';

/** The contract's Problem object (4), the same in every document, event and error line. */
export interface ProblemDocument {
  readonly code: Problem['code'];
  readonly message: string;
  readonly nextSteps: readonly string[];
  readonly provider: string | null;
  readonly eligibilityId: string | null;
  readonly retryAfterSeconds: number | null;
  readonly correlationId: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export function problemDocument(problem: Problem): ProblemDocument {
  const {title, nextSteps} = explain(problem);
  return {
    code: problem.code,
    message: title,
    nextSteps,
    provider: problem.provider ?? null,
    eligibilityId: problem.eligibilityId ?? null,
    retryAfterSeconds: problem.retryAfterSeconds ?? null,
    correlationId: problem.correlationId ?? null,
    details: details(problem),
  };
}

function details(problem: Problem): Readonly<Record<string, unknown>> {
  return {
    ...(problem.rules === undefined ? {} : {rules: problem.rules}),
    ...(problem.wire === undefined ? {} : {wire: exact(problem.wire)}),
    ...own(problem),
  };
}

/** What a script may want to act on, by the problem's own members; lengths in seconds, times in RFC 3339. */
function own(problem: Problem): Readonly<Record<string, unknown>> {
  switch (problem.code) {
    case 'ambiguous':
      return {asked: problem.asked, candidates: problem.candidates};
    case 'not-found':
      return {asked: problem.asked, what: problem.what};
    case 'signed-out':
      return {reason: problem.reason};
    case 'step-up-needed':
      return {context: problem.context};
    case 'duration-too-long':
      return {askedSeconds: problem.asked ?? null, mostSeconds: problem.most ?? null};
    case 'duration-too-short':
      return {askedSeconds: problem.asked ?? null, leastSeconds: problem.least};
    case 'misconfigured':
      return {setting: problem.setting ?? null};
    case 'consent-missing':
      return {scopes: problem.scopes};
    case 'sign-in-blocked':
      return {aadsts: problem.aadsts ?? null};
    case 'request-pending':
      return {requestId: problem.requestId ?? null};
    case 'too-soon-to-end':
      return {notBefore: showInstant(problem.notBefore)};
    case 'already-active':
      return {
        endsAt: problem.endsAt === null ? null : showInstant(problem.endsAt),
        grantId: problem.grantId ?? null,
      };
    case 'audit-broken':
      return {seq: problem.seq};
    default:
      return {};
  }
}
