import type {Kind} from './kind.ts';
import type {ProblemCode} from './problem.ts';

/** What a line of the record can be about. Later issues add types; none changes meaning. */
export const AUDIT_TYPES = [
  'sign-in',
  'sign-out',
  'request',
  'approval-pending',
  'scheduled',
  'active',
  'end-requested',
  'end-queued',
  'end',
  'cancel',
  'refusal',
  'lost-answer',
  'read-back',
  'settings-change',
  'lend',
  'exec',
  'recovered',
] as const;

export type AuditType = (typeof AUDIT_TYPES)[number];

/** What happened, before it has a place in the chain. Absent parts are `null` in the line. */
export interface AuditFact {
  readonly type: AuditType;
  /**
   * Server time as measured, RFC 3339. It may step back by less than a second from one line to the next, when the
   * offset to the server is measured again: the order of what happened is `seq`.
   */
  readonly time: string;
  /** This machine's wall clock, RFC 3339. */
  readonly localTime: string;
  readonly profile: string | null;
  readonly authority: string | null;
  readonly tenantId: string | null;
  readonly oid: string | null;
  readonly account: string | null;
  readonly eligibilityId: string | null;
  readonly kind: Kind | null;
  readonly name: string | null;
  readonly scope: {readonly id: string; readonly name: string; readonly type: string} | null;
  readonly justification: string | null;
  readonly ticket: {readonly number: string; readonly system: string | null} | null;
  readonly requestId: string | null;
  /** The end of the grant this is about, RFC 3339. */
  readonly endsAt: string | null;
  readonly problem: ProblemCode | null;
  readonly practice: boolean;
}

/**
 * A line of the record: the fact, its number (from 1) and the SHA-256 of the whole line before it in lower-case hex
 * (64 zeros before the first). A line is the RFC 8785 canonical JSON of the entry, and a line feed.
 */
export interface AuditEntry extends AuditFact {
  readonly seq: number;
  readonly prev: string;
}

export type AuditVerdict =
  | {readonly type: 'whole'; readonly entries: number; readonly head: string}
  | {
      readonly type: 'broken';
      /** The number of the first line that does not fit, counted from 1. */
      readonly line: number;
      readonly lastGood: number;
      readonly reason: string;
    };

export const FIRST_PREV = '0'.repeat(64);
