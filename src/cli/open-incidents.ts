import {type Incident, incidentWord} from '../core/emergency.ts';
import type {Instant} from '../core/time.ts';
import {visible} from '../core/untrusted.ts';
import {showLeft, showMoment} from './output/moments.ts';

/** `Incident INC-4821 is open since 03:12 (43 min): stint break-glass close INC-4821`. `now` is server time. */
export function openWords({id, drill, openedAt}: Incident, now: Instant): string {
  const seconds = Math.max(0, Math.floor((now - openedAt) / 1000));
  const lasted = showLeft(seconds < 60 ? seconds : Math.floor(seconds / 60) * 60);
  const what = drill ? 'Drill' : 'Incident';
  const name = visible(id);
  return `${what} ${name} is open since ${showMoment(openedAt, now)} (${lasted}): stint break-glass close ${incidentWord(id)}`;
}

/** For a prompt: `! INC-4821  `, nothing where none is open. */
export function openMark(open: readonly Incident[]): string {
  const names = open.map(({id, drill}) => `${visible(id)}${drill ? ' (drill)' : ''}`);
  return names.length === 0 ? '' : `! ${names.join(', ')}`;
}
