import type {Clock} from '../core/ports.ts';
import {type Instant, type Millis, minutes, seconds} from '../core/time.ts';
import {BETWEEN_ROUNDS} from './delivering.ts';
import {counting, unwatched} from './holdings.ts';
import type {Model} from './model.ts';
import {restUntilChange} from './times.ts';

/** An open request that nobody watches is looked at this often. */
export const WAITING_LOOK: Millis = seconds(30);

/** A machine that slept is noticed when the nap is over: no nap is long. */
const LONGEST_NAP: Millis = minutes(1);

/** Something goes on that only another look can tell of: a request nobody watches, an end that others carry out. */
export function isAwaited({holdings, runs, wishes}: Model, now: Instant): boolean {
  if (unwatched(holdings, runs).length > 0) return true;
  return holdings.grants.some(({id}) => (wishes.get(id) ?? Number.POSITIVE_INFINITY) <= now);
}

/** How long the picture stays true by itself; `null` while nothing counts down. */
export function restOf(model: Model, now: Instant): Millis | null {
  const rests = endsShown(model).map(end => restUntilChange(end, now));
  const looks = isAwaited(model, now) ? [WAITING_LOOK] : [];
  const due = [...model.wishes.values()].flatMap(dueAt =>
    dueAt > now ? Math.min(dueAt - now, LONGEST_NAP) : [],
  );
  const all = [...rests, ...looks, ...due, ...emergencyRests(model, now), ...deliveryRests(model, now)];
  return all.length === 0 ? null : Math.min(...all);
}

/** Somebody may open or close one elsewhere. */
export const INCIDENTS_AFTER: Millis = minutes(1);

/** The age of an emergency is shown in minutes; and whether there is one is looked at, once it can be known at all. */
function emergencyRests({incidents, incidentsAt}: Model, now: Instant): readonly Millis[] {
  const looks = incidentsAt === null ? [] : [incidentsAt + INCIDENTS_AFTER - now];
  const ages = incidents.map(({openedAt}) => LONGEST_NAP - (Math.max(0, now - openedAt) % LONGEST_NAP));
  return [...looks, ...ages].map(rest => Math.max(seconds(1), rest));
}

const deliveryRests = ({delivery: {owed, at}, profile}: Model, now: Instant): readonly Millis[] =>
  owed && at !== null && profile?.hasSinks === true ? [Math.max(seconds(1), at + BETWEEN_ROUNDS - now)] : [];

function endsShown({screen, challenge, holdings}: Model): readonly Instant[] {
  const signIn = screen.type === 'sign-in' && 'expiresAt' in screen.stage ? [screen.stage.expiresAt] : [];
  const stepUp = challenge === null ? [] : [challenge.expiresAt];
  return [...signIn, ...stepUp, ...counting(holdings).flatMap(grant => grant.endsAt ?? [])];
}

/** Wall and monotonic clock may drift apart this much before it counts as a suspend or a clock that was set. */
const DRIFT = seconds(3);

/** One nap at a time: sleeps until the picture changes, and says whether the clocks agree about how long that was. */
export class Ticker {
  readonly #clock: Clock;
  readonly #tick: (jumped: boolean) => void;
  #nap: {readonly until: Millis; readonly stop: AbortController} | undefined;

  constructor(clock: Clock, tick: (jumped: boolean) => void) {
    this.#clock = clock;
    this.#tick = tick;
  }

  /** `null`: nothing to wait for. A nap that ends soon enough goes on. */
  rest(length: Millis | null): void {
    if (length === null) this.stop();
    else this.#upTo(length);
  }

  #upTo(length: Millis): void {
    const until = this.#clock.monotonic() + length;
    if (this.#nap !== undefined && this.#nap.until <= until) return;
    this.stop();
    this.#sleep(length, until);
  }

  stop(): void {
    this.#nap?.stop.abort();
    this.#nap = undefined;
  }

  #sleep(length: Millis, until: Millis): void {
    const stop = new AbortController();
    this.#nap = {until, stop};
    const wall = this.#clock.now() - this.#clock.monotonic();
    const woken = () => {
      if (stop.signal.aborted) return;
      this.#nap = undefined;
      this.#tick(Math.abs(this.#clock.now() - this.#clock.monotonic() - wall) > DRIFT);
    };
    this.#clock.sleep(length, stop.signal).then(woken, () => undefined);
  }
}
