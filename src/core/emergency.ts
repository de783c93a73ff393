import type {ProblemCode} from './problem.ts';
import type {Instant, Millis} from './time.ts';
import {visible} from './untrusted.ts';

/** What a `break-glass` line of the record tells. All lines with one `incident` are its story, in the order of `seq`. */
export type EmergencyFact = EmergencyStep & {
  readonly incident: string;
  /** A rehearsal: nothing was wrong. */
  readonly drill: boolean;
};

export type EmergencyStep =
  /** The line's `justification` is why. */
  | {
      readonly step: 'opened';
      readonly rungs: readonly string[];
      /** The settings that were used: their path and SHA-256 in lower-case hex; `null`: there is no file. */
      readonly settings: {readonly path: string; readonly sha256: string | null};
      /** Why the record before this line does not verify, in words; `null`: it does. */
      readonly broken: string | null;
    }
  | {readonly step: 'evidence'; readonly probes: readonly Probe[]}
  | {readonly step: 'notice'; readonly told: readonly Told[]}
  | {readonly step: 'cosigned'; readonly by: string; readonly key: string; readonly request: string}
  /** Nobody is asked for by the settings, or nobody answered in time. */
  | {readonly step: 'single-person'; readonly why: 'not-asked' | 'no-answer' | 'not-valid'}
  /** A rung is being asked for; the ordinary lines of its request follow, `requestId` is the same. */
  | {readonly step: 'tried'; readonly rung: string}
  /** It gave nothing; the line's `problem` is why. */
  | {readonly step: 'passed'; readonly rung: string; readonly why: ProblemCode}
  /** It worked; the line's `endsAt` is its end. */
  | {readonly step: 'granted'; readonly rung: string; readonly grantId: string}
  /** It is asked for and on its way: approval, provisioning. */
  | {readonly step: 'waiting'; readonly rung: string}
  /** Nothing worked. */
  | {readonly step: 'without'}
  /** `done`: what was done. `rotate`: what must be changed now. */
  | {readonly step: 'closed'; readonly done: string; readonly rotate: readonly string[]};

/** What can be asked whether it answers, without credentials. `identity-center` and `sts` name their Region. */
export interface ProbeTarget {
  readonly service: 'entra' | 'azure-pim' | 'graph-pim' | 'identity-center' | 'sts';
  /** `Microsoft Entra`, `AWS STS (eu-west-1)` */
  readonly label: string;
  readonly url: string;
  /** It is asked only for new tokens: those in hand do without. */
  readonly isSignIn?: true | undefined;
}

/** Whether a service answered. Any answer below 500 counts: nobody is signed in where we ask. */
export interface Probe {
  readonly service: ProbeTarget['service'];
  readonly label: string;
  readonly host: string;
  readonly isUp: boolean;
  /** `null`: no answer came. */
  readonly status: number | null;
  /** Why it counts as down, in words; `null` where it is up. */
  readonly reason: string | null;
  /** Whole milliseconds. */
  readonly took: number;
}

/** Whether a sink took the notice in time. */
export interface Told {
  readonly sink: string;
  readonly isTold: boolean;
  readonly problem: ProblemCode | null;
}

/** An emergency that was opened. A closed one has `closedAt`. Server times. */
export interface Incident {
  readonly id: string;
  readonly profile: string;
  readonly drill: boolean;
  readonly practice: boolean;
  readonly reason: string;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
}

/** Evidence may not hold the request up. */
export const PROBE_LIMIT: Millis = 2000;
/** Nor may a sink. */
export const NOTICE_LIMIT: Millis = 3000;
/** Who is signed in is found out, or not, in so long. */
export const ACTOR_LIMIT: Millis = 3000;
/** A drill is due after so long (reference azure-pim 8). */
export const DRILL_EVERY_DAYS = 90;

/**
 * The name of an incident as the word of a command that is shown to be pasted: every shell reads it as the one word that
 * it is. Where no quoting is the same in all of them, what stands for it is shown.
 */
export function incidentWord(id: string): string {
  const text = visible(id);
  if (PLAIN_WORD.test(text)) return text;
  const word = UNLIKE_QUOTED.test(text) ? 'INCIDENT' : `'${text}'`;
  return text.startsWith('-') ? `-- ${word}` : word;
}

const PLAIN_WORD = /^\w[\w.:/+=-]*$/;
/** The quote itself, what PowerShell takes for one, and the backslash, which fish heeds within quotes. */
const UNLIKE_QUOTED = /['\u2018-\u201b\\]/;
