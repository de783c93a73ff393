import type {AuditEntry, AuditProof, AuditVerdict} from '../../core/audit.ts';
import type {Problem} from '../../core/problem.ts';
import type {Comparison} from '../../usecases/verify-record-cloud.ts';
import {THREAT_MODEL} from '../output/verdict-text.ts';
import {document, time} from './document.ts';

/** `audit show` (contract 4). */
export const auditDocument = (entries: readonly AuditEntry[]) => document('audit', entries.map(auditItem));

export function auditItem(entry: AuditEntry) {
  const {seq, prev, time, localTime, type, profile, authority, tenantId, oid, account} = entry;
  const {eligibilityId, kind, name, scope, justification, ticket, requestId, endsAt, problem, practice} =
    entry;
  const who = {profile, authority, tenantId, oid, account};
  const what = {
    eligibilityId,
    kind,
    name,
    scope,
    justification,
    ticket,
    requestId,
    endsAt,
    problem,
    practice,
  };
  const {emergency = null, found = null, seal = null} = entry;
  return {seq, prev, time, localTime, type, ...who, ...what, emergency, found, seal};
}

/** `audit verify`: one item, how far the record holds. `line` and `reason` only where it is broken. */
export function verificationDocument(
  verdict: AuditVerdict,
  problems: readonly Problem[],
  comparison?: Comparison,
) {
  const whole = verdict.type === 'whole';
  return document(
    'verification',
    [
      {
        whole,
        entries: whole ? verdict.entries : verdict.lastGood,
        head: whole ? verdict.head : null,
        line: whole ? null : verdict.line,
        reason: whole ? null : verdict.reason,
        lastGood: whole ? verdict.entries : verdict.lastGood,
        signed: (whole ? verdict.signed : undefined) ?? null,
        unsigned: (whole ? verdict.unsigned : undefined) ?? null,
        acknowledged: verdict.acknowledged ?? [],
        trust: THREAT_MODEL,
        againstCloud: comparison === undefined ? null : againstCloud(comparison),
      },
    ],
    problems,
  );
}

const againstCloud = ({unknown, elsewhere, unlisted}: Comparison) => ({
  unknown: unknown.map(({seq, requestId}) => ({seq, requestId})),
  elsewhere: elsewhere.map(({requestId, kind, eligibilityId, name, scope, createdAt}) => ({
    ...{requestId, kind, eligibilityId, name, scope},
    createdAt: time(createdAt),
  })),
  unlisted,
});

/** `audit prove`: what a stranger needs to check one line, and nothing else. */
export const proofDocument = (proof: AuditProof) => document('proof', [proof]);
