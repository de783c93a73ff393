import {exitCodeOf, type Fate, NOT_THERE_YET} from '../../core/exit-code.ts';
import {explain} from '../../core/explain.ts';
import type {Problem} from '../../core/problem.ts';
import {showInstant} from '../../core/time.ts';
import {type Reconciled, reconcile} from '../../usecases/reconcile.ts';
import {reconciliationsDocument} from '../documents/reconciliations.ts';
import {reconciledTable} from '../output/reconciled-table.ts';
import {writeResult} from '../output/write-result.ts';
import {sourceOf} from '../read-sources.ts';
import {type Session, withApp} from '../session.ts';
import {titleOf} from '../title.ts';

/** `stint reconcile`: for cron. What is on its way is no failure; what is still owed is 81. */
export async function reconcileAll(session: Session): Promise<number> {
  return withApp(session, {}, async app => {
    const rows: Reconciled[] = [];
    for await (const row of session.deadline.heed(reconcile(app, session.signal)))
      rows.push(meant(session, row));
    if (session.deadline.interrupted()) session.notes.note('Stopped: the rest is left as it was.');
    await writeResult(session, {
      document: () => reconciliationsDocument(rows),
      text: () => (rows.length === 0 ? '' : reconciledTable(rows, session.look)),
      problems: [],
    });
    if (rows.length === 0) session.notes.note('Nothing was left open.');
    for (const row of rows) sayMore(session, row);
    return exitCodeOf(rows.map(fateOf));
  });
}

/** What `--timeout` cut off says so. */
function meant({deadline}: Session, row: Reconciled): Reconciled {
  const {problem} = row;
  return problem === null ? row : {...row, problem: deadline.meaningOf(problem, sourceOf(problem))};
}

function fateOf({action, problem}: Reconciled): Fate {
  if (action === 'queued') return {type: 'pending', code: NOT_THERE_YET};
  return action === 'unknown'
    ? {type: 'failed', code: explain(problem ?? NOBODY).exitCode}
    : {type: 'reached'};
}

const NOBODY: Problem = {code: 'unreachable', what: 'The cloud', reason: 'it could not tell'};

function sayMore({notes, globals}: Session, row: Reconciled): void {
  if (row.endsEarlyAt !== null)
    notes.note(`${titleOf(row)} is owed its end: tried again from ${showInstant(row.endsEarlyAt)} on.`);
  const isCarried = globals.format === 'json' && globals.query === null;
  if (row.problem !== null && row.action !== 'closed' && !isCarried) notes.problem(row.problem, titleOf(row));
}
