import {type Activation, NOT_SENT, step} from '../../core/activation.ts';
import type {Incident, Probe, Told} from '../../core/emergency.ts';
import {exitCodeOf, NOT_THERE_YET} from '../../core/exit-code.ts';
import {explain} from '../../core/explain.ts';
import type {Grant} from '../../core/grant.ts';
import type {Rung} from '../../core/ladder.ts';
import type {Problem} from '../../core/problem.ts';
import type {EmergencyStory} from '../../usecases/break-glass/emergency-story.ts';

/** How far one rung has come. `withdrawn`: it waited, and a later one worked. */
export interface RungRun {
  readonly rung: Rung;
  readonly state: 'not-tried' | 'tried' | 'passed' | 'waiting' | 'withdrawn' | 'granted';
  readonly problem: Problem | null;
  readonly grant: Grant | null;
  readonly activation: Activation;
}

/** An emergency as far as its story has been told. */
export interface EmergencyRun {
  /** `null`: not one durable place took it, or it was not begun. */
  readonly incident: Incident | null;
  readonly rungs: readonly RungRun[];
  readonly probes: readonly Probe[];
  readonly told: readonly Told[];
  readonly cosignedBy: string | null;
  readonly unwritten: readonly Problem[];
  readonly state: 'open' | 'granted' | 'waiting' | 'without';
}

export const beginning = (rungs: readonly Rung[]): EmergencyRun => ({
  incident: null,
  rungs: rungs.map(rung => ({
    rung,
    state: 'not-tried',
    problem: null,
    grant: null,
    activation: NOT_SENT,
  })),
  ...{probes: [], told: [], unwritten: [], cosignedBy: null},
  state: 'open',
});

export function after(run: EmergencyRun, event: EmergencyStory): EmergencyRun {
  switch (event.type) {
    case 'opened':
      return {...run, incident: event.incident};
    case 'unwritten':
      return {...run, unwritten: [...run.unwritten, event.problem]};
    case 'evidence':
      return {...run, probes: event.probes};
    case 'notice':
      return {...run, told: event.told};
    case 'cosigned':
      return {...run, cosignedBy: event.by};
    case 'single-person':
      return run;
    case 'without':
      return {...run, state: run.state === 'waiting' ? 'waiting' : 'without'};
    default:
      return withRung(run, event);
  }
}

type RungEvent = Extract<EmergencyStory, {readonly rung: Rung}>;

function withRung(run: EmergencyRun, event: RungEvent): EmergencyRun {
  const rungs = run.rungs.map(one => (one.rung.name === event.rung.name ? moved(one, event) : one));
  if (event.type === 'granted') return {...run, rungs, state: 'granted'};
  const isWaiting = run.state !== 'granted' && rungs.some(({state}) => state === 'waiting');
  return {...run, rungs, state: isWaiting ? 'waiting' : run.state};
}

function moved(before: RungRun, event: RungEvent): RungRun {
  switch (event.type) {
    case 'tried':
      return {...before, state: 'tried', problem: null, activation: NOT_SENT};
    case 'passed':
      return {...before, state: 'passed', problem: event.problem};
    case 'waiting':
      return {...before, state: 'waiting', activation: event.activation};
    case 'granted':
      return {...before, state: 'granted', grant: event.grant, problem: null};
    case 'road':
      return onTheRoad(before, event.story);
  }
}

function onTheRoad(before: RungRun, story: Extract<RungEvent, {readonly type: 'road'}>['story']): RungRun {
  if (story.type !== 'item') return before;
  const activation = step(before.activation, story.event);
  const isWithdrawn = before.state === 'waiting' && activation.state === 'cancelled';
  return {...before, activation, state: isWithdrawn ? 'withdrawn' : before.state};
}

export const grantedRung = ({rungs}: EmergencyRun): RungRun | undefined =>
  rungs.find(({state}) => state === 'granted');

/** What is held is done; what waits is not there yet; else the worst of what each rung met (contract 3). */
export function exitCodeOfEmergency({state, rungs}: EmergencyRun): number {
  if (state === 'granted') return 0;
  if (state === 'waiting') return NOT_THERE_YET;
  const codes = rungs.flatMap(({problem}) => (problem === null ? [] : [explain(problem).exitCode]));
  return codes.length === 0 ? 1 : exitCodeOf(codes.map(code => ({type: 'failed', code})));
}
