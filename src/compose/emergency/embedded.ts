import type {EmergencyOptions, OpenedEmergency} from '../../cli/host.ts';
import type {AuditFact} from '../../core/audit.ts';
import type {EmergencyFact} from '../../core/emergency.ts';
import type {AuditLog, Clock} from '../../core/ports.ts';
import {problemOf} from '../../core/problem.ts';
import {showInstant} from '../../core/time.ts';
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
    const echo = echoTo(real, world.clock);
    return {
      ...opened,
      isPassing: true,
      audit: {
        ...opened.audit,
        append: async fact => {
          const entry = await opened.audit.append(fact);
          await echo.heard(fact);
          return entry;
        },
      },
      close: async () => {
        await opened.close();
        await echo.closed();
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
function echoTo(real: AuditLog, clock: Clock) {
  let last: EmergencyLine | undefined;
  const append = async (fact: AuditFact) => void (await real.append(fact).catch(expected));
  return {
    heard: async (fact: AuditFact) => {
      const {emergency} = fact;
      if (emergency === undefined) return;
      last = {...fact, practice: true, emergency};
      await append(last);
    },
    /** It ends with its practice cloud: nobody has to close it. */
    closed: async () => {
      if (last === undefined || last.emergency.step === 'closed') return;
      const {incident, drill} = last.emergency;
      const done = 'The practice cloud of this drill is gone.';
      const now = showInstant(clock.now());
      const bare = {...last, ...BARE, time: now, localTime: now};
      await append({...bare, emergency: {incident, drill, step: 'closed', done, rotate: []}});
    },
  };
}

type EmergencyLine = AuditFact & {readonly emergency: EmergencyFact};

const BARE = {
  eligibilityId: null,
  kind: null,
  name: null,
  scope: null,
  requestId: null,
  endsAt: null,
  problem: null,
};

function expected(thrown: unknown): void {
  if (problemOf(thrown).code === 'bug') throw thrown;
}
