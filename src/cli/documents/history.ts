import type {PastActivation} from '../../core/history.ts';
import type {Problem} from '../../core/problem.ts';
import {document, time} from './document.ts';

/** `history`: past activations, newest first. */
export const historyDocument = (rows: readonly PastActivation[], problems: readonly Problem[]) =>
  document('history', rows.map(historyItem), problems);

/** `history --again`: the one activation, and the words of the command that asks for it once more. */
export const againDocument = (row: PastActivation, again: readonly string[], problems: readonly Problem[]) =>
  document('history', [{...historyItem(row), again}], problems);

function historyItem(row: PastActivation) {
  const {requestId, eligibilityId, kind, name, scope, profile, account, justification, ticket} = row;
  return {
    ...{requestId, eligibilityId, kind, name, scope, profile, account, justification, ticket},
    askedAt: time(row.askedAt),
    startedAt: time(row.startedAt),
    endsAt: time(row.endsAt),
    endedAt: time(row.endedAt),
    ...{outcome: row.outcome, problem: row.problem, incident: row.incident, practice: row.practice},
    drill: row.isDrill === true,
  };
}
