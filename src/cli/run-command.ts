import {problemOf} from '../core/problem.ts';
import {failWith} from './failure.ts';
import type {Call} from './flags.ts';
import type {CliHost} from './host.ts';
import {quickCall} from './quick-call.ts';

/** Each part is loaded when its turn comes: help needs no session, a cached answer no parser (design 12). */
export async function runCommand(host: CliHost): Promise<number> {
  try {
    const quick = quickCall(host.argv);
    if (quick !== undefined) return await perform(host, quick);
    if (host.argv.length === 0) return await openScreen(host, BARE);
    const parsed = (await import('./parse.ts')).parseArgv(host);
    if (parsed.type === 'shown') return 0;
    if (parsed.type === 'call') return await perform(host, parsed.call);
    return await openScreen(host, parsed.call);
  } catch (thrown) {
    return failWith(host, problemOf(thrown));
  }
}

const BARE: Call = {command: '', operands: [], flags: {}};

async function openScreen(host: CliHost, call: Call): Promise<number> {
  return (await import('./commands/screen.ts')).openScreen(host, call);
}

async function perform(host: CliHost, call: Call): Promise<number> {
  return (await import('./perform.ts')).perform(host, call);
}
