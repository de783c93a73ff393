import type {Why} from '../abilities.ts';
import type {Wish} from '../message.ts';
import type {Model} from '../model.ts';

/**
 * A key, said once: what it does, what the footer and the help page call it, and why it cannot act just now.
 * `name` is what `ui.keys` in the settings may give other keys to.
 */
export interface Binding {
  readonly name: string;
  readonly keys: readonly string[];
  readonly label: string;
  readonly message: Wish;
  readonly unavailable?: Why;
  /** False: it makes no sense here at all, and the footer does not hold it out. */
  readonly offered?: (model: Model) => boolean;
  /** In the footer however little room there is. */
  readonly vital?: true;
  /** Left out of the footer: the help page has it. */
  readonly quiet?: true;
}

export interface Keymap {
  readonly title: string;
  readonly bindings: readonly Binding[];
  /** Printable keys are text here, not commands. */
  readonly writes?: true;
}
