/** One row of the `doctor` document. `unknown`: nobody could look, which is not `ok`. Words and steps are safe to print. */
export interface CheckItem {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'fault' | 'unknown';
  readonly words: string;
  readonly nextSteps: readonly string[];
}

export const found = (
  name: string,
  state: CheckItem['state'],
  words: string,
  ...nextSteps: readonly string[]
): CheckItem => ({name, state, words, nextSteps});
