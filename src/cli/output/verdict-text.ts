import type {AuditVerdict, Found} from '../../core/audit.ts';
import {kindLabel} from '../../core/kind.ts';
import {showInstant} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import type {Comparison} from '../../usecases/verify-record-cloud.ts';

type Whole = Extract<AuditVerdict, {type: 'whole'}>;

/** What `verify` cannot know: said each time, so that nobody takes it for more than it is. */
export const THREAT_MODEL =
  'Whoever holds the key of the record, or can act as you on this machine, can rewrite it from the last hash on that ' +
  'lies elsewhere. Compare with one: --key and --anchor trust what you give, not what lies here.';

/** `stint audit verify` for people; what does not fit stands on stderr as a problem. */
export function verdictText(verdict: AuditVerdict): string {
  const noted = (verdict.acknowledged ?? []).map(({seq, ...found}) => acknowledgedText(seq, found)).join('');
  if (verdict.type === 'broken')
    return `${verdict.lastGood === 0 ? 'No line is known to be good.' : `The last good line is ${verdict.lastGood}.`}\n${noted}`;
  if (verdict.entries === 0) return 'The record is empty.\n';
  const whole = `The record is whole: ${verdict.entries} lines, the last one is ${verdict.head}.\n`;
  return `${whole}${signedText(verdict)}${noted}${THREAT_MODEL}\n`;
}

function signedText({signed, unsigned, entries}: Whole): string {
  const why = unsigned === undefined ? '' : ` When it was last tried: ${visible(unsigned)}`;
  if (signed === undefined) return `Nothing in it is signed yet.${why}\n`;
  const behind = signed.seq < entries ? '; what stands behind it is not signed yet' : '';
  return `Signed up to line ${signed.seq} (${signed.hash}) with the key ${signed.key}${behind}.${why}\n`;
}

export const acknowledgedText = (seq: number, {line, lastGood, reason}: Omit<Found, 'digest'>): string =>
  `Acknowledged in line ${seq}: line ${line} did not fit (${visible(reason)}); the last good one was ${lastGood}.\n`;

/** `--against cloud` for people; what a cloud does not know stands on stderr as a problem. */
export function comparisonText({unknown, elsewhere, unlisted}: Comparison): string {
  const made = elsewhere.map(
    ({name, scope, createdAt, requestId}) =>
      `Made elsewhere: ${visible(name)} on ${visible(scope.name)}, ${createdAt === null ? 'at no time told' : showInstant(createdAt)} (${visible(requestId)}).\n`,
  );
  const none =
    unknown.length + elsewhere.length === 0 ? 'The clouds that were read list the same requests.\n' : '';
  const silent = unlisted.map(kind => `${kindLabel(kind)} keeps no list of requests to compare with.\n`);
  return [none, ...made, ...silent].join('');
}
