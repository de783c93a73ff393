import type {Probe, Told} from '../../core/emergency.ts';
import {explain} from '../../core/explain.ts';
import type {Rung} from '../../core/ladder.ts';
import type {Instant} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import type {EmergencyStory} from '../../usecases/break-glass/emergency-story.ts';
import {showMoment} from '../output/moments.ts';
import type {Tone} from '../output/theme.ts';
import {progressWords} from '../progress-words.ts';
import {titleOf} from '../title.ts';
import type {EmergencyRun} from './run.ts';
import {rungTitle} from './rung-words.ts';

/** One thing that happened, in words that are safe to print. */
export interface Line {
  readonly text: string;
  readonly tone?: Tone | undefined;
}

const bad = (text: string): Line => ({text, tone: 'refused'});

/** What one event says to people; nothing for what is no news. `run` is the story with it. `now` is server time. */
export function linesOf(event: EmergencyStory, run: EmergencyRun, now: Instant): readonly Line[] {
  switch (event.type) {
    case 'opened':
      return opened(event);
    case 'unwritten':
      return [bad(`Not written where it belongs: ${explain(event.problem).title} It goes on.`)];
    case 'evidence':
      return evidence(event.probes);
    case 'notice':
      return notice(event.told);
    case 'cosigned':
      return [{text: `Signed by ${visible(event.by)}.`, tone: 'steady'}];
    case 'single-person':
      return SINGLE[event.why];
    case 'without':
      return run.state === 'waiting' ? [] : [bad('No emergency role could be had.')];
    default:
      return ofRung(event, run, now);
  }
}

/** Not looked at is not broken. */
const UNSEEN = 'The record could not be looked at';

type Opened = Extract<EmergencyStory, {readonly type: 'opened'}>;

function opened({incident, broken}: Opened): readonly Line[] {
  const line = {text: `${visible(incident.id)} is open and written down: ${visible(incident.reason)}`};
  if (broken === null) return [line];
  const why = visible(broken).replace(/\.$/, '');
  const words = why.startsWith(UNSEEN) ? why : `The record before this does not verify: ${why}`;
  return [line, bad(`${words}. It goes on.`)];
}

function evidence(probes: readonly Probe[]): readonly Line[] {
  if (probes.length === 0) return [{text: 'There was nothing to ask whether it answers.', tone: 'ending'}];
  const up = probes.filter(({isUp}) => isUp).map(({label}) => visible(label));
  const down = probes.filter(({isUp}) => !isUp);
  return [
    ...(up.length === 0 ? [] : [{text: `Answering: ${up.join(', ')}.`}]),
    ...down.map(({label, reason}) =>
      bad(`Not answering: ${visible(label)} (${visible(reason ?? 'silent')}).`),
    ),
  ];
}

function notice(told: readonly Told[]): readonly Line[] {
  if (told.length === 0) return [{text: 'Nobody else was told: no sink is set.', tone: 'ending'}];
  const done = told.filter(({isTold}) => isTold).map(({sink}) => visible(sink));
  const missed = told.filter(({isTold}) => !isTold);
  return [
    ...(done.length === 0 ? [] : [{text: `Told: ${done.join(', ')}.`}]),
    ...missed.map(({sink, problem}) =>
      bad(`Not told yet: ${visible(sink)}${problem === null ? '' : ` (${problem})`}.`),
    ),
  ];
}

const SINGLE: Readonly<Record<'not-asked' | 'no-answer' | 'not-valid', readonly Line[]>> = {
  'not-asked': [],
  'no-answer': [{text: 'Nobody signed in time: it goes on, marked single-person.', tone: 'ending'}],
  'not-valid': [
    {
      text: 'The answer is not of a signer in the settings: it goes on, marked single-person.',
      tone: 'ending',
    },
  ],
};

type RungEvent = Extract<EmergencyStory, {readonly rung: Rung}>;

function ofRung(event: RungEvent, run: EmergencyRun, now: Instant): readonly Line[] {
  const name = visible(event.rung.name);
  switch (event.type) {
    case 'tried':
      return [{text: `Trying ${name}: ${rungTitle(event.rung)}`}];
    case 'passed':
      return [bad(`${name} gave nothing: ${explain(event.problem).title}`)];
    case 'waiting':
      return [{text: `${name} waits: ${progressWords(event.activation, now)}`, tone: 'ending'}];
    case 'granted': {
      const {grant} = event;
      const until = grant.endsAt === null ? '' : ` until ${showMoment(grant.endsAt, now)}`;
      return [{text: `${name} is active${until}: ${titleOf(grant)}`, tone: 'steady'}];
    }
    case 'road':
      return onTheRoad(event, run, now);
  }
}

const FAMILIAR = ['submitted', 'active', 'failed'];

/** `tried`, `granted` and `passed` tell the beginning and the end; here is what lies between. */
function onTheRoad(
  {rung, story}: Extract<RungEvent, {readonly type: 'road'}>,
  run: EmergencyRun,
  now: Instant,
) {
  if (story.type !== 'item' || FAMILIAR.includes(story.event.type)) return [];
  const here = run.rungs.find(one => one.rung.name === rung.name);
  if (here === undefined) return [];
  if (here.state === 'withdrawn') return [{text: `${visible(rung.name)} is no longer asked for.`}];
  return [{text: `${visible(rung.name)}: ${progressWords(here.activation, now)}`}];
}
