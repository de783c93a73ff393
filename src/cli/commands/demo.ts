import type {Session} from '../session.ts';

/** `stint demo`: the screen on the practice cloud; without a terminal the scripted tour. */
export async function demo(session: Session): Promise<number> {
  if (session.onTerminal) return session.host.demoScreen();
  return (await import('../tour/tour.ts')).tour(session);
}
