/**
 * What is running, by name: starting something again stops the earlier one. What was stopped tells nothing more.
 */
export class Slots {
  readonly #running = new Map<string, AbortController>();

  begin(name: string): AbortSignal {
    this.stop(name);
    const controller = new AbortController();
    this.#running.set(name, controller);
    return controller.signal;
  }

  stop(name: string): void {
    this.#running.get(name)?.abort();
    this.#running.delete(name);
  }

  stopAll(): void {
    for (const name of [...this.#running.keys()]) this.stop(name);
  }
}
