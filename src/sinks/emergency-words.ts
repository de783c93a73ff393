import type {AuditEntry} from '../core/audit.ts';
import type {EmergencyFact} from '../core/emergency.ts';
import {plainWords} from '../core/sink-text.ts';

/** What is told of a step: a sentence, and facts that only it has. No text of others in them does anything. */
export interface EmergencyWords {
  readonly sentence: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
}

const SHORT = 160;
const LONG = 600;

/** For strangers' screens: whether it is a drill comes first, then who or what, and for which incident. */
export function emergencyWords(entry: AuditEntry, fact: EmergencyFact): EmergencyWords {
  const {incident, drill} = fact;
  const name = `${drill ? 'DRILL (nothing is wrong), ' : ''}BREAK GLASS`;
  return {
    sentence: `${name} ${plainWords(incident, SHORT)}: ${saidOf(entry, fact)}`,
    facts: [['Incident', plainWords(incident, SHORT)], ...factsOf(fact)],
  };
}

const plain = (text: string): string => plainWords(text, SHORT);

function saidOf(entry: AuditEntry, fact: EmergencyFact): string {
  const who = plain(entry.account ?? entry.oid ?? 'somebody who is not signed in');
  switch (fact.step) {
    case 'opened':
      return `opened by ${who}${entry.justification === null ? '' : `: ${plain(entry.justification)}`}`;
    case 'evidence':
      return `${fact.probes.filter(({isUp}) => isUp).length} of ${fact.probes.length} services answer`;
    case 'notice':
      return `${fact.told.filter(({isTold}) => isTold).length} of ${fact.told.length} sinks were told in time`;
    case 'cosigned':
      return `a second person has signed: ${plain(fact.by)}`;
    case 'single-person':
      return `it goes on with one person: ${ALONE[fact.why]}`;
    case 'tried':
      return `${plain(fact.rung)} is asked for by ${who}`;
    case 'passed':
      return `${plain(fact.rung)} gave nothing (${plain(fact.why)})`;
    case 'granted':
      return `${plain(fact.rung)} is active for ${who}${entry.endsAt === null ? '' : ` until ${plain(entry.endsAt)}`}`;
    case 'waiting':
      return `${plain(fact.rung)} is asked for and not there yet`;
    case 'without':
      return 'nothing worked, no role was given';
    case 'closed':
      return `closed by ${who}`;
  }
}

const ALONE = {
  'not-asked': 'the settings ask for nobody else',
  'no-answer': 'nobody answered in time',
  'not-valid': 'the answer that came does not hold',
} as const;

type Row = readonly [label: string, value: string];

function factsOf(fact: EmergencyFact): readonly Row[] {
  switch (fact.step) {
    case 'opened':
      return [
        ...listed('Ladder', fact.rungs),
        ...(fact.broken === null ? [] : listed('Record', [fact.broken])),
      ];
    case 'evidence':
      return listed(
        'Down',
        fact.probes.filter(({isUp}) => !isUp).map(({label, reason}) => `${label} (${reason ?? 'no answer'})`),
      );
    case 'notice':
      return listed(
        'Not told',
        fact.told
          .filter(({isTold}) => !isTold)
          .map(({sink, problem}) => `${sink} (${problem ?? 'too slow'})`),
      );
    case 'closed':
      return [...listed('Done', [fact.done]), ...listed('To be rotated', fact.rotate)];
    default:
      return [];
  }
}

const listed = (label: string, values: readonly string[]): readonly Row[] =>
  values.length === 0 ? [] : [[label, plainWords(values.join(', '), LONG)]];
