import {problemOf} from '../core/problem.ts';
import {commandNamed} from './command-table.ts';
import {failWith} from './failure.ts';
import type {Call} from './flags.ts';
import type {CliHost} from './host.ts';
import {openSession} from './session.ts';

/** Does one call that has been read, and says what went wrong if it did. */
export async function perform(host: CliHost, call: Call): Promise<number> {
  const row = commandNamed(call.command);
  if (row === undefined) throw new Error(`no command ${call.command}`);
  const session = await openSession(host, call);
  try {
    if (row.opensNoApp === true) await session.alarm(await host.openIncidents(), host.clock.now());
    const command = await row.load();
    return await command(session, call);
  } catch (thrown) {
    return failWith(host, session.deadline.meaningOf(problemOf(thrown), 'The cloud'));
  } finally {
    session.deadline.stop();
  }
}
