declare const STINT_VERSION: string;

/** `--version` is answered before anything else is loaded. */
async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && argv[0] === '--version') {
    process.stdout.write(`${STINT_VERSION}\n`);
    return 0;
  }
  const {runCommandLine} = await import('./compose/command-line.ts');
  const about = {argv, version: STINT_VERSION, guardian: GUARDIAN};
  return runCommandLine({...about, interrupted: interruption.signal, handingOver});
}

/** Our neighbour, built or not. */
const GUARDIAN = import.meta.filename.replace(/main(?=\.[jt]s$)/, 'guardian');

const interruption = new AbortController();
/** A terminal that is closed (SIGHUP) ends a command as SIGTERM does. */
const CODES = {SIGHUP: 129, SIGINT: 130, SIGTERM: 143} as const;
type Ending = keyof typeof CODES;

let endedBy: Ending | undefined;
let handedOver = false;

/** While a program of the person's has the terminal, signals are that program's affair (`host/child.ts`). */
async function handingOver<T>(work: () => Promise<T>): Promise<T> {
  handedOver = true;
  try {
    return await work();
  } finally {
    handedOver = false;
  }
}

/**
 * The first signal asks everything to stop; a second one does not wait for it. That the terminal is gone is told twice, by
 * the shell and by the system, and nobody is impatient then.
 */
function onSignal(signal: Ending): void {
  if (handedOver || (endedBy !== undefined && signal === 'SIGHUP')) return;
  if (endedBy !== undefined) process.exit(CODES[signal]);
  endedBy = signal;
  interruption.abort(new DOMException(signal, 'AbortError'));
}

/** What nobody expected: one calm line, and the stack only when it was asked for. */
async function ourMistake(thrown: unknown): Promise<number> {
  const [{explain}, {problemOf}] = await Promise.all([
    import('./core/explain.ts'),
    import('./core/problem.ts'),
  ]);
  const problem = problemOf(thrown);
  const {title, nextSteps, exitCode} = explain(problem);
  process.stderr.write(`stint: ${title}\n${nextSteps.map(step => `       ${step}\n`).join('')}`);
  if (process.argv.includes('--debug')) process.stderr.write(`${stackOf(thrown)}\n`);
  return exitCode;
}

const stackOf = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);

/** Pipes are written to in the background: nothing is cut off by leaving. */
async function leave(told: number | Promise<number>): Promise<never> {
  const code = await told;
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>(resolve => {
      stream.write('', () => resolve());
    });
  process.exit(endedBy !== undefined && code === CODES.SIGINT ? CODES[endedBy] : code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => onSignal(signal));
/** While the screen is up it listens too: it puts the terminal back first, and then we hear of it from there. */
process.on('uncaughtException', thrown => {
  if (process.listenerCount('uncaughtException') === 1) void leave(ourMistake(thrown));
});
/**
 * `stint list | head -1`: whoever reads has seen enough, and so has a terminal that was closed: what was begun is done to
 * its end. A full disk is trouble.
 */
process.stdout.on('error', ({code}: NodeJS.ErrnoException) => {
  if (code === 'EPIPE' || process.stdout.isTTY) return;
  process.stderr.write(
    `stint: The results could not be written (${code}).\n       Make room, and run it again\n`,
  );
  process.exit(1);
});
process.stderr.on('error', () => undefined);

main(process.argv.slice(2)).then(leave, thrown => leave(ourMistake(thrown)));
