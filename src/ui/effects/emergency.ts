import type {Incident} from '../../core/emergency.ts';
import {problemOf} from '../../core/problem.ts';
import type {Stem} from '../emergency.ts';
import type {OpenApp} from '../host.ts';
import type {Desk, Work} from './desk.ts';
import {meeting} from './opening.ts';

/** Which emergencies are open, and what was taken in them. What cannot be read leaves the screen as it is. */
export async function readIncidents(desk: Desk, wantsStems: boolean): Work {
  const app = desk.app();
  if (app?.incidents === undefined) return;
  const signal = desk.slots.begin('incidents');
  try {
    const incidents = await app.incidents.opened();
    const now = app.server.now();
    if (!signal.aborted) desk.tell({type: 'incidents-told', incidents, now});
    if (incidents.length === 0 || !wantsStems) return;
    const stems = await stemsOf(app, incidents, signal);
    if (!signal.aborted) desk.tell({type: 'incidents-told', incidents, stems, now: app.server.now()});
  } catch (thrown) {
    if (problemOf(thrown).code === 'bug') throw thrown;
  }
}

/** As far as the record can be read: without it the reason that was sent tells. */
async function stemsOf(
  app: OpenApp,
  incidents: readonly Incident[],
  signal: AbortSignal,
): Promise<readonly Stem[]> {
  const open = new Set(incidents.map(({id}) => id));
  const stems: Stem[] = [];
  try {
    for await (const {emergency, requestId, eligibilityId} of app.audit.entries()) {
      if (signal.aborted) break;
      if (emergency === undefined || !open.has(emergency.incident)) continue;
      if (emergency.step !== 'granted' && emergency.step !== 'waiting') continue;
      const grantId = emergency.step === 'granted' ? emergency.grantId : null;
      stems.push({incident: emergency.incident, grantId, requestId, eligibilityId});
    }
  } catch (thrown) {
    if (problemOf(thrown).code === 'bug') throw thrown;
  }
  return stems;
}

/** The picture steps aside for the flow; the lists are read again after it. */
export async function breakGlass(desk: Desk): Work {
  await meeting(desk, 'emergency', async () => {
    const code = await desk.host.breakGlass?.();
    const now = desk.app()?.server.now() ?? desk.host.clock.now();
    if (code !== undefined) desk.tell({type: 'emergency-left', code, now});
  });
}
