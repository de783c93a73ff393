import {showDuration} from '../core/duration.ts';
import {type Incident, incidentWord} from '../core/emergency.ts';
import type {Grant} from '../core/grant.ts';
import {hours, type Instant, minutes} from '../core/time.ts';
import {exact} from '../core/untrusted.ts';
import type {Model} from './model.ts';
import {clip} from './parts/cell.ts';
import {type Look, say} from './theme.ts';

/** What the record says of a role that was taken, or is waited for, in an open emergency. */
export interface Stem {
  readonly incident: string;
  readonly grantId: string | null;
  readonly requestId: string | null;
  readonly eligibilityId: string | null;
}

type Emergencies = Pick<Model, 'incidents'>;

/** Of several the oldest, but a drill never stands before what is real. */
export const shownIncident = ({incidents}: Emergencies): Incident | undefined =>
  incidents.find(({drill}) => !drill) ?? incidents[0];

const headOf = ({drill}: Incident): string => (drill ? 'DRILL' : 'BREAK GLASS');

/** `BREAK GLASS INC-4821, 43 min, and 2 more` in at most `room` cells: of a long name only the middle is lost. */
export function emergencyWords({incidents, look, now}: Model, room: number): string {
  const incident = shownIncident({incidents});
  if (incident === undefined) return '';
  const [head, tail] = [`${headOf(incident)} `, `, ${ageOf(incident, now)}${andMore(incidents)}`];
  const id = clip(say(look, incident.id), Math.max(4, room - head.length - tail.length), look.glyphs.more);
  return clip(`${head}${id}${tail}`, room, look.glyphs.more);
}

/** For the title of the terminal's window: no time, so that it stands still. */
export function emergencyTitle({incidents, look}: Pick<Model, 'incidents' | 'look'>): string | null {
  const incident = shownIncident({incidents});
  if (incident === undefined) return null;
  return `stint: ${headOf(incident)} ${say(look, incident.id)}${andMore(incidents)}`;
}

const andMore = (incidents: readonly Incident[]): string =>
  incidents.length < 2 ? '' : `, and ${incidents.length - 1} more`;

function ageOf({openedAt}: Incident, now: Instant): string {
  const age = now - openedAt;
  if (age < minutes(1)) return 'just opened';
  if (age >= hours(48)) return `${Math.floor(age / hours(24))} days`;
  return showDuration(Math.floor(age / minutes(1)) * 60);
}

/** How to be done with them, for every place that has room for it. */
export const closingLines = (look: Look, incidents: readonly Incident[]): readonly string[] =>
  incidents.map(one => {
    const id = say(look, one.id);
    return `${one.drill ? 'Drill ' : ''}${id} is open until stint break-glass close ${say(look, incidentWord(one.id))}.`;
  });

/** The open emergency that something was taken in: by the record, else by the reason it was asked for with. */
export function incidentOf(
  {incidents, stems}: Pick<Model, 'incidents' | 'stems'>,
  grant: Grant,
): Incident | undefined {
  if (incidents.length === 0 || grant.assignment === 'standing' || grant.assignment === 'time-bound')
    return undefined;
  const stem = stems.find(one => isOf(one, grant));
  return incidents.find(({id}) => id === stem?.incident) ?? incidents.find(({id}) => isReasonOf(id, grant));
}

const isOf = (stem: Stem, grant: Grant): boolean =>
  stem.grantId === grant.id ||
  (stem.requestId !== null && stem.requestId === grant.requestId) ||
  stem.eligibilityId === grant.eligibilityId;

/** What is sent in an emergency begins with its name: so it is known where the record could not be written, too. */
const isReasonOf = (id: string, {justification}: Grant): boolean =>
  justification !== null && exact(justification).startsWith(`${id}: `);

/** Why the emergency cannot be opened from here; `undefined`: it can. A profile that did not open says more in the flow. */
export function cannotBreakGlass({canBreakGlass, profile, screen}: Model): string | undefined {
  if (!canBreakGlass) return 'not from here: stint break-glass on a terminal does it';
  const isBare = screen.type === 'first-run' || profile?.ladder === 0;
  return isBare ? 'the settings name no emergency roles: stint break-glass setup adds one' : undefined;
}
