import type {EmergencyStep} from '../../core/emergency.ts';
import {type Problem, problemOf} from '../../core/problem.ts';
import {type Millis, seconds} from '../../core/time.ts';
import {type Particulars, record} from '../record.ts';
import {Place} from './bounds.ts';
import type {EmergencyApp} from './emergency-app.ts';
import type {EmergencyOrder, EmergencyStory} from './emergency-story.ts';

/** The record itself gives up after two seconds, and writes beside (`EmergencyLog`). */
const RECORD_LIMIT: Millis = seconds(3);

/**
 * What is written down of an emergency. It never stops the flow: what could not be written is told once for each place,
 * with the next story.
 */
export class Chronicle {
  readonly record: Place;
  readonly state: Place;
  readonly #app: EmergencyApp;
  readonly #order: EmergencyOrder;
  readonly #known = new Set<string>();
  #untold: readonly Problem[] = [];

  constructor(app: EmergencyApp, order: EmergencyOrder) {
    this.#app = app;
    this.#order = order;
    this.record = new Place(app.clock, 'the record', RECORD_LIMIT);
    this.state = new Place(app.clock, 'the state');
  }

  /** A line of the record; false: it is nowhere durable. `profile`: whose rung it is about. */
  async note(
    step: EmergencyStep,
    about: Particulars & {readonly profile?: string | undefined} = {},
  ): Promise<boolean> {
    const {incident, drill} = this.#order;
    const {profile = this.#app.profile, ...particulars} = about;
    const ticket = {number: incident, system: null};
    const emergency = {...step, incident, drill};
    const line = {ticket, ...particulars, emergency};
    return this.attempt(() => this.record.wait(() => record({...this.#app, profile}, 'break-glass', line)));
  }

  /** False: it failed, and that will be told. */
  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (thrown) {
      this.missed(problemOf(thrown));
      return false;
    }
  }

  missed(problem: Problem): void {
    const place = problem.code === 'state-unwritable' ? problem.path : problem.code;
    if (this.#known.has(place)) return;
    this.#known.add(place);
    this.#untold = [...this.#untold, problem];
  }

  *untold(): Generator<EmergencyStory> {
    const problems = this.#untold;
    this.#untold = [];
    for (const problem of problems) yield {type: 'unwritten', problem};
  }
}
