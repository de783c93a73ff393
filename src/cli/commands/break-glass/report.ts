import type {AuditEntry, AuditVerdict} from '../../../core/audit.ts';
import {type EmergencyReport, markdownOf, reportOf} from '../../../core/emergency-report.ts';
import {EXIT_CODES} from '../../../core/exit-code.ts';
import {incidentsIn} from '../../../core/incident.ts';
import {type Problem, Trouble} from '../../../core/problem.ts';
import {safeJson, visible} from '../../../core/untrusted.ts';
import {emergencyRecord} from '../../../usecases/break-glass/emergency-record.ts';
import {reportsDocument} from '../../documents/reports.ts';
import {type Call, textFlag} from '../../flags.ts';
import {writeResult} from '../../output/write-result.ts';
import type {Session} from '../../session.ts';

/** `stint break-glass report`: Markdown on stdout, `--json` the same as JSON, `--out` both as files. A broken record says so. */
export async function report(session: Session, call: Call): Promise<number> {
  const [id = ''] = call.operands;
  const record = await session.host.record();
  const {entries, problem} = await emergencyRecord(record);
  const verdict = await record.verify();
  const signed = verdict.type === 'whole' ? verdict.signed : undefined;
  const told = reportOf(entries, id, {now: session.host.clock.now(), signed});
  if (told === undefined) throw new Trouble(problem ?? notThere(entries, id));
  const problems = [...damage(verdict), ...(problem === null ? [] : [problem])];
  const folder = textFlag(call, 'out');
  if (folder !== undefined) await saved(session, folder, told, problems);
  else {
    const document = () => reportsDocument([told], problems);
    await writeResult(session, {document, text: () => markdownOf(told), problems});
  }
  return problems.length === 0 ? 0 : EXIT_CODES['audit-broken'];
}

function damage(verdict: AuditVerdict): readonly Problem[] {
  return verdict.type === 'whole' ? [] : [{code: 'audit-broken', seq: verdict.line, reason: verdict.reason}];
}

const notThere = (entries: readonly AuditEntry[], asked: string): Problem => ({
  code: 'not-found',
  what: 'incident',
  asked,
  near: incidentsIn(entries).map(({id}) => id),
});

async function saved(
  session: Session,
  folder: string,
  told: EmergencyReport,
  problems: readonly Problem[],
): Promise<void> {
  const path = `${folder.replace(/[\\/]+$/, '')}/${fileName(told.id)}`;
  await session.host.saveFile(`${path}.md`, markdownOf(told));
  await session.host.saveFile(`${path}.json`, `${safeJson(reportsDocument([told], problems), 2)}\n`);
  for (const problem of problems) session.notes.problem(problem);
  session.notes.note(`Written: ${visible(path)}.md and .json`);
}

/** The name of an incident is a person's text; no folder may be left by it. */
const fileName = (id: string): string => id.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');
