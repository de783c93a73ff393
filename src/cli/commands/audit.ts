import type {AuditEntry, AuditVerdict} from '../../core/audit.ts';
import {EXIT_CODES} from '../../core/exit-code.ts';
import type {Problem} from '../../core/problem.ts';
import {auditDocument, verificationDocument} from '../documents/audit.ts';
import {auditTable} from '../output/audit-table.ts';
import {writeResult} from '../output/write-result.ts';
import type {Session} from '../session.ts';

/** `stint audit show`. */
export async function auditShow(session: Session): Promise<number> {
  const record = await session.host.record();
  const entries: AuditEntry[] = [];
  for await (const entry of record.entries()) entries.push(entry);
  const text = () => (entries.length === 0 ? '' : auditTable(entries, session.look));
  await writeResult(session, {document: () => auditDocument(entries), text, problems: []});
  if (entries.length === 0 && session.globals.format === 'table') session.notes.note('The record is empty.');
  return 0;
}

/** `stint audit verify`: 83 where a line does not fit the one before it. */
export async function auditVerify(session: Session): Promise<number> {
  const verdict = await (await session.host.record()).verify();
  const problems: readonly Problem[] =
    verdict.type === 'whole' ? [] : [{code: 'audit-broken', seq: verdict.line, reason: verdict.reason}];
  const document = () => verificationDocument(verdict, problems);
  await writeResult(session, {document, text: () => verdictText(verdict), problems});
  return verdict.type === 'whole' ? 0 : EXIT_CODES['audit-broken'];
}

/** A cut tail leaves a chain that fits: only a head that was noted elsewhere shows it, so the head is printed. */
function verdictText(verdict: AuditVerdict): string {
  if (verdict.type === 'broken') return '';
  if (verdict.entries === 0) return 'The record is empty.\n';
  return `The record is whole: ${verdict.entries} lines, the last one is ${verdict.head}.\n`;
}
