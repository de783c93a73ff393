import {runCli} from '../cli/index.ts';
import {type CliParts, createCliHost} from './cli-host.ts';

/** The command line on the real outside; its exit code. */
export const runCommandLine = (parts: CliParts): Promise<number> => runCli(createCliHost(parts));
