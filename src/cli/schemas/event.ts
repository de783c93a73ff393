import {z} from 'zod';
import {grant, identity} from './documents.ts';
import {probe, told} from './emergency.ts';
import {authority, maybe, open, problem, text, time} from './parts.ts';

type Shape = Readonly<Record<string, z.ZodType>>;

const event = <T extends string>(type: T, shape: Shape) =>
  open({seq: z.int().positive(), time, type: z.literal(type), ...shape});

/** Events of an activation say which and, once it is known, by which request. */
const ofItem = <T extends string>(type: T, shape: Shape = {}) =>
  event(type, {eligibilityId: maybe(text), requestId: maybe(text), ...shape});

/** One line of the event stream (contract 4). */
export const eventSchema = z.discriminatedUnion('type', [
  event('device-code', {
    userCode: text,
    verificationUri: text,
    expiresAt: time,
    provider: authority,
    session: maybe(text),
  }),
  event('browser', {expiresAt: time, provider: authority}),
  event('signed-in', {provider: authority, identity}),
  ofItem('submitted'),
  ofItem('step-up', {context: text}),
  ofItem('pending-approval', {approvers: z.array(text)}),
  ofItem('provisioning', {state: z.enum(['provisioning', 'unknown']), detail: maybe(text)}),
  ofItem('scheduled', {startsAt: time}),
  ofItem('active', {grant}),
  ofItem('usable', {grant}),
  ofItem('ending', {grant}),
  ofItem('deactivating', {endsEarlyAt: maybe(time), problem: maybe(problem)}),
  ofItem('ended'),
  ofItem('cancelled'),
  ofItem('failed', {problem}),
  event('opened', {
    incident: open({
      id: text,
      profile: text,
      drill: z.boolean(),
      practice: z.boolean(),
      reason: text,
      openedAt: time,
    }),
    broken: maybe(text).describe('why the record before it does not verify'),
  }),
  event('unwritten', {problem}),
  event('evidence', {probes: z.array(probe)}),
  event('notice', {told: z.array(told)}),
  event('cosigned', {by: text}),
  event('single-person', {why: z.enum(['not-asked', 'no-answer', 'not-valid'])}),
  event('tried', {rung: text}),
  event('passed', {rung: text, problem}),
  event('waiting', {rung: text}),
  event('granted', {rung: text, grant}),
  event('without', {}),
  event('done', {exitCode: z.int().nonnegative(), document: z.unknown().optional()}),
]);
