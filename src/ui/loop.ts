import type {Instant} from '../core/time.ts';
import type {Effect} from './effect.ts';
import type {Desk} from './effects/desk.ts';
import {part} from './effects/parting.ts';
import {Slots} from './effects/slots.ts';
import {carryOut} from './effects.ts';
import type {OpenApp, ScreenHost} from './host.ts';
import type {Message} from './message.ts';
import {type Model, type Start, start} from './model.ts';
import {restOf, Ticker} from './ticking.ts';
import {update} from './update.ts';

/** Has the terminal for itself for the time of the work. */
type Borrow = (work: () => Promise<void>) => Promise<void>;

/** Holds the one model, moves it on with every message, and has the effects carried out. */
export class Loop {
  readonly #host: ScreenHost;
  readonly #listeners = new Set<() => void>();
  readonly #left = Promise.withResolvers<number>();
  readonly #drawing = Promise.withResolvers<Borrow>();
  readonly #ticker: Ticker;
  readonly #desk: Desk;
  #model: Model;
  #app: OpenApp | undefined;

  constructor(host: ScreenHost, from: Pick<Start, 'size' | 'look'>) {
    this.#host = host;
    const {version, configured} = host;
    const canBreakGlass = host.breakGlass !== undefined;
    const [model, effects] = start({...from, now: host.clock.now(), version, configured, canBreakGlass});
    this.#model = model;
    this.#ticker = new Ticker(host.clock, jumped => this.dispatch({type: 'tick', now: this.#now(), jumped}));
    this.#desk = this.#makeDesk();
    host.borrowing(async work => (await this.#drawing.promise)(work));
    for (const effect of effects) this.#run(effect);
  }

  /** The exit code, once a person has left; rejects for a bug of ours. */
  get left(): Promise<number> {
    return this.#left.promise;
  }

  readonly model = (): Model => this.#model;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  dispatch(message: Message): void {
    if (message.type !== 'time') this.#watchTime();
    const [next, effects] = update(this.#model, message);
    if (next !== this.#model) this.#show(next);
    for (const effect of effects) this.#run(effect);
    const {leaving} = this.#model;
    this.#ticker.rest(leaving === null ? restOf(this.#model, this.#now()) : null);
    if (leaving !== null) this.#left.resolve(leaving);
  }

  /** The drawing side tells how it steps aside; who would borrow the terminal earlier waits for that. */
  readonly lends = (borrow: Borrow): void => this.#drawing.resolve(borrow);

  /**
   * Stops what runs, ends what is to end with us, and lets go of what the app holds open. Gives back the ids of grants
   * that `tell` has spoken of.
   */
  async close(tell: (line: string) => void = () => {}): Promise<ReadonlySet<string>> {
    this.#ticker.stop();
    this.#desk.slots.stopAll();
    if (this.#app === undefined) return new Set();
    const parted = await part(this.#app, this.#model, tell);
    await this.#app.close();
    return parted;
  }

  /** Looked at with every message: nothing runs for it. */
  #watchTime(): void {
    const isSure = this.#app?.server.isSure?.() ?? true;
    if (isSure !== this.#model.isSure) this.dispatch({type: 'time', now: this.#now(), isSure});
  }

  #makeDesk(): Desk {
    return {
      host: this.#host,
      slots: new Slots(),
      app: () => this.#app,
      opened: app => {
        this.#app = app;
      },
      tell: message => this.dispatch(message),
    };
  }

  #run(effect: Effect): void {
    carryOut(this.#desk, effect).catch(bug => this.#left.reject(bug));
  }

  #show(next: Model): void {
    this.#model = next;
    for (const listener of this.#listeners) listener();
  }

  /** Server time as far as it is known. */
  #now(): Instant {
    return this.#app?.server.now() ?? this.#host.clock.now();
  }
}
