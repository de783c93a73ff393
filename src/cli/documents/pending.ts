import {problemDocument} from '../../core/problem-document.ts';
import type {Pending} from '../../core/sink.ts';
import {document, time} from './document.ts';

/** `audit show --pending`: what each sink is still to be told, and what keeps it. */
export const pendingDocument = (rows: readonly Pending[]) =>
  document(
    'pending',
    rows.map(({sink, waiting, first, failures, failingSince, dueAt, problem}) => ({
      ...{sink, waiting, first, failures},
      failingSince: time(failingSince),
      dueAt: time(dueAt),
      problem: problem === null ? null : problemDocument(problem),
    })),
  );
