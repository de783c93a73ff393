import {type AuditEntry, SHORTEST_HASH} from '../../core/audit.ts';
import {EXIT_CODES} from '../../core/exit-code.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import {safeJson, visible} from '../../core/untrusted.ts';
import {acknowledge} from '../../usecases/acknowledge.ts';
import {prove} from '../../usecases/prove.ts';
import {auditDocument, proofDocument, verificationDocument} from '../documents/audit.ts';
import {type Call, isOn, textFlag} from '../flags.ts';
import {auditTable} from '../output/audit-table.ts';
import {acknowledgedText, verdictText} from '../output/verdict-text.ts';
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

/** `stint audit verify`: 83 where a line does not fit, or not what the person trusts. */
export async function auditVerify(session: Session, call: Call): Promise<number> {
  const trust = {key: hashFlag(call, 'key'), anchor: hashFlag(call, 'anchor')};
  const verdict = await (await session.host.record()).verify(trust);
  const problems: readonly Problem[] =
    verdict.type === 'whole' ? [] : [{code: 'audit-broken', seq: verdict.line, reason: verdict.reason}];
  const document = () => verificationDocument(verdict, problems);
  await writeResult(session, {document, text: () => verdictText(verdict), problems});
  return verdict.type === 'whole' ? 0 : EXIT_CODES['audit-broken'];
}

/** A fingerprint or hash, or enough of its beginning that nobody can make another one alike. */
function hashFlag(call: Call, name: string): string | undefined {
  const text = textFlag(call, name)?.toLowerCase();
  if (text === undefined || (/^[0-9a-f]{12,64}$/.test(text) && text.length >= SHORTEST_HASH)) return text;
  throw new Trouble({
    code: 'usage',
    reason: `--${name} takes ${SHORTEST_HASH} to 64 hexadecimal digits.`,
    nextSteps: ['Take them from a justification, [stint:HASH/KEY], or from an earlier stint audit verify'],
  });
}

/** `stint audit acknowledge`: takes note of what does not fit, so that requests go on. */
export async function auditAcknowledge(session: Session, call: Call): Promise<number> {
  const {host, globals, notes} = session;
  const record = await host.record();
  const newKey = isOn(call, 'new-key');
  const entry = await acknowledge({record, clock: host.clock, profile: globals.profile}, {newKey});
  const entries = entry === undefined ? [] : [entry];
  const text = () => (entry?.found === undefined ? '' : acknowledgedText(entry.seq, entry.found));
  await writeResult(session, {document: () => auditDocument(entries), text, problems: []});
  if (entry === undefined)
    notes.note(newKey ? 'A new key signs from here on.' : 'The record is whole: nothing to acknowledge.');
  return 0;
}

/** `stint audit prove SEQ`: JSON whatever the format, for it is the file that a stranger checks. */
export async function auditProve(session: Session, call: Call): Promise<number> {
  const [asked = ''] = call.operands;
  if (!/^[1-9]\d{0,14}$/.test(asked))
    throw new Trouble({
      code: 'usage',
      reason: `“${visible(asked)}” is no line number.`,
      nextSteps: ['See the numbers with stint audit show'],
    });
  const proof = await prove(await session.host.record(), Number(asked));
  const document = () => proofDocument(proof);
  await writeResult(session, {document, text: () => `${safeJson(document(), 2)}\n`, problems: []});
  session.notes.note(
    `It holds ${proof.lines.length} lines: from line ${proof.seq} up to the signature that covers it.`,
  );
  return 0;
}
