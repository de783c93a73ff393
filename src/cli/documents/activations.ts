import type {Activation} from '../../core/activation.ts';
import type {Scope} from '../../core/eligibility.ts';
import type {Problem} from '../../core/problem.ts';
import {problemDocument} from '../../core/problem-document.ts';
import type {Instant} from '../../core/time.ts';
import {exact, type Untrusted} from '../../core/untrusted.ts';
import {document, time} from './document.ts';
import {grantItem} from './grants.ts';
import {scopeDocument} from './scope.ts';

/** One thing that was asked for, and how far its story has been told. */
export interface Outcome {
  readonly eligibilityId: string;
  readonly name: Untrusted;
  readonly scope: Scope;
  readonly activation: Activation;
}

/** `activate`, `deactivate`, `cancel` (contract 4). `now` is server time. */
export const activationsDocument = (
  outcomes: readonly Outcome[],
  problems: readonly Problem[],
  now: Instant,
) =>
  document(
    'activations',
    outcomes.map(outcome => activationItem(outcome, now)),
    problems,
  );

function activationItem({eligibilityId, name, scope, activation}: Outcome, now: Instant) {
  const {state, grant, problem, requestId, endsEarlyAt} = activation;
  return {
    eligibilityId,
    name: exact(name),
    scope: scopeDocument(scope),
    state,
    // What has ended is nothing that anybody holds.
    grant: grant === null || state === 'ended' ? null : grantItem(grant, now),
    problem: problem === null ? null : problemDocument(problem),
    requestId,
    endsEarlyAt: time(endsEarlyAt),
  };
}
