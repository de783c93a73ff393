import type {AccountBook, Clock, KeptAccount} from '../../core/ports.ts';
import {type Problem, problemOf, Trouble} from '../../core/problem.ts';
import type {GroupLink} from '../../core/settings.ts';
import type {Millis} from '../../core/time.ts';
import {untrusted} from '../../core/untrusted.ts';
import type {AwsSession} from '../aws/access.ts';
import type {Portal, PortalAccount} from '../aws/portal-port.ts';
import {Crew} from './crew.ts';
import {accountGap, endsSession, isWidespread} from './gaps.ts';
import {linksOf, type SetInAccount} from './translate.ts';

/** Accounts asked about at once; the portal's limiter says how many of them are really under way. */
const AT_ONCE = 24;
/** So many accounts in a row that could not be read mean that the portal cannot. */
const MOST_MISSES = 5;

/** What reading tells on its way. */
export type News =
  | {readonly type: 'accounts'; readonly count: number}
  | {readonly type: 'account'; readonly sets: readonly SetInAccount[]}
  | {readonly type: 'account-gap'; readonly problem: Problem}
  /** What the settings link to PIM groups, whether the portal shows it at present or not. */
  | {readonly type: 'linked'; readonly sets: readonly SetInAccount[]};

export interface ReadingParts {
  readonly portal: Portal;
  readonly accounts: AccountBook;
  readonly links: readonly GroupLink[];
  readonly clock: Clock;
}

export interface ReadingWish {
  readonly signal: AbortSignal;
  /** Copies of accounts that are younger are not read again. */
  readonly maxAge: Millis | undefined;
}

/** Reads what one session shows. Rejects when the session as a whole cannot be read (any further). */
export class SessionReading {
  readonly #parts: ReadingParts;
  readonly #session: AwsSession;
  readonly #tell: (news: News) => void;
  readonly #names = new Map<string, PortalAccount['accountName']>();
  #misses = 0;

  constructor(parts: ReadingParts, session: AwsSession, tell: (news: News) => void) {
    this.#parts = parts;
    this.#session = session;
    this.#tell = tell;
  }

  async read({signal, maxAge}: ReadingWish): Promise<void> {
    const stop = new AbortController();
    const crew = new Crew(AT_ONCE, () => stop.abort());
    const within = AbortSignal.any([signal, stop.signal]);
    const listed = this.#listed(crew, {signal: within, maxAge}).finally(() => this.#tellLinked());
    try {
      await listed;
    } catch (thrown) {
      stop.abort();
      // What made the listing stop may be what an account met first.
      await crew.finished();
      throw thrown;
    }
    await crew.finished();
  }

  async #listed(crew: Crew, {signal, maxAge}: ReadingWish): Promise<void> {
    const {portal, accounts} = this.#parts;
    const kept = (await orWithout(accounts.read(this.#session.name))) ?? new Map<string, KeptAccount>();
    for await (const page of portal.accounts(this.#session.name, signal)) {
      if (page.length > 0) this.#tell({type: 'accounts', count: page.length});
      for (const account of page) {
        this.#names.set(account.accountId, account.accountName);
        const copy = kept.get(account.accountId);
        if (this.#isYoung(copy, maxAge)) this.#told(account, copy.permissionSets);
        else crew.add(() => this.#account(account, signal));
      }
    }
  }

  #isYoung(copy: KeptAccount | undefined, maxAge: Millis | undefined): copy is KeptAccount {
    if (copy === undefined || maxAge === undefined) return false;
    const age = this.#parts.clock.now() - copy.readAt;
    return age >= 0 && age < maxAge;
  }

  async #account(account: PortalAccount, signal: AbortSignal): Promise<void> {
    const {portal, accounts, clock} = this.#parts;
    const {name} = this.#session;
    try {
      const permissionSets = await portal.permissionSets(name, account.accountId, signal);
      const {accountId} = account;
      await orWithout(accounts.keep(name, {accountId, permissionSets, readAt: clock.now()}));
      this.#misses = 0;
      this.#told(account, permissionSets);
    } catch (thrown) {
      signal.throwIfAborted();
      this.#missed(account, thrown);
    }
  }

  #missed(account: PortalAccount, thrown: unknown): void {
    if (!(thrown instanceof Trouble) || endsSession(thrown.problem)) throw thrown;
    this.#misses = isWidespread(thrown.problem) ? this.#misses + 1 : 0;
    if (this.#misses >= MOST_MISSES) throw thrown;
    this.#tell({type: 'account-gap', problem: accountGap(account, problemOf(thrown))});
  }

  #told({accountId, accountName}: PortalAccount, permissionSets: readonly string[]): void {
    const session = this.#session;
    const sets = permissionSets.map(permissionSet => ({session, accountId, accountName, permissionSet}));
    this.#tell({type: 'account', sets});
  }

  #tellLinked(): void {
    const session = this.#session;
    const sets = linksOf(this.#parts.links, session.name).map(({accountId, permissionSet, groupId}) => ({
      ...{session, accountId, permissionSet, groupId},
      accountName: this.#names.get(accountId) ?? untrusted(''),
    }));
    if (sets.length > 0) this.#tell({type: 'linked', sets});
  }
}

/** Copies save time, no more: a store that cannot be used hides no account. */
async function orWithout<T>(copy: Promise<T>): Promise<T | undefined> {
  try {
    return await copy;
  } catch (thrown) {
    if (thrown instanceof Trouble) return undefined;
    throw thrown;
  }
}
