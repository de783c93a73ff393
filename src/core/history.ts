import type {AuditEntry} from './audit.ts';
import type {Kind} from './kind.ts';
import type {ProblemCode} from './problem.ts';
import type {Instant, Seconds} from './time.ts';

export const PAST_OUTCOMES = [
  'active',
  'ended',
  'expired',
  'denied',
  'failed',
  'cancelled',
  'waiting',
  'scheduled',
  'unknown',
] as const;

/**
 * What became of an activation, as far as the record knows. `expired`: its end came by itself. `unknown`: the record does
 * not tell, nobody may conclude that it never took effect.
 */
export type PastOutcome = (typeof PAST_OUTCOMES)[number];

/**
 * One activation as the record tells it: the row of the `history` document. Texts are as they were written down, and
 * shown with `visible`. Times are server times; `null` is what no line tells.
 */
export interface PastActivation {
  /** The cloud's name for the request, or ours. */
  readonly requestId: string | null;
  readonly eligibilityId: string | null;
  readonly kind: Kind | null;
  readonly name: string;
  readonly scope: AuditEntry['scope'];
  readonly profile: string | null;
  readonly account: string | null;
  /** As the person wrote it: the anchor behind it is cut off. */
  readonly justification: string | null;
  readonly ticket: AuditEntry['ticket'];
  /** `null`: the record begins after it, or credentials were lent of what is held anyway. */
  readonly askedAt: Instant | null;
  /** When it was seen to be active. */
  readonly startedAt: Instant | null;
  readonly endsAt: Instant | null;
  /** When it was over; where a later row took its place (more time), that row's beginning. */
  readonly endedAt: Instant | null;
  readonly outcome: PastOutcome;
  /** The last thing that went wrong, while nothing better is known. */
  readonly problem: ProblemCode | null;
  /** The emergency that it belongs to. */
  readonly incident: string | null;
  /** That was a rehearsal. */
  readonly isDrill?: true | undefined;
  readonly practice: boolean;
  /** The first line that is about it, for telling rows apart: no two share one. */
  readonly seq: number;
}

/** ` [stint:HASH/KEY]`, which lets others' logs vouch for ours, is nobody's reason. */
const ANCHOR = / ?\[stint:[0-9a-f]{12,64}\/[0-9a-f]{12,64}\]$/;

export const withoutAnchor = (justification: string): string => justification.replace(ANCHOR, '');

/** What asking for the same once more takes. */
export interface AskAgain {
  readonly eligibilityId: string;
  /** How long it was granted for; `null`: it was not, or has no end. */
  readonly duration: Seconds | null;
  readonly justification: string | null;
  readonly ticket: AuditEntry['ticket'];
}

/** `undefined`: the record does not say which eligibility it was. */
export function askAgain(row: PastActivation): AskAgain | undefined {
  const {eligibilityId, justification, ticket, startedAt, endsAt} = row;
  if (eligibilityId === null) return undefined;
  return {eligibilityId, justification, ticket, duration: lengthOf(startedAt, endsAt)};
}

/** Rounded up to a minute: the cloud's beginning is a little before we saw it. */
function lengthOf(startedAt: Instant | null, endsAt: Instant | null): Seconds | null {
  if (startedAt === null || endsAt === null || endsAt <= startedAt) return null;
  const length = Math.round((endsAt - startedAt) / 1000);
  return length < 60 ? length : Math.ceil(length / 60) * 60;
}
