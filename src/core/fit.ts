import {readDuration} from './duration.ts';
import type {ActivationRequest} from './intent.ts';
import type {Policy} from './policy.ts';
import type {Problem, ProblemCode} from './problem.ts';
import type {Seconds} from './time.ts';

/** PIM takes no activation shorter than this, and no deactivation before it (reference azure-pim 5.1). */
export const PIM_LEAST: Seconds = 300;

/** One problem with several causes is named by the first of these (contract 3). */
const RULE_ORDER: readonly ProblemCode[] = [
  'not-eligible',
  'duration-too-long',
  'duration-too-short',
  'step-up-needed',
  'ticket-needed',
  'justification-needed',
];

/** The rules in the contract's order, each once. */
export function inRuleOrder(rules: readonly ProblemCode[]): readonly ProblemCode[] {
  return RULE_ORDER.filter(rule => rules.includes(rule));
}

/**
 * What is known to be wrong with a request before it is sent, as one problem, first cause first; `undefined` when
 * nothing is. Unknown requirements (`null`) are left to the service. A step-up is not a fault: it is done on the way.
 */
export function misfit(request: ActivationRequest, policy: Policy, least: Seconds): Problem | undefined {
  const rules = inRuleOrder(failing(request, policy, least));
  const code = rules[0];
  return code === undefined ? undefined : {...causeOf(code, request, policy, least), rules};
}

function failing(request: ActivationRequest, policy: Policy, least: Seconds): readonly ProblemCode[] {
  const rules: ProblemCode[] = [];
  if (policy.maxDuration !== null && request.duration > policy.maxDuration) rules.push('duration-too-long');
  if (request.duration < least) rules.push('duration-too-short');
  if (policy.requires.ticket === true && !request.ticket?.number) rules.push('ticket-needed');
  if (policy.requires.justification === true && !request.justification?.trim())
    rules.push('justification-needed');
  return rules;
}

function causeOf(code: ProblemCode, request: ActivationRequest, policy: Policy, least: Seconds): Problem {
  switch (code) {
    case 'duration-too-long':
      return {code, asked: request.duration, most: policy.maxDuration ?? undefined};
    case 'duration-too-short':
      return {code, asked: request.duration, least};
    case 'ticket-needed':
      return {code};
    default:
      return {code: 'justification-needed'};
  }
}

export interface ChosenDuration {
  readonly duration: Seconds;
  /** A default above the maximum is shortened, and that is said; an explicit one never is (contract 3). */
  readonly shortenedFrom: Seconds | null;
}

/** The duration to ask for: the explicit one as it is, else the default, at most what the policy allows. */
export function chooseDuration(
  explicit: Seconds | null,
  standard: Seconds,
  most: Seconds | null,
): ChosenDuration {
  if (explicit !== null) return {duration: explicit, shortenedFrom: null};
  if (most !== null && standard > most) return {duration: most, shortenedFrom: standard};
  return {duration: standard, shortenedFrom: null};
}

/** `defaults.duration` of the settings in seconds; an hour when it is absent. */
export function defaultDuration(setting: string | undefined): Seconds {
  return (setting === undefined ? undefined : readDuration(setting)) ?? 3600;
}
