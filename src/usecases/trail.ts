import type {AuditType} from '../core/audit.ts';
import type {Grant} from '../core/grant.ts';
import type {Intent, IntentRow, Wish} from '../core/intent.ts';
import {type Problem, Trouble} from '../core/problem.ts';
import type {ActivationState} from '../core/state.ts';
import type {App} from './app.ts';
import {ofIntent, type Particulars, record} from './record.ts';
import {troubleIn} from './trouble.ts';
import {mustEnd, oweUntilExit} from './until-exit.ts';
import {refuseBroken} from './verify-record.ts';

/**
 * What one activation leaves behind in the journal and the record. Before the sending, what cannot be written stops it;
 * after that nothing may hide the truth, so trouble is kept for the end of the story (`trouble`).
 */
export class Trail {
  readonly #app: App;
  readonly #intent: Intent;
  #requestId: string | null;
  #state: ActivationState;
  #trouble: Problem | undefined;
  /** The end that it owes could not be kept: the intent stays open, so that whoever reads it back owes it then. */
  #isUnowed = false;

  /** An intent that has been on its way before was last seen in `state`. */
  constructor(
    app: App,
    intent: Intent,
    {requestId = null, state = 'submitted'}: Partial<Pick<IntentRow, 'requestId' | 'state'>> = {},
  ) {
    this.#app = app;
    this.#intent = intent;
    this.#requestId = requestId;
    this.#state = state;
  }

  /** The first thing that could not be written after the sending. */
  get trouble(): Problem | undefined {
    return this.#trouble;
  }

  /**
   * Durable in the journal, then in the record, before the first byte leaves (design 8). Rejects with `Trouble`, also
   * where the record does not verify: nothing new is begun on it.
   */
  async begin(): Promise<void> {
    await refuseBroken(this.#app);
    await this.#app.journal.open(this.#intent);
    const problem = await troubleIn(() => record(this.#app, 'request', this.#particulars()));
    if (problem === undefined) return;
    await this.settle('failed');
    throw new Trouble(problem);
  }

  async note(type: AuditType, more: Particulars = {}): Promise<void> {
    await this.#try(() => record(this.#app, type, {...this.#particulars(), ...more}));
  }

  /** The cloud has named the request, so it is there. */
  async named(requestId: string): Promise<void> {
    if (requestId === this.#requestId) return;
    this.#requestId = requestId;
    await this.#try(() => this.#app.journal.named(this.#intent.id, requestId));
  }

  /** A state on the way, when it is another one than before. */
  async progressed(state: ActivationState): Promise<void> {
    if (state === this.#state) return;
    this.#state = state;
    await this.#try(() => this.#app.journal.progressed(this.#intent.id, state, this.#app.server.now()));
  }

  /** What ends with a process is owed first: a killed one leaves the wish, or an open intent, never neither. */
  async owe(grant: Grant): Promise<Wish | undefined> {
    let wish: Wish | undefined;
    await this.#try(async () => {
      wish = await oweUntilExit(this.#app, this.#intent, grant);
    });
    this.#isUnowed = wish === undefined && mustEnd(this.#intent);
    return wish;
  }

  async settle(state: ActivationState): Promise<void> {
    await this.#try(() => this.#app.journal.settle(this.#intent.id, state, this.#app.server.now()));
  }

  /** The last line and the end of the intent, unless another process has read it back and written both already. */
  async close(state: ActivationState, type: AuditType, more: Particulars = {}): Promise<void> {
    if (!(await this.#isOpen())) return;
    await this.note(type, more);
    // No grant is there yet that an end could be owed for: the intent says it.
    if (state === 'scheduled' && mustEnd(this.#intent)) await this.progressed(state);
    else if (!this.#isUnowed) await this.settle(state);
  }

  async #isOpen(): Promise<boolean> {
    let open = true;
    await this.#try(async () => {
      const rows = await this.#app.journal.unsettled();
      open = rows.some(row => row.intent.id === this.#intent.id);
    });
    return open;
  }

  #particulars(): Particulars {
    return {...ofIntent(this.#intent), requestId: this.#requestId ?? this.#intent.id};
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    const problem = await troubleIn(work);
    this.#trouble ??= problem;
  }
}
