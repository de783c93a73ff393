import type {UserRoleRung} from '../../core/ladder.ts';
import type {UserKey} from '../../core/ports.ts';
import {type Problem, problemOf, Trouble} from '../../core/problem.ts';
import {type Millis, seconds} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import {heeding, LATE, within} from './bounds.ts';
import type {EmergencyApp} from './emergency-app.ts';
import type {People} from './emergency-story.ts';

/** Opening takes a key derivation that is slow on purpose. */
const OPEN_LIMIT: Millis = seconds(2.5);
const NAMES_LIMIT: Millis = seconds(1);
const TRIES = 3;

/** Keys of emergency users: from the store under their passphrase, failing that typed in. Each is asked for once. */
export class UserKeys {
  readonly #app: EmergencyApp;
  readonly #people: People;
  readonly #signal: AbortSignal;
  readonly #names: Promise<readonly string[]>;
  readonly #known = new Map<string, UserKey>();

  constructor(app: EmergencyApp, people: People, signal: AbortSignal) {
    this.#app = app;
    this.#people = people;
    this.#signal = signal;
    const names = within(app.clock, NAMES_LIMIT, signal, () => app.keys.names()).catch(() => LATE);
    this.#names = names.then(found => (typeof found === 'symbol' ? [] : found));
  }

  /** Rejects `signed-out` where there is no key, or nobody gives it. */
  async of(rung: UserRoleRung): Promise<UserKey> {
    const {user} = rung;
    const kept = this.#known.get(user) ?? (await this.#kept(user));
    const key = kept instanceof Object && 'accessKeyId' in kept ? kept : await this.#typed(rung);
    if (key === undefined) throw new Trouble(isProblem(kept) ? kept : noKey(user));
    this.#known.set(user, key);
    return key;
  }

  async #kept(user: string): Promise<UserKey | Problem | undefined> {
    const {passphrase: ask} = this.#people;
    if (!(await this.#names).includes(user)) return undefined;
    let [problem, before]: [Problem | undefined, string | undefined] = [noPassphrase(user), undefined];
    if (ask === undefined) return problem;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const passphrase = await heeding(this.#signal, () => ask(user));
      if (passphrase === undefined || passphrase.reveal() === before) break;
      before = passphrase.reveal();
      const opened = await this.#opened(() => this.#app.keys.open(user, passphrase));
      if (!isProblem(opened)) return opened;
      problem = withSteps(opened, user);
    }
    return problem;
  }

  async #opened(open: () => Promise<UserKey | undefined>): Promise<UserKey | Problem | undefined> {
    try {
      const outcome = await within(this.#app.clock, OPEN_LIMIT, this.#signal, open);
      return outcome === LATE ? NOT_IN_TIME : outcome;
    } catch (thrown) {
      return problemOf(thrown);
    }
  }

  async #typed(rung: UserRoleRung): Promise<UserKey | undefined> {
    const {userKey: ask} = this.#people;
    return ask === undefined ? undefined : heeding(this.#signal, () => ask(rung));
  }
}

const isProblem = (value: UserKey | Problem | undefined): value is Problem =>
  value !== undefined && 'code' in value;

/** No sign-in helps where a passphrase did not. */
const withSteps = (problem: Problem, user: string): Problem =>
  problem.code !== 'signed-out'
    ? problem
    : {
        ...problem,
        nextSteps: [
          'Run it again and type the passphrase once more',
          'Or leave the passphrase empty, and type the key itself',
          `Keep a new key with stint break-glass setup --user ${visible(user)}`,
        ],
      };

const NOT_IN_TIME: Problem = {
  code: 'signed-out',
  reason: 'store-unreadable',
  detail: 'the store of emergency keys did not answer in time.',
};

const noPassphrase = (user: string): Problem => ({
  code: 'signed-out',
  reason: 'never',
  detail: `the key of ${user} is kept, and nobody gave its passphrase.`,
  nextSteps: ['Give it with --passphrase-file FILE', 'Or run this on a terminal and type it'],
});

const noKey = (user: string): Problem => ({
  code: 'signed-out',
  reason: 'never',
  detail: `no key of ${user} is at hand.`,
  nextSteps: [
    `Keep one with stint break-glass setup --user ${user}`,
    'Or run this on a terminal and type it',
  ],
});
