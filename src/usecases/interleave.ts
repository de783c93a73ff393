type Told<T> = {readonly story: AsyncIterator<T>; readonly result: IteratorResult<T>};

/** One story of several; its signal fires when the listener leaves or the caller's own signal does. */
export type Work<T> = (signal: AbortSignal) => AsyncIterable<T>;

/**
 * Tells several stories at once, at most `most` at a time, in the order in which things happen. A story that throws
 * ends all of them. When the listener leaves, the stories' signal fires and they may finish what must be durable.
 */
export async function* interleave<T>(
  works: readonly Work<T>[],
  most: number,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const left = new AbortController();
  const running = new Running(works, most, AbortSignal.any([signal, left.signal]));
  try {
    for (let told = await running.next(); told !== undefined; told = await running.next()) yield told;
  } finally {
    left.abort();
    await running.leave();
  }
}

class Running<T> {
  readonly #waiting: Work<T>[];
  readonly #most: number;
  readonly #signal: AbortSignal;
  readonly #telling = new Map<AsyncIterator<T>, Promise<Told<T>>>();

  constructor(works: readonly Work<T>[], most: number, signal: AbortSignal) {
    this.#waiting = [...works];
    this.#most = most;
    this.#signal = signal;
  }

  async next(): Promise<T | undefined> {
    for (;;) {
      this.#start();
      if (this.#telling.size === 0) return undefined;
      const {story, result} = await Promise.race(this.#telling.values());
      if (result.done === true) this.#telling.delete(story);
      else {
        this.#listen(story);
        return result.value;
      }
    }
  }

  async leave(): Promise<void> {
    await Promise.allSettled([...this.#telling.keys()].map(story => story.return?.()));
  }

  #start(): void {
    while (this.#telling.size < this.#most) {
      const work = this.#waiting.shift();
      if (work === undefined) return;
      this.#listen(work(this.#signal)[Symbol.asyncIterator]());
    }
  }

  /** A listened-to story goes on by itself to its next event: one that nobody reads yet holds up no other. */
  #listen(story: AsyncIterator<T>): void {
    const told = story.next().then(result => ({story, result}));
    told.catch(() => {});
    this.#telling.set(story, told);
  }
}
