import type {Scope} from '../../core/eligibility.ts';
import type {PlannedRequest} from '../../core/ports.ts';
import type {Problem} from '../../core/problem.ts';
import {exact, type Untrusted} from '../../core/untrusted.ts';
import {document} from './document.ts';
import {scopeDocument} from './scope.ts';

export interface Plan {
  readonly eligibilityId: string;
  readonly name: Untrusted;
  /** The one that is asked for, which may be narrower than the eligibility's. */
  readonly scope: Scope;
  readonly requests: readonly PlannedRequest[];
}

/** `--dry-run` (contract 4). */
export const plansDocument = (plans: readonly Plan[], problems: readonly Problem[]) =>
  document(
    'plans',
    plans.map(({eligibilityId, name, scope, requests}) => ({
      eligibilityId,
      name: exact(name),
      scope: scopeDocument(scope),
      requests: requests.map(({method, url, body}) => ({method, url, body})),
    })),
    problems,
  );
