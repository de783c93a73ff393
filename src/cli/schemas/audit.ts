import {z} from 'zod';
import {AUDIT_TYPES} from '../../core/audit.ts';
import {PROBLEM_CODES} from '../../core/problem.ts';
import {count, kind, maybe, open, scope, text, time} from './parts.ts';

/** Each step has members of its own beside these (`core/emergency`). */
const emergency = open({incident: text, drill: z.boolean(), step: text});

export const audit = open({
  seq: z.int().positive(),
  prev: z.string().regex(/^[0-9a-f]{64}$/),
  time: text,
  localTime: text,
  type: z.enum(AUDIT_TYPES),
  profile: maybe(text),
  authority: maybe(text),
  tenantId: maybe(text),
  oid: maybe(text),
  account: maybe(text),
  eligibilityId: maybe(text),
  kind: maybe(kind),
  name: maybe(text),
  scope: maybe(scope),
  justification: maybe(text),
  ticket: maybe(open({number: text, system: maybe(text)})),
  requestId: maybe(text),
  endsAt: maybe(text),
  problem: maybe(z.enum(PROBLEM_CODES)),
  practice: z.boolean(),
  emergency: maybe(emergency),
  found: maybe(open({line: count, lastGood: count, reason: text, digest: text})),
  seal: maybe(
    open({
      key: text,
      signature: text,
      publicKey: text.optional(),
      old: open({key: text, signature: text}).optional(),
    }),
  ),
});

export const verification = open({
  whole: z.boolean(),
  entries: count,
  head: maybe(text),
  line: maybe(count),
  reason: maybe(text),
  lastGood: count,
  signed: maybe(open({key: text, seq: count, hash: text})).describe('the last signature that holds'),
  unsigned: maybe(text).describe('why nothing could be signed when it was last tried'),
  acknowledged: z.array(open({seq: count, line: count, lastGood: count, reason: text, signed: z.boolean()})),
  trust: text.describe('what this cannot show'),
  againstCloud: maybe(
    open({
      unknown: z.array(open({seq: count, requestId: maybe(text)})),
      elsewhere: z.array(
        open({requestId: text, kind, eligibilityId: text, name: text, scope, createdAt: maybe(time)}),
      ),
      unlisted: z.array(kind),
    }),
  ),
});

export const proof = open({
  seq: count,
  key: text.describe('SHA-256 of the public key, DER (SPKI), in hexadecimal'),
  publicKey: text.describe('Ed25519, DER (SPKI) in base64'),
  lines: z.array(text).describe('as they stand in the record, from the line to the signature that covers it'),
});
