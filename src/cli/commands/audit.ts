import {type AuditEntry, type AuditVerdict, SHORTEST_HASH} from '../../core/audit.ts';
import {EXIT_CODES} from '../../core/exit-code.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import {safeJson, visible} from '../../core/untrusted.ts';
import {acknowledge} from '../../usecases/acknowledge.ts';
import {prove} from '../../usecases/prove.ts';
import {type Comparison, compareWithCloud} from '../../usecases/verify-record-cloud.ts';
import {auditDocument, proofDocument, verificationDocument} from '../documents/audit.ts';
import {type Call, isOn, textFlag} from '../flags.ts';
import {auditTable} from '../output/audit-table.ts';
import {acknowledgedText, comparisonText, verdictText} from '../output/verdict-text.ts';
import {writeResult} from '../output/write-result.ts';
import {type Session, withApp} from '../session.ts';

/** `stint audit show`. With `--pending`: what has not left for the sinks yet. */
export async function auditShow(session: Session, call: Call): Promise<number> {
  if (isOn(call, 'pending')) return (await import('./audit-pending.ts')).showPending(session);
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
  const isAgainstCloud = textFlag(call, 'against') === 'cloud' && verdict.type === 'whole';
  const comparison = isAgainstCloud
    ? await withApp(session, {}, app => compareWithCloud(app, session.signal))
    : undefined;
  const problems = [...brokenIn(verdict), ...(comparison === undefined ? [] : disagreementIn(comparison))];
  const document = () => verificationDocument(verdict, problems, comparison);
  const text = () => verdictText(verdict) + (comparison === undefined ? '' : comparisonText(comparison));
  await writeResult(session, {document, text, problems});
  return problems[0] === undefined ? 0 : EXIT_CODES[problems[0].code];
}

const brokenIn = (verdict: AuditVerdict): readonly Problem[] =>
  verdict.type === 'whole' ? [] : [{code: 'audit-broken', seq: verdict.line, reason: verdict.reason}];

/** What was made elsewhere is no fault by itself; what a line claims and the cloud does not know is one. */
function disagreementIn({unknown, problems}: Comparison): readonly Problem[] {
  if (unknown.length === 0) return problems;
  const lines = unknown.map(({seq}) => seq).join(', ');
  const reason = `The clouds do not list requests that the record says they accepted (lines ${lines}).`;
  return [{code: 'failed', reason}, ...problems];
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
