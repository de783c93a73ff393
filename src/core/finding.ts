export const FINDING_STATES = ['ok', 'warning', 'fault', 'unknown'] as const;

/** `unknown`: we could not look. It is never drawn like `ok`. */
export type FindingState = (typeof FINDING_STATES)[number];

/** What one check found: the row of the `doctor` document. It holds no secret. */
export interface Finding {
  readonly name: string;
  readonly state: FindingState;
  /** One sentence or two, in visible form. */
  readonly words: string;
  readonly nextSteps: readonly string[];
  /** What a sink would be sent, where that is to be shown. */
  readonly preview?: string | undefined;
}
