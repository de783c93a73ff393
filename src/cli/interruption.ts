import {INTERRUPTED} from '../core/exit-code.ts';

const TERMINATED = 143;

/** The code of a command that was stopped from outside (contract 3): 143 where the host says SIGTERM, else 130. */
export function codeOfInterruption(interrupted: AbortSignal): number {
  const why: unknown = interrupted.reason;
  return why instanceof Error && why.message === 'SIGTERM' ? TERMINATED : INTERRUPTED;
}
