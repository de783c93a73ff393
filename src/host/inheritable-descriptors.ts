import {readdirSync, readFileSync} from 'node:fs';

/** `O_CLOEXEC` in `/proc/PID/fdinfo/N` (proc_pid_fdinfo(5)). */
const CLOSED_AT_EXEC = 0o2000000;

/**
 * Descriptors from 3 on that every child of ours would get: Node marks those that it opens, and those that it was started
 * with up to the first gap beyond 15; a shell or a build service that hands down a higher one is not noticed. Empty where
 * the system does not list them (macOS closes them by itself; Windows hands down only what is named).
 */
export function inheritableDescriptors(): readonly number[] {
  if (process.platform !== 'linux') return [];
  return all().filter(fd => fd > 2 && isInheritable(fd));
}

function all(): readonly number[] {
  try {
    return readdirSync('/proc/self/fd').map(Number);
  } catch {
    return [];
  }
}

function isInheritable(fd: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & CLOSED_AT_EXEC) === 0;
  } catch {
    // The one that the list itself was read with.
    return false;
  }
}
