import type {Eligibility} from '../core/eligibility.ts';
import {misfit, PIM_LEAST} from '../core/fit.ts';
import type {ActivationRequest} from '../core/intent.ts';
import type {Problem} from '../core/problem.ts';
import type {Instant, Seconds} from '../core/time.ts';
import {exact} from '../core/untrusted.ts';
import {leastOf} from '../usecases/order.ts';
import {type Field, type Form, type Policies, policyFor, requestIn, wantsCode} from './form.ts';
import {isLinked} from './lending.ts';
import {textOf} from './line.ts';

/** What is wrong with the form, first cause first, before anything is sent. */
export function faults(form: Form, policies: Policies, now: Instant): readonly Problem[] {
  const request = requestIn(form, now);
  if ('code' in request) return [request];
  if (form.untilExit && request.startAt !== null) return [NOT_LATER];
  if (wantsCode(form, policies) && !/^\d{6}$/.test(textOf(form.lines.code).trim())) return [NO_CODE];
  return form.roles.flatMap(role => {
    const problem = misfit(withWords(request, form), policyFor(role, policies), leastFor(role));
    return problem === undefined ? [] : [{...problem, eligibilityId: role.id, provider: role.kind}];
  });
}

/** Where the end is only moved, the words that it was taken with go on. */
function withWords(request: ActivationRequest, {extending}: Form): ActivationRequest {
  const before = extending?.way === 'move' ? extending.grant.justification : null;
  return before === null ? request : {...request, justification: request.justification ?? exact(before)};
}

/** Nobody would be there any more to end what begins after the app. */
const NOT_LATER = {
  code: 'usage',
  reason: 'What is to end with stint cannot start later.',
  nextSteps: ['Leave the start empty, or let it end by itself'],
} as const;

const NO_CODE = {
  code: 'usage',
  reason: 'This role asks for the six digits that your MFA device shows.',
  nextSteps: ['Each code is good once: wait for the next one if this one was used'],
} as const;

/** A linked group is PIM's to give, with PIM's shortest time. */
const leastFor = (role: Eligibility): Seconds => (isLinked(role) ? PIM_LEAST : leastOf(role.kind));

/** The field a fault is about: where the cursor goes. */
export function fieldOf(problem: Problem): Field {
  switch (problem.code) {
    case 'justification-needed':
      return 'justification';
    case 'ticket-needed':
      return 'ticket';
    case 'step-up-needed':
      return problem.provider === 'aws-role' ? 'code' : 'duration';
    case 'not-found':
      return 'scope';
    default:
      return problem.code === 'usage' ? fieldOfUsage(problem.reason) : 'duration';
  }
}

function fieldOfUsage(reason: string): Field {
  if (reason === NO_CODE.reason) return 'code';
  return reason.includes('start') ? 'start' : 'duration';
}
