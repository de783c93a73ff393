/** The practice cloud's own time, in ms since the epoch. It never goes back by itself; `set` may. */
export interface PracticeClock {
  now(): number;
  /** Moves it on by `ms`. */
  advance(ms: number): void;
  /** Puts it at `at` (ms since the epoch). */
  set(at: number): void;
  /** Calls back after each turn by hand; the answer stops that. */
  onTurned(listener: () => void): () => void;
  readonly ticking: boolean;
}

/** The wall clock, ms: where the practice clock begins, and what certificates are checked against. */
export function wallTime(): number {
  return Date.now();
}

/** A ticking clock runs beside the wall clock from `startAt`; one that does not stands still until it is turned. */
export function createClock(startAt: number, ticking: boolean): PracticeClock {
  const listeners = new Set<() => void>();
  const base = performance.now();
  let offset = startAt;
  const now = () => Math.round(ticking ? offset + performance.now() - base : offset);
  const turn = (by: number) => {
    offset += by;
    for (const listener of listeners) listener();
  };
  return {
    now,
    ticking,
    advance: ms => turn(ms),
    set: at => turn(at - now()),
    onTurned: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
