import {type Incident, incidentWord} from '../../core/emergency.ts';
import {attention, calm, type Handlers, type Model, type Notice, type Step} from '../model.ts';
import {isList} from '../screen.ts';
import {needsSignIn} from '../sign-in-target.ts';
import {isReading} from '../sources.ts';
import {say} from '../theme.ts';
import {readAll, readGrants} from './refresh.ts';

/** Emergencies that are open, and the way into one. */
export const emergencyHandlers = {
  'break-glass': model => [model, [{type: 'break-glass'}]],
  'incidents-told': (model, {incidents, stems, now}) => {
    const known = incidents.length === 0 ? [] : (stems ?? model.stems);
    const notice = named(model, incidents);
    const next: Model = {...model, now, incidents, incidentsAt: now, stems: known, notice};
    return isNewElsewhere(model, incidents) ? readGrants(next) : [next, []];
  },
  'emergency-left': (model, {code, now}) => afterwards({...model, now, notice: leftWords(code)}, code),
  delivered: (model, {failing, waits}) => [
    {...model, delivery: {...model.delivery, failing, owed: model.delivery.owed || waits}},
    [],
  ],
} satisfies Partial<Handlers>;

/** Whoever opened it may have taken a role in it: that is looked for at once, and not when the lists are next due. */
function isNewElsewhere(model: Model, incidents: readonly Incident[]): boolean {
  if (model.incidentsAt === null || needsSignIn(model) || isReading(model.holdings.sources)) return false;
  const known = new Set(model.incidents.map(({id}) => id));
  return incidents.some(({id}) => !known.has(id));
}

/** The flow may have taken a role, or opened an emergency and found none: everything is looked at again. */
function afterwards(model: Model, code: number): Step {
  if (model.profile === null || needsSignIn(model)) return [model, [{type: 'read-incidents', stems: true}]];
  const isTaken = code === 0 && isList(model.screen);
  return readAll(isTaken ? {...model, screen: {type: 'active'}} : model, 'fresh');
}

/** What was opened is in the header from now on; how it is closed is said once. */
function leftWords(code: number): Notice {
  if (code === 0) return {...calm('The emergency role is active.'), next: [WHEN_OVER]};
  if (code === 2 || code === 130) return calm('Break glass was left.');
  return attention(`Break glass ended with ${code}.`, WHEN_OVER);
}

const WHEN_OVER = 'When it is over: stint break-glass close INCIDENT';

/** Its name is known once the incidents have been read. */
function named({notice, incidents: before, look}: Model, incidents: readonly Incident[]): Notice | null {
  const fresh = incidents.filter(({id}) => before.every(one => one.id !== id)).at(-1);
  if (notice === null || fresh === undefined || !notice.next.includes(WHEN_OVER)) return notice;
  const own = WHEN_OVER.replace('INCIDENT', () => say(look, incidentWord(fresh.id)));
  return {...notice, next: notice.next.map(line => (line === WHEN_OVER ? own : line))};
}
