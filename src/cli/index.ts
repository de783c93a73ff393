import type {CliHost} from './host.ts';
import {runCommand} from './run-command.ts';

/** The command line: reads argv, does it, and gives the exit code of contract 3. Never throws, never exits. */
export async function runCli(host: CliHost): Promise<number> {
  const [first, ...rest] = host.argv;
  if (first === '--version' && rest.length === 0) {
    host.stdout.write(`${host.version}\n`);
    return 0;
  }
  return runCommand(host);
}
