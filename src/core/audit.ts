import type {EmergencyFact} from './emergency.ts';
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
  'break-glass',
  'key',
  'key-change',
  'checkpoint',
  'acknowledged',
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
  /** `break-glass`: what happened in an emergency, or a drill. */
  readonly emergency?: EmergencyFact | undefined;
  /** `acknowledged`: what had been found, and every byte that stood before this line then. */
  readonly found?: Found | undefined;
  /** `key`, `key-change`, `checkpoint`, and `acknowledged` where a key was at hand. */
  readonly seal?: Seal | undefined;
}

/**
 * A signature over the whole line: Ed25519 over the canonical JSON of the entry without the two `signature` members.
 * Keys are named by their fingerprint: SHA-256 of the public key's DER (SPKI) in lower-case hex.
 */
export interface Seal {
  readonly key: string;
  /** In base64. */
  readonly signature: string;
  /** `key` and `key-change`: the key that signs from here on, DER (SPKI) in base64. */
  readonly publicKey?: string | undefined;
  /** `key-change`: the key before signs it too. */
  readonly old?: {readonly key: string; readonly signature: string} | undefined;
}

/** What `audit acknowledge` took note of. */
export interface Found {
  readonly line: number;
  readonly lastGood: number;
  readonly reason: string;
  /** SHA-256 of all bytes of the file before the line, in lower-case hex: nothing else was acknowledged. */
  readonly digest: string;
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
  | {
      readonly type: 'whole';
      readonly entries: number;
      readonly head: string;
      /** The last signature that holds, and how far it reaches. Absent: nothing is signed yet. */
      readonly signed?: Signed | undefined;
      /** Breaks that somebody has taken note of; absent: there are none. */
      readonly acknowledged?: readonly Acknowledged[] | undefined;
      /** Why nothing could be signed when it was last tried, in words. */
      readonly unsigned?: string | undefined;
    }
  | {
      readonly type: 'broken';
      /** The number of the first line that does not fit, counted from 1. */
      readonly line: number;
      readonly lastGood: number;
      readonly reason: string;
      readonly acknowledged?: readonly Acknowledged[] | undefined;
    };

export interface Signed {
  readonly key: string;
  /** The number and the hash of the line that carries the signature. */
  readonly seq: number;
  readonly hash: string;
}

export interface Acknowledged extends Omit<Found, 'digest'> {
  /** The line that says so. */
  readonly seq: number;
  /** Whether the key of the record signed it. */
  readonly signed: boolean;
}

/** What the person trusts instead of what this machine has kept: a fingerprint, the hash of a line, or their beginnings. */
export interface AuditTrust {
  readonly key?: string | undefined;
  readonly anchor?: string | undefined;
}

/** As short as a hash or fingerprint may be given: 48 bits. */
export const SHORTEST_HASH = 12;

/** Everything a stranger needs to check one line: the lines up to the signature, exactly as they stand in the file. */
export interface AuditProof {
  readonly seq: number;
  readonly key: string;
  readonly publicKey: string;
  readonly lines: readonly string[];
}

/** What rides in a justification, so that others' logs vouch for ours. */
export interface AuditAnchor {
  readonly hash: string;
  readonly key: string;
}

export const FIRST_PREV = '0'.repeat(64);
