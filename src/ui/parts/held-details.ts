import type {Grant} from '../../core/grant.ts';
import {guaranteeInWords} from '../../core/guarantee.ts';
import {incidentOf} from '../emergency.ts';
import type {HeldRow} from '../holdings.ts';
import type {Model} from '../model.ts';
import {say} from '../theme.ts';
import {clockTime} from '../times.ts';
import {roughly} from '../vague.ts';
import {type DetailLines, ended, headed, told, troubleOf} from './details.ts';
import {storyOf} from './held-row.ts';
import {clockWords} from './loan-words.ts';

/** What is held or on its way, in full: the story so far, from when to when, why it was asked for. */
export function heldDetails(model: Model, row: HeldRow, width: number): DetailLines {
  const subject = row.grant ?? row.run;
  if (subject === null) return [];
  const {grant, run} = row;
  const reason = grant?.justification == null ? '' : `“${say(model.look, grant.justification)}”`;
  const held = grant === null || grant.state !== 'active' ? [] : heldSentences(model, grant);
  return [
    ...headed(model, subject, width),
    ...told(model, storySentences(model, row), width),
    ...told(model, held, width),
    ...told(model, [reason], width),
    ...(run?.activation.endsEarlyAt == null ? troubleOf(model, run?.activation.problem, width) : []),
  ];
}

/** PIM refuses to end what is younger than five minutes (reference azure-pim 5): the wish to end it is kept. */
const WHY_LATER = 'The cloud ends nothing in its first five minutes.';

function storySentences(model: Model, row: HeldRow): readonly string[] {
  const story = storyOf(model, row);
  if (story === undefined) return [];
  const sentence = sentenceOf(story);
  return story.startsWith('ends itself') ? [sentence, WHY_LATER] : [sentence];
}

const sentenceOf = (words: string): string => ended(words.charAt(0).toUpperCase() + words.slice(1));

const KINDS_OF_HOLD: Readonly<Record<Grant['assignment'], string>> = {
  activated: '',
  lent: '',
  'time-bound': 'Assigned for a time, not activated: it cannot be given up here.',
  standing:
    'Standing: you hold it all the time, and it cannot be given up here. It should be eligible instead.',
};

function heldSentences(model: Model, grant: Grant): readonly string[] {
  return [
    emergencyWords(model, grant),
    spanOf(model, grant),
    ENDS_WITH[model.endsWith.get(grant.id) ?? 'nobody'],
    grant.assignment === 'lent' ? sentenceOf(clockWords(grant, model.now)) : KINDS_OF_HOLD[grant.assignment],
    grant.endsAt === null ? '' : guaranteeInWords(grant.guarantee),
  ];
}

function emergencyWords(model: Model, grant: Grant): string {
  const incident = incidentOf(model, grant);
  if (incident === undefined) return '';
  return `Taken ${incident.drill ? 'for the drill' : 'in the emergency'} ${say(model.look, incident.id)}.`;
}

/** The end that is written down is the latest one. */
const ENDS_WITH = {
  us: 'Ends sooner when you leave stint.',
  others: 'Ends sooner when the command that took it does.',
  nobody: '',
} as const;

function spanOf(model: Model, grant: Grant): string {
  const since = grant.startsAt === null ? '' : `Since ${clockTime(grant.startsAt, model.now)}. `;
  return grant.endsAt === null
    ? `${since}It has no end.`
    : `${since}Ends ${roughly(model, clockTime(grant.endsAt, model.now))}.`;
}
