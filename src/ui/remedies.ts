import {explain} from '../core/explain.ts';
import type {Problem} from '../core/problem.ts';

/**
 * What to do next, as it is done on the screen. Core's words name commands and flags; where a key or a field here does
 * the same, that is said instead. What is left is the same everywhere.
 */
export function remedies(problem: Problem): readonly string[] {
  return onScreen(problem) ?? explain(problem).nextSteps;
}

function onScreen(problem: Problem): readonly string[] | undefined {
  switch (problem.code) {
    case 'signed-out':
      return ['Sign in with s'];
    case 'step-up-needed':
      return problem.provider === 'aws-role'
        ? ['Ask again with the code that the device shows then: each is good once']
        : ['Ask again, and answer when you are asked who you are'];
    case 'justification-needed':
      return ['Ask again and say why'];
    case 'ticket-needed':
      return ['Ask again and name the ticket; some also want its system'];
    case 'duration-too-long':
    case 'duration-too-short':
      return ['Ask again for another length'];
    case 'not-eligible':
      return ['r reads the list again'];
    case 'unreachable':
      return ['Check the network and HTTPS_PROXY; r reads again'];
    case 'throttled':
      return explain(problem).nextSteps.map(step => step.replace(/^Run it again/, 'Try again'));
    case 'request-pending':
      return ['It is listed under Active; c withdraws it there'];
    case 'already-active':
      return ['It is listed under Active; d ends it there'];
    case 'cancelled':
      return ['Nothing more was sent'];
    default:
      return undefined;
  }
}
