type Work = () => Promise<void>;

/** Pieces of work, so many at a time. The first that fails ends the rest before they are begun. */
export class Crew {
  readonly #most: number;
  readonly #onFailure: () => void;
  #waiting: readonly Work[] = [];
  #busy = 0;
  #failure: {readonly thrown: unknown} | undefined;
  #idle: () => void = () => undefined;

  /** `onFailure` is told at once, so that what is under way can be stopped. */
  constructor(most: number, onFailure: () => void) {
    this.#most = most;
    this.#onFailure = onFailure;
  }

  add(...works: readonly Work[]): void {
    if (this.#failure !== undefined) return;
    this.#waiting = [...this.#waiting, ...works];
    while (this.#busy < this.#most && this.#waiting.length > 0) this.#begin();
  }

  /** When nothing is under way any more. Rejects with the first failure. */
  async finished(): Promise<void> {
    if (this.#busy > 0) await new Promise<void>(resolve => this.#idleBy(resolve));
    if (this.#failure !== undefined) throw this.#failure.thrown;
  }

  #idleBy(idle: () => void): void {
    this.#idle = idle;
  }

  #begin(): void {
    const [work, ...rest] = this.#waiting;
    if (work === undefined) return;
    this.#waiting = rest;
    this.#busy += 1;
    work().then(
      () => this.#ended(),
      thrown => this.#failed(thrown),
    );
  }

  #failed(thrown: unknown): void {
    const isFirst = this.#failure === undefined;
    this.#failure ??= {thrown};
    this.#waiting = [];
    if (isFirst) this.#onFailure();
    this.#ended();
  }

  #ended(): void {
    this.#busy -= 1;
    this.add();
    if (this.#busy === 0) this.#idle();
  }
}
