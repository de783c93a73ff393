import {readFileSync} from 'node:fs';
import type {ProcessMark} from '../core/intent.ts';

/** Which process we are, and whether another one still runs. */
export interface Processes {
  /** Found out at the first look. */
  readonly own: ProcessMark;
  /** A pid that somebody else uses by now, and a zombie, are gone. A mark without a beginning is told by its pid alone. */
  isAlive(mark: ProcessMark): boolean;
}

/** What the system tells of a pid now. `since` is empty where it tells no beginning. */
type Seen = {readonly type: 'gone'} | {readonly type: 'there'; readonly since: string};

const GONE: Seen = {type: 'gone'};

export function createProcesses(look: (pid: number) => Seen, pid = process.pid): Processes {
  let own: ProcessMark | undefined;
  const mark = (): ProcessMark => {
    const seen = look(pid);
    return {pid, since: seen.type === 'there' ? seen.since : ''};
  };
  return {
    get own() {
      own ??= mark();
      return own;
    },
    isAlive(asked) {
      if (asked.pid === own?.pid && asked.since === own.since) return true;
      const seen = look(asked.pid);
      if (seen.type === 'gone') return false;
      return asked.since === '' || seen.since === '' || asked.since === seen.since;
    },
  };
}

/** This machine's. No child process but on macOS, and there only at a look. */
export const processes: Processes = createProcesses(seenHere);

/** Of a process that we have just started: its pid is not used again before we have heard of its end. */
export const markOf = (pid: number): ProcessMark => createProcesses(seenHere, pid).own;

function seenHere(pid: number): Seen {
  if (!answers(pid)) return GONE;
  if (process.platform === 'linux') return seenInProc(pid);
  if (process.platform === 'darwin') return seenByPs(pid);
  return {type: 'there', since: ''};
}

/** Signal 0 is sent to nobody: it only asks. Another user's process answers that it may not be asked, so it runs. */
function answers(pid: number): boolean {
  // 0 and negative numbers mean groups of processes.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM';
  }
}

function seenInProc(pid: number): Seen {
  try {
    const seen = seenInStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return seen.type === 'gone' || seen.since === '' ? seen : {...seen, since: `${bootId()}:${seen.since}`};
  } catch (thrown) {
    // It ended meanwhile, or there is no /proc to look at: then a pid is all there is.
    return codeOf(thrown) === 'ESRCH' || !answers(pid) ? GONE : {type: 'there', since: ''};
  }
}

/**
 * `/proc/PID/stat` (proc_pid_stat(5)): the name in brackets may hold brackets and spaces of its own, so fields are
 * counted from the last one; the state is field 3, the start in clock ticks since boot field 22.
 */
export function seenInStat(stat: string): Seen {
  const [state = '', ...fields] = stat
    .slice(stat.lastIndexOf(')') + 1)
    .trim()
    .split(' ');
  if (/^[ZXx]$/.test(state)) return GONE;
  return {type: 'there', since: fields[18] ?? ''};
}

/** Ticks since boot begin anew at each boot. */
let boot: string | undefined;
function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return boot;
}

/** `ps` writes local time in the person's language unless it is told otherwise. */
function seenByPs(pid: number): Seen {
  const {spawnSync} = process.getBuiltinModule('node:child_process');
  const {stdout, status} = spawnSync('/bin/ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: {LC_ALL: 'C', TZ: 'UTC0'},
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? seenInPs(stdout) : {type: 'there', since: ''};
}

/** `Ss   Sun Nov 22 12:00:00 2026`; nothing for a pid that is not there. */
export function seenInPs(line: string): Seen {
  const [state = '', ...since] = line.trim().split(/\s+/);
  return state === '' || state.startsWith('Z') ? GONE : {type: 'there', since: since.join(' ')};
}

const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
