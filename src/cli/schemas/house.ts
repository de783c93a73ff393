import {z} from 'zod';
import {FINDING_STATES} from '../../core/finding.ts';
import {PAST_OUTCOMES} from '../../core/history.ts';
import {PROBLEM_CODES} from '../../core/problem.ts';
import {count, documentOf, kind, maybe, open, problem, scope, text, time} from './parts.ts';

const past = open({
  requestId: maybe(text),
  eligibilityId: maybe(text),
  kind: maybe(kind),
  name: text,
  scope: maybe(scope),
  profile: maybe(text),
  account: maybe(text),
  justification: maybe(text).describe('as the person wrote it, without the anchor of the record'),
  ticket: maybe(open({number: text, system: maybe(text)})),
  askedAt: maybe(time),
  startedAt: maybe(time),
  endsAt: maybe(time),
  endedAt: maybe(time),
  outcome: z.enum(PAST_OUTCOMES),
  problem: maybe(z.enum(PROBLEM_CODES)),
  incident: maybe(text).describe('the emergency that it belongs to'),
  practice: z.boolean(),
  drill: z.boolean().describe('the emergency that it belongs to was a rehearsal'),
  again: z.array(text).optional().describe('`--again`: the command that asks for the same once more'),
});

const finding = open({
  name: text,
  state: z.enum(FINDING_STATES).describe('unknown: it could not be looked at'),
  words: text,
  nextSteps: z.array(text),
  preview: maybe(text).optional().describe('what a sink would be sent: no address, no token'),
});

const pending = open({
  sink: text,
  waiting: count,
  first: maybe(open({seq: count, time: text})),
  failures: count,
  failingSince: maybe(time),
  dueAt: maybe(time),
  problem: maybe(problem),
});

/** By the `kind` of the document. */
export const HOUSE_SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  history: documentOf('history', past),
  doctor: documentOf('doctor', finding),
  pending: documentOf('pending', pending),
};
