import type {Intent, IntentRow, ProcessMark, Wish} from '../../core/intent.ts';
import type {Journal} from '../../core/ports.ts';
import {problemOf} from '../../core/problem.ts';
import type {ActivationState} from '../../core/state.ts';
import type {Instant, Millis} from '../../core/time.ts';
import type {Chronicle} from './chronicle.ts';

/**
 * A journal that stops nothing in an emergency. An intent that could not be kept is remembered here, so that its story is
 * told to the end; that it is not durable is told (`unwritten`).
 */
export class TolerantJournal implements Journal {
  readonly #journal: Journal;
  readonly #chronicle: Chronicle;
  readonly #unkept = new Map<string, Intent>();

  constructor(journal: Journal, chronicle: Chronicle) {
    this.#journal = journal;
    this.#chronicle = chronicle;
  }

  async open(intent: Intent): Promise<void> {
    const isKept = await this.#try(() => this.#journal.open(intent));
    if (!isKept) this.#unkept.set(intent.id, intent);
  }

  async named(intentId: string, requestId: string): Promise<void> {
    await this.#try(() => this.#journal.named(intentId, requestId));
  }

  async settle(intentId: string, state: ActivationState, at: Instant): Promise<void> {
    this.#unkept.delete(intentId);
    await this.#try(() => this.#journal.settle(intentId, state, at));
  }

  async progressed(intentId: string, state: ActivationState, at: Instant): Promise<void> {
    await this.#try(() => this.#journal.progressed(intentId, state, at));
  }

  async unwant(intentId: string): Promise<void> {
    await this.#try(() => this.#journal.unwant(intentId));
  }

  /** Where it cannot be read, whether an intent is open is not known: rejects, as the journal does. */
  async unsettled(): Promise<readonly IntentRow[]> {
    const rows = [...this.#unkept.values()].map(intent => ({
      intent,
      ...{requestId: null, state: 'submitted', settledAt: null},
    })) as readonly IntentRow[];
    try {
      const kept = await this.#wait(() => this.#journal.unsettled());
      return [...kept.filter(({intent}) => !this.#unkept.has(intent.id)), ...rows];
    } catch (thrown) {
      this.#chronicle.missed(problemOf(thrown));
      throw thrown;
    }
  }

  wish(wish: Wish): Promise<void> {
    return this.#wait(() => this.#journal.wish(wish));
  }

  wishes(): Promise<readonly Wish[]> {
    return this.#wait(() => this.#journal.wishes());
  }

  claim(wishId: string, now: Instant, lease: Millis): Promise<boolean> {
    return this.#wait(() => this.#journal.claim(wishId, now, lease));
  }

  postpone(wishId: string, dueAt: Instant): Promise<void> {
    return this.#wait(() => this.#journal.postpone(wishId, dueAt));
  }

  fulfil(wishId: string): Promise<void> {
    return this.#wait(() => this.#journal.fulfil(wishId));
  }

  isHolderGone(holder: ProcessMark): boolean {
    return this.#journal.isHolderGone(holder);
  }

  #try(work: () => Promise<unknown>): Promise<boolean> {
    return this.#chronicle.attempt(() => this.#wait(work));
  }

  #wait<T>(work: () => Promise<T>): Promise<T> {
    return this.#chronicle.state.wait(work);
  }
}
