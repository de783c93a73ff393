import {problemDocument} from '../../core/problem-document.ts';
import {type Instant, showInstant} from '../../core/time.ts';
import type {EmergencyStory} from '../../usecases/break-glass/emergency-story.ts';
import {grantItem} from '../documents/grants.ts';
import type {EventStream} from '../events.ts';
import type {EmergencyRun} from './run.ts';

/** One event of an emergency in the event stream (contract 4). `run` is the story with it; `now` is server time. */
export function streamed(stream: EventStream, event: EmergencyStory, run: EmergencyRun, now: Instant): void {
  if (event.type !== 'road') {
    stream.step(event.type, fieldsOf(event, now));
    return;
  }
  const {rung, story} = event;
  if (story.type !== 'item') {
    stream.signIn(story);
    return;
  }
  const here = run.rungs.find(one => one.rung.name === rung.name);
  if (here !== undefined) stream.item(story.item, story.event, here.activation);
}

function fieldsOf(event: Exclude<EmergencyStory, {readonly type: 'road'}>, now: Instant): object {
  switch (event.type) {
    case 'opened': {
      const {id, profile, drill, practice, reason, openedAt} = event.incident;
      const incident = {id, profile, drill, practice, reason, openedAt: showInstant(openedAt)};
      return {incident, broken: event.broken};
    }
    case 'unwritten':
      return {problem: problemDocument(event.problem)};
    case 'evidence':
      return {probes: event.probes};
    case 'notice':
      return {told: event.told};
    case 'cosigned':
      return {by: event.by};
    case 'single-person':
      return {why: event.why};
    case 'tried':
    case 'waiting':
      return {rung: event.rung.name};
    case 'passed':
      return {rung: event.rung.name, problem: problemDocument(event.problem)};
    case 'granted':
      return {rung: event.rung.name, grant: grantItem(event.grant, now)};
    case 'without':
      return {};
  }
}
