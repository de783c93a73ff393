import {z} from 'zod';
import {PROBLEM_CODES} from '../../core/problem.ts';
import {grant} from './documents.ts';
import {count, documentOf, kind, maybe, open, scope, text, time} from './parts.ts';

export const probe = open({
  service: z.enum(['entra', 'azure-pim', 'graph-pim', 'identity-center', 'sts']),
  label: text,
  host: text,
  isUp: z.boolean(),
  status: maybe(count),
  reason: maybe(text),
  took: count.describe('milliseconds'),
});

export const told = open({sink: text, isTold: z.boolean(), problem: maybe(z.enum(PROBLEM_CODES))});

const settings = open({path: text, sha256: maybe(text)}).describe('the file that was used');

const incident = open({
  id: text,
  profile: maybe(text),
  drill: z.boolean(),
  practice: z.boolean(),
  reason: text,
  openedAt: time,
  closedAt: maybe(time),
  state: z.enum(['open', 'granted', 'waiting', 'without', 'closed']),
  rungs: z.array(
    open({
      name: text,
      state: z.enum(['not-tried', 'tried', 'passed', 'waiting', 'withdrawn', 'granted']),
      problem: maybe(z.enum(PROBLEM_CODES)),
      message: maybe(text),
      grantId: maybe(text),
      endsAt: maybe(time),
      endedAt: maybe(time),
      grant: maybe(grant).describe('where the command has just taken it'),
    }),
  ),
  evidence: z.array(probe),
  told: z.array(told),
  cosignedBy: maybe(text),
  settings: maybe(settings),
  record: maybe(open({seq: maybe(count), hash: maybe(text), key: maybe(text)})).describe(
    'where it stands in the record: its last line, or what the record’s head was',
  ),
});

const report = open({
  id: text,
  profile: maybe(text),
  account: maybe(text),
  drill: z.boolean(),
  practice: z.boolean(),
  reason: text,
  openedAt: text,
  closedAt: maybe(text),
  openSeconds: maybe(count),
  state: z.enum(['open', 'granted', 'waiting', 'without', 'closed']),
  timeline: z.array(open({seq: count, time: text, words: text})),
  roles: z.array(
    open({
      rung: text,
      state: z.enum(['not-tried', 'tried', 'passed', 'waiting', 'granted']),
      problem: maybe(text),
      eligibilityId: maybe(text),
      kind: maybe(kind),
      name: maybe(text),
      scope: maybe(scope),
      requestIds: z.array(text),
      grantId: maybe(text),
      grantedAt: maybe(text),
      endsAt: maybe(text),
      endedAt: maybe(text),
      heldSeconds: maybe(count),
      isHeld: z.boolean(),
    }),
  ),
  evidence: z.array(probe),
  told: z.array(told),
  cosignedBy: maybe(text),
  cosignKey: maybe(text),
  singlePerson: maybe(z.enum(['not-asked', 'no-answer', 'not-valid'])),
  settings,
  broken: maybe(text).describe('why the record before it did not verify'),
  closing: maybe(open({done: text, rotate: z.array(text)})),
  lines: open({
    first: count,
    last: count,
    beside: count.describe('lines that the record could not take: nothing proves those'),
  }),
  checkpoint: maybe(open({key: text, seq: count, hash: text})),
  at: time,
});

const cosignature = open({
  incident: maybe(text),
  answer: maybe(text).describe('what goes back to whoever asked'),
  key: maybe(text).describe('SHA-256 of the public key, DER (SPKI), in hexadecimal'),
  publicKey: maybe(text).describe('Ed25519, DER (SPKI) in base64'),
});

export const EMERGENCY_SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  incidents: documentOf('incidents', incident),
  reports: documentOf('reports', report),
  cosignatures: documentOf('cosignatures', cosignature),
};
