import type {Clock} from '../core/ports.ts';
import type {Instant, Millis} from '../core/time.ts';

/** The wall clock may run this far off the monotonic one: smaller steps are daily work of time services. */
export const NOTICED: Millis = 1500;
/** Both clocks were read within this, so a difference is theirs and not that of a process that was held up. */
const AT_ONCE: Millis = 50;

/** Both clocks at one moment, and what they make of each other. */
export interface Looks {
  readonly wall: Instant;
  readonly monotonic: Millis;
  /** Wall minus monotonic. */
  readonly drift: Millis;
  /** How far the wall clock has jumped since the last look; 0: no further than `NOTICED`. */
  readonly jumped: Millis;
  /** How long the machine may have slept since the last `settle`, by the wall clock; 0 where it did not run ahead. */
  readonly asleep: Millis;
  /** A jump has been seen since the last `settle`. */
  readonly isDoubted: boolean;
}

export interface ClockWatch {
  look(): Looks;
  /** Somebody who knows the time has told it: what was before no longer counts. */
  settle(): void;
}

/**
 * Watches wall against monotonic time at every look. Steps too small to be noticed add up until they are. Where the
 * monotonic clock counts sleep (macOS, Windows) a suspend needs no noticing.
 */
export function watchClocks(clock: Clock): ClockWatch {
  const first = read(clock);
  let settled = first.drift;
  let last = first.drift;
  let isDoubted = false;
  return {
    look() {
      const now = read(clock);
      const jumped = noticed(now.drift - last);
      if (jumped !== 0) {
        last = now.drift;
        isDoubted = true;
      }
      return {...now, jumped, asleep: Math.max(0, noticed(now.drift - settled)), isDoubted};
    },
    settle() {
      settled = read(clock).drift;
      last = settled;
      isDoubted = false;
    },
  };
}

const noticed = (difference: Millis): Millis => (Math.abs(difference) > NOTICED ? difference : 0);

/** Tries again when the process was held up in between (stopped, or without a turn). */
function read(clock: Clock): {readonly wall: Instant; readonly monotonic: Millis; readonly drift: Millis} {
  for (let tries = 0; ; tries += 1) {
    const before = clock.monotonic();
    const wall = clock.now();
    const monotonic = clock.monotonic();
    if (monotonic - before <= AT_ONCE || tries === 3) return {wall, monotonic, drift: wall - monotonic};
  }
}
