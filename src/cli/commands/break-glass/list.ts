import {PARTLY_DONE} from '../../../core/exit-code.ts';
import {stillOpen} from '../../alarm.ts';
import {incidentsDocument} from '../../documents/incidents.ts';
import {incidentTable} from '../../emergency/incident-table.ts';
import {recordedIncidents} from '../../emergency/recorded.ts';
import {withEmergency} from '../../emergency/with-emergency.ts';
import {writeResult} from '../../output/write-result.ts';
import type {Session} from '../../session.ts';

/** `stint break-glass list`: what the record tells; an open one that it does not tell of stands first. */
export function listIncidents(session: Session): Promise<number> {
  return withEmergency(session, false, async app => {
    const [{rows, problems}, open] = await Promise.all([
      recordedIncidents(app.audit),
      stillOpen(app.incidents),
    ]);
    const unrecorded = open.filter(({id}) => !rows.some(row => row.id === id));
    const count = rows.length + unrecorded.length;
    await writeResult(session, {
      document: () => incidentsDocument(rows, unrecorded, problems),
      text: () => (count === 0 ? '' : incidentTable(rows, unrecorded, app.server.now(), session.look)),
      problems,
    });
    if (session.globals.format === 'table' && count === 0 && problems.length === 0)
      session.notes.note('No emergency is on record.');
    return problems.length === 0 ? 0 : PARTLY_DONE;
  });
}
