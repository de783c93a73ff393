import {incidentWord} from '../core/emergency.ts';
import {explain} from '../core/explain.ts';
import type {Finding} from '../core/finding.ts';
import {showInstant} from '../core/time.ts';
import {visible} from '../core/untrusted.ts';
import type {App} from './app.ts';
import {ok, warning} from './doctor-findings.ts';

/** Whether somebody can stay behind to end what was to end with a process. */
export async function guardianFindings({guard}: Pick<App, 'guard'>): Promise<readonly Finding[]> {
  const nobody = 'Nobody can stay behind here: what was to end with a process is ended by the next command.';
  if (guard === undefined) return [warning('guardian', nobody)];
  if (guard.unavailable === undefined) return [ok('guardian', 'Somebody can stay behind here.')];
  const {title, nextSteps} = explain(guard.unavailable);
  return [warning('guardian', `${nobody} ${title}`, nextSteps)];
}

/** Emergencies that nobody has closed, of every profile. */
export async function incidentFindings({incidents}: Pick<App, 'incidents'>): Promise<readonly Finding[]> {
  const open = (await incidents?.opened()) ?? [];
  if (open.length === 0) return [ok('incidents', 'None is open.')];
  return open.map(({id, drill, openedAt}) => {
    const what = drill ? 'The drill' : 'Incident';
    const name = visible(id);
    return warning('incidents', `${what} ${name} is open since ${showInstant(openedAt)}.`, [
      `Close it with stint break-glass close ${incidentWord(id)}`,
    ]);
  });
}
