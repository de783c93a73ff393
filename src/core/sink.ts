import type {AuditAnchor, AuditEntry} from './audit.ts';
import type {Problem} from './problem.ts';
import type {Secret} from './secret.ts';
import type {Instant, Millis} from './time.ts';

export const SINK_TYPES = ['webhook', 'slack', 'teams', 'sentinel', 'file'] as const;
export type SinkType = (typeof SINK_TYPES)[number];

/** A place that lines of the record are sent to (contract 5, `sinks`). Addresses that are secrets are not in here. */
export type SinkSettings =
  /** Their address, and a bearer token where one is needed, are in `SinkSecrets`. */
  | {readonly name: string; readonly type: 'webhook' | 'slack' | 'teams'}
  /** A data collection rule of Azure Monitor, written to as the person who is signed in to Entra. */
  | {
      readonly name: string;
      readonly type: 'sentinel';
      /** Origin of the data collection endpoint, or of the rule's own. */
      readonly endpoint: string;
      /** The rule's immutable id: `dcr-` and 32 hex digits. */
      readonly ruleId: string;
      /** `Custom-Stint_CL` */
      readonly stream: string;
    }
  | {readonly name: string; readonly type: 'file' /** Absolute. */; readonly path: string};

/** A line of the record on its way to sinks. */
export interface SinkEvent {
  /** Made of the line's number and hash: the same at every try, whoever sends it. Receivers tell repeats by it. */
  readonly id: string;
  /** SHA-256 of the line, lower-case hex. */
  readonly hash: string;
  readonly entry: AuditEntry;
  /** Where the record and its key stood: with it, what others have kept vouches for our lines. */
  readonly anchor: AuditAnchor | null;
}

/** Events in the order of the record, at least one. */
export type SinkEvents = readonly [SinkEvent, ...SinkEvent[]];

export interface Sink {
  readonly name: string;
  readonly type: SinkType;
  /** How many events one call can carry. */
  readonly most: number;
  /**
   * Resolves to how many of them, from the first on, have surely arrived: one at least. Rejects with `Trouble` when that
   * is not known of any. Never tries again by itself; what it rejects with holds no secret.
   */
  send(events: SinkEvents, signal: AbortSignal): Promise<number>;
  /** What would be sent for an event, for people to look at: no address, no token. */
  preview(event: SinkEvent): string;
}

/** What a sink's own secrets are called. */
export type SinkSecretName = 'url' | 'token';

/** Addresses and tokens of sinks, in the token vault. */
export interface SinkSecrets {
  /** `undefined`: no address has been set. Never asks a person beyond what the vault itself does. */
  read(sink: string): Promise<{readonly url: Secret; readonly token: Secret | undefined} | undefined>;
  /** Rejects `usage` for an address that is not plain https, or a token that no header can hold. */
  set(sink: string, name: SinkSecretName, value: Secret): Promise<void>;
  forget(sink: string): Promise<void>;
}

/** A file that lines are put behind what is there: 0600, never through a link, on the disk before it resolves. */
export interface LineFile {
  append(path: string, lines: readonly string[]): Promise<void>;
}

/** Events of one sink that somebody has taken on. */
export interface Handful {
  readonly sink: string;
  readonly claim: string;
  readonly events: SinkEvents;
}

export interface Taking {
  /** Wall clock. */
  readonly now: Instant;
  /** So long nobody else takes them. */
  readonly lease: Millis;
  readonly most: number;
  /** Neither a pause nor somebody else's claim counts: an emergency is to be told now, twice rather than late. */
  readonly urgent?: boolean | undefined;
}

/** What waits for a sink, and why. */
export interface Pending {
  readonly sink: string;
  /** Events that it has not taken. */
  readonly waiting: number;
  /** Record number and server time (RFC 3339) of the first of them. */
  readonly first: {readonly seq: number; readonly time: string} | null;
  /** Tries that failed in a row, since when, why, and when the next may be made. Wall clock. */
  readonly failures: number;
  readonly failingSince: Instant | null;
  readonly problem: Problem | null;
  readonly dueAt: Instant | null;
}

/**
 * What the sinks of the settings are still to be told: in the order of the record, at least once, each sink at its own
 * pace. A sink hears of everything from the moment it was first seen in the settings.
 */
export interface Outbox {
  /** Makes sure that nothing recorded from now on is missed, even by a crash. Cheap when all is known already. */
  ready(): Promise<void>;
  /** A line that has just been recorded. One small write; lines that a crash kept from here are brought along. */
  enqueue(entry: AuditEntry): Promise<void>;
  /** Brings along what a crash, or a busy disk, kept from here. */
  catchUp(): Promise<void>;
  /** The next events of a sink; `undefined`: none, not yet, or another process is at it. */
  take(sink: string, taking: Taking): Promise<Handful | undefined>;
  /** So many of the handful, from the first on, have arrived. */
  delivered(handful: Handful, count: number): Promise<void>;
  /** None of it has surely arrived. `due`: when to try again, by how many tries have failed in a row. */
  failed(
    handful: Handful,
    failure: {readonly at: Instant; readonly problem: Problem},
    due: (failures: number) => Instant,
  ): Promise<void>;
  /** Not tried to the end: whoever comes next may. */
  putBack(handful: Handful): Promise<void>;
  /** Every sink of the settings, in their order. */
  pending(): Promise<readonly Pending[]>;
}

export interface Delivered {
  readonly sink: string;
  /** Events that have arrived just now. */
  readonly count: number;
  /** What stopped it; `null`: everything that was due has arrived, or somebody else is at it. */
  readonly problem: Problem | null;
}

/** What a sink of the settings would be sent, for people to look at: no address, no token. */
export interface SinkPreview {
  readonly sink: string;
  readonly type: SinkType;
  /** Made of the last line of the record, else of one that stands for all. */
  readonly text: string;
  /** Whether it can be sent: an address has been set, where the sink needs one; `null`: the token store does not open. */
  readonly isAddressed: boolean | null;
}

/** The sinks of the settings as the faces use them. */
export interface SinkDesk {
  /** What waits, of every sink in their order. From what is stored: no network, no token store. */
  pending(): Promise<readonly Pending[]>;
  /** Of every sink in their order. No network; asks nobody. */
  previews(): Promise<readonly SinkPreview[]>;
  /** Sends what is due, for no longer than `limit`. Never rejects: what goes wrong is kept with the sink, and told here. */
  deliver(signal: AbortSignal, limit: Millis): Promise<readonly Delivered[]>;
}
