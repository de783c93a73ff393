import type {EmergencyOptions, OpenedEmergency} from '../../cli/host.ts';
import type {AuditFact} from '../../core/audit.ts';
import type {AuditLog} from '../../core/ports.ts';
import {problemOf} from '../../core/problem.ts';
import {practiceWorld, startPractice} from '../practice.ts';
import {openRecord} from '../settings.ts';
import type {World} from '../world.ts';
import {openEmergency} from './open.ts';

/**
 * A drill where the settings name no harmless role: on a practice cloud of its own, with somebody signed in there. The
 * real record hears of it too, so that the date of the last drill can be told.
 */
export async function openEmbeddedDrill(world: World, options: EmergencyOptions): Promise<OpenedEmergency> {
  const real = openRecord(world);
  const practice = await startPractice({scenario: 'demo'});
  try {
    const opened = await openEmergency(practiceWorld(world, practice.env), {...options, profile: PROFILE});
    await signedIn(opened);
    return {
      ...opened,
      audit: {...opened.audit, append: fact => both(opened.audit, real, fact)},
      close: async () => {
        await opened.close();
        await real.settled?.();
        await practice.close();
      },
    };
  } catch (thrown) {
    await practice.close();
    throw thrown;
  }
}

/** The one profile of a practice home. */
const PROFILE = 'default';

/** Its device codes approve themselves. */
async function signedIn(opened: OpenedEmergency): Promise<void> {
  const {authorities} = await opened.appOf(PROFILE);
  const signal = new AbortController().signal;
  const signIn = async (authority: (typeof authorities)[number]) => {
    for await (const _ of authority.signIn('device', signal));
  };
  await Promise.all(authorities.map(signIn));
}

/** What the real record does not take, a drill does without: `check` then tells of an older one. */
async function both(practice: Pick<AuditLog, 'append'>, real: AuditLog, fact: AuditFact) {
  const entry = await practice.append(fact);
  if (fact.type === 'break-glass') await real.append({...fact, practice: true}).catch(expected);
  return entry;
}

function expected(thrown: unknown): void {
  if (problemOf(thrown).code === 'bug') throw thrown;
}
