import {showInstant} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import {stillOpen} from '../alarm.ts';
import type {OpenedEmergency} from '../host.ts';
import type {Session} from '../session.ts';

/** Opens what an emergency stands on, and lets it go afterwards; its warnings go to stderr first. */
export async function withEmergency<T>(
  session: Session,
  drill: boolean,
  work: (app: OpenedEmergency) => Promise<T>,
): Promise<T> {
  const {host, globals, notes} = session;
  const stamp = () => showInstant(host.clock.now());
  const app = await host.openEmergency({
    profile: globals.profile,
    drill,
    debug: globals.debug ? line => notes.tell(`debug ${stamp()} ${visible(line)}`) : undefined,
  });
  try {
    for (const warning of app.warnings) notes.note(`warning: ${visible(warning)}`);
    await session.alarm(await stillOpen(app.incidents), app.server.now());
    return await work(app);
  } finally {
    await app.close();
  }
}
