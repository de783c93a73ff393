import {problemOf} from '../core/problem.ts';
import {commandNamed} from './command-table.ts';
import {failWith} from './failure.ts';
import type {Call} from './flags.ts';
import type {CliHost} from './host.ts';
import {quickCall} from './quick-call.ts';
import {openSession} from './session.ts';

export async function runCommand(host: CliHost): Promise<number> {
  try {
    const quick = quickCall(host.argv);
    if (quick !== undefined) return await perform(host, quick);
    const parsed = (await import('./parse.ts')).parseArgv(host);
    if (parsed.type === 'shown') return 0;
    if (parsed.type === 'call') return await perform(host, parsed.call);
    return await (await import('./commands/screen.ts')).openScreen(host, parsed.call);
  } catch (thrown) {
    return failWith(host, problemOf(thrown));
  }
}

async function perform(host: CliHost, call: Call): Promise<number> {
  const row = commandNamed(call.command);
  if (row === undefined) throw new Error(`no command ${call.command}`);
  const session = await openSession(host, call);
  try {
    const command = await row.load();
    return await command(session, call);
  } catch (thrown) {
    return failWith(host, session.deadline.meaningOf(problemOf(thrown), 'The cloud'));
  } finally {
    session.deadline.stop();
  }
}
