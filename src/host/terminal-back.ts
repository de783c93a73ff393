/**
 * A shell takes the terminal for its own process group and gives it back when it leaves. One that is killed gives
 * nothing back: whoever started it may then neither read a key nor draw, and is stopped by the system, or ended where
 * no shell is above it. Only `tcsetpgrp` mends that, which Node does not have: whoever of these is there is asked for
 * it. Where none is, `fg` in the shell above goes on. True when the terminal is ours.
 */
export async function takeTerminalBack(takers: readonly (readonly string[])[] = TAKERS): Promise<boolean> {
  if (process.platform === 'win32') return true;
  for (const taker of takers) if (await succeeds(taker)) return true;
  return false;
}

/** From the background it is allowed to those who ignore SIGTTOU (POSIX `tcsetpgrp`). The group is ours: they are in it. */
const TAKERS = [
  ['/usr/bin/perl', '-MPOSIX', '-e', '$SIG{TTOU} = "IGNORE"; exit !tcsetpgrp(0, getpgrp())'],
  [
    ...['/usr/bin/python3', '-I', '-c'],
    'import os, signal; signal.signal(signal.SIGTTOU, signal.SIG_IGN); os.tcsetpgrp(0, os.getpgrp())',
  ],
] as const;

async function succeeds([program = '', ...args]: readonly string[]): Promise<boolean> {
  const {spawn} = await import('node:child_process');
  return new Promise(done => {
    const child = spawn(program, args, {stdio: ['inherit', 'ignore', 'ignore'], env: {}});
    child.once('error', () => done(false));
    child.once('exit', code => done(code === 0));
  });
}
