import type {AuditVerdict} from '../core/audit.ts';
import type {KeyFault} from './audit-keys.ts';

export type Fault =
  | 'unreadable'
  | 'unfinished'
  | 'out-of-place'
  | 'unchained'
  | 'altered'
  | 'unfounded'
  | 'not-what-was-found'
  | 'cut'
  | 'replaced'
  | 'rewritten'
  | 'no-anchor'
  | 'not-by-that-key'
  | KeyFault;

export const REASONS: Readonly<Record<Fault, string>> = {
  unreadable: 'the line is not a record in its canonical form',
  unfinished: 'the last line is unfinished, by a crash or by a cut; the next record will close it',
  'out-of-place': 'its number does not follow the line before it',
  unchained: 'it does not name the hash of the line before it',
  altered: 'its hash is not the one that the line after it names',
  unfounded: 'it speaks of an unfinished line that is not there',
  'not-what-was-found': 'it acknowledges other bytes than those that stand before it',
  cut: 'lines that were written here are missing from its end',
  replaced: 'it is not the line that was written here',
  rewritten: 'from here on the lines are not those that were written here',
  'no-anchor': 'no line has the hash of that anchor: the record was rewritten, or cut before it',
  'not-by-that-key': 'nothing in it is signed by the key you named',
  'bad-signature': 'its signature does not fit',
  'unsigned-key': 'it begins a new key that the one before has not signed',
  'foreign-key': 'it is signed with another key than the one that is trusted',
};

export interface Break {
  readonly line: number;
  readonly lastGood: number;
  readonly fault: Fault;
}

export const brokenBy = ({line, lastGood, fault}: Break): Extract<AuditVerdict, {type: 'broken'}> => ({
  type: 'broken',
  line,
  lastGood,
  reason: REASONS[fault],
});
