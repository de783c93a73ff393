import {problemOf} from '../../core/problem.ts';
import {history} from '../../usecases/history.ts';
import type {Desk, Work} from './desk.ts';

/** From the record alone: no network, no sign-in. */
export async function readHistory(desk: Desk): Work {
  const app = desk.app();
  if (app === undefined) return;
  const signal = desk.slots.begin('history');
  try {
    const {rows, problems} = await history({audit: app.audit, now: app.server.now()}, {}, signal);
    if (!signal.aborted) desk.tell({type: 'past-told', rows, problems, readAt: app.clock.now()});
  } catch (thrown) {
    if (problemOf(thrown).code === 'bug' && !signal.aborted) throw thrown;
  }
}
