import type {Wish} from '../../core/intent.ts';
import {authorityOf} from '../../core/kind.ts';
import type {Clock, GuardList, ServerTime} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import {type Instant, type Millis, minutes, seconds} from '../../core/time.ts';
import type {GuardPipe} from '../../host/guard-process.ts';
import {markOf} from '../../host/processes.ts';
import type {Audience, EntraAccess} from '../../providers/entra/index.ts';
import {restOf} from '../../usecases/resting-on.ts';
import {audienceOf} from './audience.ts';
import {type Begin, lineOf, type Message} from './messages.ts';

/** What the guardian of one process is made and kept with. */
export interface KeeperParts {
  readonly begin: Begin;
  /** Absent: the profile has no Entra part, and loans end without a token. */
  readonly access: Pick<EntraAccess, 'token' | 'actor'> | undefined;
  readonly clock: Clock;
  readonly server: ServerTime;
  readonly guards: GuardList;
  readonly start: () => Promise<GuardPipe>;
}

/** The sign-in gives a new token only when the old one has less than five minutes (MSAL's own rule). */
const RENEWED_BEFORE: Millis = minutes(4.5);
const AGAIN: Millis = minutes(1);
/** It may be leaving by itself this close to the last end. */
const LEAVING: Millis = seconds(5);

/** One guardian that lives, as its process sees it: tells it what to end, and keeps its tokens fresh. */
export class Keeper {
  readonly #parts: KeeperParts;
  readonly #pipe: GuardPipe;
  readonly #wards = new Map<string, Wish>();
  /** When each token that it was given ends, by this machine's wall clock: the sign-in reckons with that one. */
  readonly #given = new Map<Audience, Instant>();
  readonly #left = new AbortController();
  /** The time has been told once. */
  #isTold = false;

  private constructor(parts: KeeperParts, pipe: GuardPipe) {
    this.#parts = parts;
    this.#pipe = pipe;
    void pipe.gone.then(() => this.#left.abort());
  }

  static async start(parts: KeeperParts): Promise<Keeper> {
    const keeper = new Keeper(parts, await parts.start());
    await keeper.#send(parts.begin);
    return keeper;
  }

  /** Nobody reads any more, or will not for long: all it was given ends by itself. */
  isLeaving(): boolean {
    return this.#left.signal.aborted || (this.#wards.size > 0 && this.unended().length === 0);
  }

  /** What is still to be ended by somebody, should this guardian be gone: all of it while nobody is sure of the time. */
  unended(): readonly Wish[] {
    if (!this.#isTimeSure()) return [...this.#wards.values()];
    const soon = this.#parts.server.now() + LEAVING;
    return [...this.#wards.values()].filter(({grant}) => grant.endsAt === null || grant.endsAt > soon);
  }

  /** The wishes first: what needs no token is safe from then on. Rejects with `Trouble` where there is no token. */
  async ward(wishes: readonly Wish[]): Promise<void> {
    await this.#sendTime();
    for (const wish of wishes) {
      this.#wards.set(wish.id, wish);
      await this.#send({type: 'ward', wish});
    }
    await this.#note();
    for (const audience of audiencesOf(wishes)) await this.#give(audience);
  }

  /** True when nothing is left to guard. */
  async release(wishIds: readonly string[]): Promise<boolean> {
    for (const id of wishIds) this.#wards.delete(id);
    await this.#sendTime();
    await this.#send({type: 'release', wishIds});
    await this.#note();
    return this.#wards.size === 0;
  }

  async dismiss(): Promise<void> {
    this.#left.abort();
    // One that has left already needs no dismissal.
    await this.#send({type: 'dismiss'}).catch(passing);
    this.#pipe.end();
  }

  /**
   * Measured again with each answer of a cloud. After a jump of this machine's clock, until the next answer, the guardian
   * knows better: it goes by what it was told before.
   */
  async #sendTime(): Promise<void> {
    const {clock, server} = this.#parts;
    if (this.#isTold && !this.#isTimeSure()) return;
    this.#isTold = true;
    await this.#send({type: 'time', offset: server.now() - clock.now()});
  }

  #isTimeSure(): boolean {
    return this.#parts.server.isSure?.() ?? true;
  }

  #send(message: Message): Promise<void> {
    return this.#pipe.send(lineOf(message));
  }

  /** For people to see. A list that cannot be written takes no guardian away. */
  async #note(): Promise<void> {
    await this.#parts.guards.note(markOf(this.#pipe.pid), [...this.#wards.keys()]).catch(passing);
  }

  async #give(audience: Audience): Promise<void> {
    const {access} = this.#parts;
    if (access === undefined) return;
    const {signal} = this.#left;
    const [actor, {token, expiresAt}] = await Promise.all([
      access.actor(signal),
      access.token(audience, {signal}),
    ]);
    if (this.#given.get(audience) === expiresAt) return;
    const {clock, server} = this.#parts;
    const endsAt = expiresAt + server.now() - clock.now();
    await this.#send({type: 'token', audience, token, expiresAt: endsAt, actor});
    const isFirst = this.#given.size === 0;
    this.#given.set(audience, expiresAt);
    if (isFirst) void this.#keepFresh();
  }

  /** Until it is gone or dismissed. No token to be had now may be had in a minute. */
  async #keepFresh(): Promise<void> {
    const {clock} = this.#parts;
    const {signal} = this.#left;
    while (!signal.aborted) {
      const due = Math.min(...this.#given.values()) - RENEWED_BEFORE;
      await clock.sleep(Math.max(AGAIN, due - clock.now()), signal).catch(passing);
      const old = [...this.#given].filter(([, endsAt]) => endsAt - RENEWED_BEFORE <= clock.now());
      if (signal.aborted) return;
      await this.#sendTime().catch(passing);
      for (const [audience] of old) await this.#give(audience).catch(passing);
    }
  }
}

/** Trouble, and what an interruption brings; our own mistakes fly. */
function passing(thrown: unknown): void {
  const isAbort = thrown instanceof Error && thrown.name === 'AbortError';
  if (!(thrown instanceof Trouble) && !isAbort) throw thrown;
}

/** Also of the group that a loan rests on, which goes with it. */
function audiencesOf(wishes: readonly Wish[]): ReadonlySet<Audience> {
  const grants = wishes.flatMap(({grant}) => [grant, restOf(grant)?.grant ?? grant]);
  return new Set(grants.flatMap(({kind}) => (authorityOf(kind) === 'entra' ? [audienceOf(kind)] : [])));
}
