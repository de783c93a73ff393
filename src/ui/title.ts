import {emergencyTitle} from './emergency.ts';
import type {Model} from './model.ts';

/** xterm's window operations: the title is kept on a stack, which most terminals have (ctlseqs, "CSI Ps ; Ps t"). */
const KEEP = '\u001b[22;2t';
const GIVE_BACK = '\u001b[23;2t';
const titled = (text: string): string => `\u001b]2;${text}\u0007`;

/** The title of the terminal's window: ours while an emergency is open, and otherwise what it was. */
export class Title {
  readonly #write: (text: string) => void;
  #shown: string | null = null;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  follow(model: Pick<Model, 'incidents' | 'look'>): void {
    this.#show(emergencyTitle(model));
  }

  restore(): void {
    this.#show(null);
  }

  /** A terminal without a stack is left with an empty title, not with ours. */
  #show(text: string | null): void {
    if (text === this.#shown) return;
    const first = this.#shown === null ? KEEP : '';
    this.#shown = text;
    this.#write(text === null ? `${titled('')}${GIVE_BACK}` : `${first}${titled(text)}`);
  }
}
