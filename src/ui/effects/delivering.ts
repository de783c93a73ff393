import {problemOf} from '../../core/problem.ts';
import type {Pending} from '../../core/sink.ts';
import {type Millis, seconds} from '../../core/time.ts';
import type {Desk, Work} from './desk.ts';

/** Nobody waits for it: the next round goes on where this one stopped. */
const LIMIT: Millis = seconds(10);

/** Tells the sinks what waits for them, behind the work. What goes wrong is kept with the sink, and told as that. */
export async function deliver(desk: Desk): Work {
  const app = desk.app();
  if (app?.sinks === undefined) return;
  const signal = desk.slots.begin('deliver');
  await new Promise(resolve => setImmediate(resolve));
  try {
    await app.sinks.deliver(signal, LIMIT);
    const pending = await app.sinks.pending();
    const offset = app.server.offset() ?? 0;
    const failing = pending.flatMap(one => failingOf(one, offset));
    const waits = pending.some(({waiting}) => waiting > 0);
    if (!signal.aborted) desk.tell({type: 'delivered', failing, waits});
  } catch (thrown) {
    if (problemOf(thrown).code === 'bug') throw thrown;
  }
}

const failingOf = ({sink, failingSince, waiting}: Pending, offset: Millis) =>
  failingSince === null || waiting === 0 ? [] : [{sink, since: failingSince + offset, waiting}];
