import {PARTLY_DONE} from '../../core/exit-code.ts';
import type {Finding, FindingState} from '../../core/finding.ts';
import {document} from '../documents/document.ts';
import {type Cell, table} from '../output/table.ts';
import type {Tone} from '../output/theme.ts';
import {writeResult} from '../output/write-result.ts';
import type {Session} from '../session.ts';

const TONES: Readonly<Record<FindingState, Tone>> = {
  ok: 'steady',
  warning: 'ending',
  fault: 'refused',
  unknown: 'ending',
};

/** Findings as the `doctor` document, or for people with what to do behind each. A fault is 1, what could not be looked at 80. */
export async function answerFindings(session: Session, findings: readonly Finding[]): Promise<number> {
  await writeResult(session, {
    document: () => document('doctor', findings),
    text: () =>
      table([{head: 'STATE'}, {head: 'CHECK'}, {head: 'FOUND'}], findings.flatMap(rows), session.look),
    problems: [],
  });
  if (findings.some(({state}) => state === 'fault')) return 1;
  return findings.some(({state}) => state === 'unknown') ? PARTLY_DONE : 0;
}

function rows({state, name, words, nextSteps}: Finding): readonly (readonly Cell[])[] {
  const steps = nextSteps.map(step => [{text: ''}, {text: ''}, {text: `-> ${step}`}]);
  return [[{text: state, tone: TONES[state]}, {text: name}, {text: words}], ...steps];
}
