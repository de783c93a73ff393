import type {Eligibility} from '../../core/eligibility.ts';
import type {PlannedRequest} from '../../core/ports.ts';
import type {Problem} from '../../core/problem.ts';
import {exact} from '../../core/untrusted.ts';
import {document} from './document.ts';
import {scopeDocument} from './scope.ts';

export interface Plan {
  readonly eligibility: Eligibility;
  readonly requests: readonly PlannedRequest[];
}

/** `--dry-run` (contract 4). */
export const plansDocument = (plans: readonly Plan[], problems: readonly Problem[]) =>
  document(
    'plans',
    plans.map(({eligibility, requests}) => ({
      eligibilityId: eligibility.id,
      name: exact(eligibility.name),
      scope: scopeDocument(eligibility.scope),
      requests: requests.map(({method, url, body}) => ({method, url, body})),
    })),
    problems,
  );
