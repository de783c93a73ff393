import type {EmergencyOptions, OpenedEmergency} from '../../cli/host.ts';
import type {Incident} from '../../core/emergency.ts';
import type {AuditLog} from '../../core/ports.ts';
import {problemOf} from '../../core/problem.ts';
import {createDatabase} from '../../stores/database.ts';
import {createEmergencyLog, emergencyFolders} from '../../stores/emergency-log.ts';
import {createIncidents} from '../../stores/incidents.ts';
import {placesOf} from '../../stores/places.ts';
import {openRecord, readSettings} from '../settings.ts';
import type {World} from '../world.ts';
import {openEmbeddedDrill} from './embedded.ts';
import {openEmergency} from './open.ts';
import {isPracticeHome} from './rehearsal.ts';

/** The real thing, or a drill on what is harmless: the practice home that this is, the settings' own role, a practice cloud. */
export async function openEmergencyOf(world: World, options: EmergencyOptions): Promise<OpenedEmergency> {
  if (!options.drill) return openEmergency(world, options);
  const settings = await readSettings(world);
  const isHere = isPracticeHome(settings, options.profile) || settings.breakGlass?.drill !== undefined;
  return isHere ? openEmergency(world, options) : openEmbeddedDrill(world, options);
}

/** What a report is written from. */
export function openEmergencyRecord(world: World): AuditLog {
  const places = placesOf(world.env, world.platform, world.home);
  const audit = openRecord(world);
  const log = createEmergencyLog({audit, folders: emergencyFolders(places), clock: world.clock});
  return {...audit, entries: () => log.entries()};
}

/** None where it cannot be seen: then the record still knows them. */
export async function openIncidents(world: World): Promise<readonly Incident[]> {
  const {stateDb} = placesOf(world.env, world.platform, world.home);
  const db = createDatabase({path: stateDb, clock: world.clock});
  try {
    return await createIncidents(db).opened();
  } catch (thrown) {
    if (problemOf(thrown).code === 'bug') throw thrown;
    return [];
  } finally {
    db.close();
  }
}
