import {PARTLY_DONE} from '../core/exit-code.ts';
import type {Finding} from '../core/finding.ts';
import {doctorDocument} from './documents/doctor.ts';
import {countedWords, findingsText} from './output/doctor-text.ts';
import {writeResult} from './output/write-result.ts';
import type {Session} from './session.ts';

/** The `doctor` document, or a line for each finding. 1: something is broken; 80: something could not be looked at. */
export async function answerFindings(session: Session, findings: readonly Finding[]): Promise<number> {
  const text = () => findingsText(findings, session.look);
  await writeResult(session, {document: () => doctorDocument(findings), text, problems: []});
  if (session.globals.format === 'table') session.notes.note(countedWords(findings));
  if (findings.some(({state}) => state === 'fault')) return 1;
  return findings.some(({state}) => state === 'unknown') ? PARTLY_DONE : 0;
}
