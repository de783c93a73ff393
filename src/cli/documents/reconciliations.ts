import {problemDocument} from '../../core/problem-document.ts';
import {exact} from '../../core/untrusted.ts';
import type {Reconciled} from '../../usecases/reconcile.ts';
import {document, time} from './document.ts';
import {scopeDocument} from './scope.ts';

/** `reconcile` (contract 4). */
export const reconciliationsDocument = (rows: readonly Reconciled[]) =>
  document(
    'reconciliations',
    rows.map(({requestId, eligibilityId, was, state, action, kind, name, scope, problem, endsEarlyAt}) => ({
      ...{requestId, eligibilityId, was, state, action, kind},
      name: exact(name),
      scope: scopeDocument(scope),
      problem: problem === null ? null : problemDocument(problem),
      endsEarlyAt: time(endsEarlyAt),
    })),
  );
