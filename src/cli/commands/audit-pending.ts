import {pendingDocument} from '../documents/pending.ts';
import {pendingTable} from '../output/pending-text.ts';
import {writeResult} from '../output/write-result.ts';
import {type Session, withApp} from '../session.ts';

/** `stint audit show --pending`: from what is stored; nothing is sent for it beforehand. */
export async function showPending(session: Session): Promise<number> {
  return withApp(session, {}, async ({sinks, clock}) => {
    const rows = (await sinks?.pending()) ?? [];
    const text = () => (rows.length === 0 ? '' : pendingTable(rows, clock.now(), session.look));
    await writeResult(session, {document: () => pendingDocument(rows), text, problems: []});
    if (session.globals.format !== 'table') return 0;
    if (rows.length === 0) session.notes.note('No sink is set: the record lies on this machine only.');
    else if (rows.every(({waiting}) => waiting === 0))
      session.notes.note('Every sink has been told everything.');
    return 0;
  });
}
