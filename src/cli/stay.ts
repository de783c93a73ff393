import type {Grant} from '../core/grant.ts';
import {type Instant, type Millis, seconds} from '../core/time.ts';
import type {App} from '../usecases/app.ts';
import {heldHere} from '../usecases/exec.ts';
import {createReminding} from './reminding.ts';
import {sayOnce} from './say-once.ts';
import type {Session} from './session.ts';

/** No long timers (design 8): time, and what others did meanwhile, is looked at again after each nap. */
const LONGEST_NAP: Millis = seconds(5);

/**
 * Stays while anything lasts that is to end with this process, and reminds of its end; what others have ended or made
 * longer meanwhile is seen. Tells whether somebody interrupted.
 */
export async function stayWhileHeld(session: Session, app: App, taken: readonly Grant[]): Promise<boolean> {
  const {interrupted} = session.host;
  const remind = await createReminding(session, app);
  let held = taken;
  for (;;) {
    held = await stillHeld(session, app, held);
    const now = app.server.now();
    await remind(held);
    if (interrupted.aborted || held.length === 0) return interrupted.aborted;
    await app.clock.sleep(napUntil(held, now), interrupted).catch(thrown => {
      if (!interrupted.aborted) throw thrown;
    });
  }
}

/** A journal that cannot be read now changes nothing. */
async function stillHeld(session: Session, app: App, known: readonly Grant[]): Promise<readonly Grant[]> {
  const say = sayOnce(session);
  let isRead = true;
  const found = await heldHere(app, problem => {
    if (isRead) say(problem);
    isRead = false;
  });
  const now = app.server.now();
  return (isRead ? found : known).filter(({endsAt}) => endsAt === null || endsAt > now);
}

const napUntil = (held: readonly Grant[], now: Instant): Millis =>
  Math.min(LONGEST_NAP, ...held.map(({endsAt}) => (endsAt === null ? LONGEST_NAP : endsAt - now)));
