import {Trouble} from '../../core/problem.ts';
import type {Call} from '../flags.ts';
import {readGlobals} from '../globals.ts';
import type {CliHost} from '../host.ts';

/** Bare `stint`: the screen, which needs a terminal. */
export async function openScreen(host: CliHost, call: Call): Promise<number> {
  const {profile} = await readGlobals(call, host);
  if (host.inputIsTty && host.stdout.isTty) return host.openScreen({profile});
  throw new Trouble({
    code: 'usage',
    reason: 'The screen needs a terminal, and there is none.',
    nextSteps: ['See what is active with stint status', 'See every command with stint --help'],
  });
}
