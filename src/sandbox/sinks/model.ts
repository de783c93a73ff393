/** A stream of a data collection rule: names of columns and their types. */
export type Stream = Readonly<Record<string, string>>;

/** A data collection rule that the person may write to, or not. */
export interface CollectionRule {
  readonly streams: Readonly<Record<string, Stream>>;
  /** Monitoring Metrics Publisher on the rule. */
  readonly publisher: boolean;
}

/** What a receiver has taken. */
export interface Received {
  readonly receiver: 'webhook' | 'slack' | 'teams' | 'sentinel';
  /** Of a webhook, what stands behind `/hooks/`. */
  readonly name: string;
  readonly authorization: string | null;
  /** One for each message, or row. */
  readonly body: unknown;
}

/** Places that events are sent to, as the practice cloud plays them. */
export interface Receivers {
  /** Data collection rules by their immutable id. */
  readonly rules: Map<string, CollectionRule>;
  /** Everything that was taken, oldest first. */
  readonly received: readonly Received[];
}

export interface Intake extends Receivers {
  readonly received: Received[];
}

export const createIntake = (): Intake => ({rules: new Map(), received: []});
