import type {AuditEntry, Signed} from '../../../core/audit.ts';
import {type EmergencyReport, markdownOf, reportOf} from '../../../core/emergency-report.ts';
import {explain} from '../../../core/explain.ts';
import {incidentsIn} from '../../../core/incident.ts';
import type {AuditLog} from '../../../core/ports.ts';
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
  const record = await session.host.emergencyRecord();
  const {entries, problem} = await emergencyRecord(record);
  const {signed, damage} = await judged(record);
  const told = reportOf(entries, id, {now: session.host.clock.now(), signed});
  if (told === undefined) throw new Trouble(problem ?? notThere(entries, id));
  const problems = [...damage, ...(problem === null || damage.some(isSame(problem)) ? [] : [problem])];
  const folder = textFlag(call, 'out');
  if (folder !== undefined) await saved(session, folder, told, problems);
  else {
    const document = () => reportsDocument([told], problems);
    await writeResult(session, {document, text: () => markdownOf(told), problems});
  }
  const [first] = problems;
  return first === undefined ? 0 : explain(first).exitCode;
}

interface Judged {
  readonly signed?: Signed | undefined;
  readonly damage: readonly Problem[];
}

/** A record that cannot be read at all keeps nobody from what lies beside it. */
async function judged(record: AuditLog): Promise<Judged> {
  try {
    const verdict = await record.verify();
    if (verdict.type === 'whole') return {signed: verdict.signed, damage: []};
    return {damage: [{code: 'audit-broken', seq: verdict.line, reason: verdict.reason}]};
  } catch (thrown) {
    if (!(thrown instanceof Trouble)) throw thrown;
    return {damage: [thrown.problem]};
  }
}

const isSame =
  (problem: Problem) =>
  ({code}: Problem): boolean =>
    code === problem.code;

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
