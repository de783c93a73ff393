import {ACTOR_LIMIT} from '../../core/emergency.ts';
import type {Actor} from '../../core/intent.ts';
import {authorityOf} from '../../core/kind.ts';
import {isOfUser, type Rung} from '../../core/ladder.ts';
import type {Authority} from '../../core/ports.ts';
import {type Problem, problemOf, Trouble} from '../../core/problem.ts';
import {isPassing} from '../../core/retry.ts';
import {type Millis, seconds} from '../../core/time.ts';
import {actorOf} from '../actor-of.ts';
import type {App} from '../app.ts';
import {LATE, patient, within} from './bounds.ts';
import type {EmergencyApp} from './emergency-app.ts';

/** The app of a rung's profile, and who acts there. */
export interface SignedIn {
  readonly app: App;
  readonly actor: Actor;
}

/** A second look at the end: nobody waits long any more. */
const AGAIN_LIMIT: Millis = seconds(1.5);

/**
 * Who acts for which rung, found out silently and all at once from the first moment on, each within a limit: while
 * evidence is kept and people are told, nothing has to be waited for twice.
 */
export class SignIns {
  readonly #app: EmergencyApp;
  readonly #signal: AbortSignal;
  readonly #apps = new Map<string, Promise<App | Problem>>();
  readonly #actors = new Map<string, Promise<SignedIn | Problem>>();
  readonly #again = new Set<string>();

  constructor(app: EmergencyApp, rungs: readonly Rung[], signal: AbortSignal) {
    this.#app = app;
    this.#signal = signal;
    for (const rung of rungs) void (isOfUser(rung) ? this.appOf(rung) : this.of(rung));
  }

  /** The app of a rung's profile. Never rejects. */
  appOf(rung: Rung): Promise<App | Problem> {
    const profile = this.#profileOf(rung);
    const known = this.#apps.get(profile) ?? this.#bounded(ACTOR_LIMIT, () => this.#app.appOf(profile));
    this.#apps.set(profile, known);
    return known;
  }

  /** Never rejects. */
  of(rung: Rung): Promise<SignedIn | Problem> {
    const name = this.#nameOf(rung);
    const known = this.#actors.get(name) ?? this.#ask(rung, ACTOR_LIMIT);
    this.#actors.set(name, known);
    return known;
  }

  /** As `of`, but what a moment may have mended is asked for once more. */
  async again(rung: Rung): Promise<SignedIn | Problem> {
    const before = await this.of(rung);
    const name = this.#nameOf(rung);
    if (!('code' in before) || !isPassing(before) || this.#again.has(name)) return before;
    this.#again.add(name);
    this.#apps.delete(this.#profileOf(rung));
    const asked = this.#ask(rung, AGAIN_LIMIT);
    this.#actors.set(name, asked);
    return asked;
  }

  /** What clouds call whoever acts, as far as that is known. */
  async accounts(): Promise<readonly string[]> {
    const known = await Promise.all(this.#actors.values());
    return [...new Set(known.flatMap(one => ('code' in one ? [] : [one.actor.account])))];
  }

  /** The actor of a sign-in that needs no app of its own. */
  actor(authority: Authority): Promise<Actor | Problem> {
    return this.#bounded(ACTOR_LIMIT, inner => authority.actor(inner));
  }

  #ask(rung: Rung, limit: Millis): Promise<SignedIn | Problem> {
    return this.#bounded(limit, async inner => {
      const app = await this.appOf(rung);
      if ('code' in app) throw new Trouble(app);
      return {app, actor: await actorOf(app, {kind: rung.kind, address: this.#placeOf(rung)}, inner)};
    });
  }

  async #bounded<T>(limit: Millis, work: (signal: AbortSignal) => Promise<T>): Promise<T | Problem> {
    try {
      const {clock, question} = this.#app;
      const outcome = await within(patient(clock, question), limit, this.#signal, work);
      return outcome === LATE ? NOT_IN_TIME : outcome;
    } catch (thrown) {
      return problemOf(thrown);
    }
  }

  #profileOf({profile = this.#app.profile}: Rung): string {
    return profile;
  }

  #nameOf(rung: Rung): string {
    return [this.#profileOf(rung), authorityOf(rung.kind), this.#placeOf(rung).session ?? ''].join('\n');
  }

  /** Which AWS session it goes by. */
  #placeOf(rung: Rung): {readonly session?: string} {
    const session = sessionOf(this.#app, rung);
    return session === undefined ? {} : {session};
  }
}

/** The AWS session that a rung goes by; `undefined`: none, or the settings do not tell. */
export function sessionOf({settings, profile}: EmergencyApp, rung: Rung): string | undefined {
  if (rung.kind === 'aws-permission-set') return rung.session;
  if (rung.kind !== 'aws-role' || isOfUser(rung)) return undefined;
  const roles = settings.profiles?.[rung.profile ?? profile]?.aws?.roles;
  return roles?.find(({name}) => name === rung.role)?.via?.session;
}

const NOT_IN_TIME: Problem = {
  code: 'signed-out',
  reason: 'store-unreadable',
  detail: 'it could not be had in time without asking anybody.',
};
