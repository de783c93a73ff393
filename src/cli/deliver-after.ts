import {Trouble} from '../core/problem.ts';
import type {Pending, SinkDesk} from '../core/sink.ts';
import {type Instant, type Millis, seconds} from '../core/time.ts';
import type {App} from '../usecases/app.ts';
import type {Session} from './session.ts';

/** Nobody waits longer for sinks at the end of a command. */
const LIMIT: Millis = seconds(3);

/**
 * After a command's own output: sends what is due to the sinks, and says nothing. What goes wrong is kept with the sink,
 * and seen in `doctor` and `audit show --pending`; ctrl-c leaves at once, and loses nothing.
 */
export async function deliverAfter(
  {signal}: Pick<Session, 'signal'>,
  {sinks, clock}: Pick<App, 'sinks' | 'clock'>,
): Promise<void> {
  if (sinks === undefined || signal.aborted) return;
  try {
    if ((await sinks.pending()).some(row => isDue(row, clock.now()))) await deliver(sinks, signal);
  } catch (thrown) {
    if (!(thrown instanceof Trouble)) throw thrown;
  }
}

const isDue = ({waiting, dueAt}: Pending, now: Instant): boolean =>
  waiting > 0 && (dueAt === null || dueAt <= now);

async function deliver(sinks: SinkDesk, signal: AbortSignal): Promise<void> {
  const left = Promise.withResolvers<void>();
  const leave = () => left.resolve();
  signal.addEventListener('abort', leave, {once: true});
  try {
    await Promise.race([sinks.deliver(signal, LIMIT), left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
