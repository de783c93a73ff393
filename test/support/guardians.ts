import {readFileSync} from 'node:fs';
import {processes} from '../../src/host/processes.ts';

/** A pid alone may be somebody else's by now. */
export const isGuardian = (pid: number): boolean => commandLine(pid).includes('guardian.js');

/** One that is ending has lost its command line a moment before it is gone. */
export function isGone(pid: number): boolean {
  const line = commandLine(pid);
  return line === '' ? !processes.isAlive({pid, since: ''}) : !line.includes('guardian.js');
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
