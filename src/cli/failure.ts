import {explain} from '../core/explain.ts';
import type {Problem} from '../core/problem.ts';
import {problemDocument} from '../core/problem-document.ts';
import {safeJson, visible} from '../core/untrusted.ts';
import {colorIn, cutArgv, wantsJson} from './argv.ts';
import type {CliHost} from './host.ts';
import {codeOfInterruption} from './interruption.ts';
import {wantsAscii} from './output/ascii.ts';
import {createNotes} from './output/notes.ts';
import {paintFor} from './output/theme.ts';

/** A failure without a document: words on stderr, or one line of JSON there, the last one (contract 4). */
export function failWith(host: CliHost, problem: Problem): number {
  sayCause(host, problem);
  if (wantsJson(host.argv))
    host.stderr.write(`${safeJson({schemaVersion: 1, error: problemDocument(problem)})}\n`);
  else plainNotes(host).problem(problem);
  return exitCodeOfFailure(host, problem);
}

/** What a signal stopped is 130 or 143, what the person declined is 2 (contract 3). */
export function exitCodeOfFailure(host: CliHost, problem: Problem): number {
  const wasInterrupted = host.interrupted.aborted && problem.code === 'cancelled';
  return wasInterrupted ? codeOfInterruption(host.interrupted) : explain(problem).exitCode;
}

function plainNotes(host: CliHost) {
  const paint = paintFor(colorIn(host.argv), host.env, host.stderr.isTty);
  return createNotes(host.stderr, {paint, quiet: false, ascii: wantsAscii(host.env)});
}

/** A bug's trace is for `--debug` only. */
function sayCause(host: CliHost, problem: Problem): void {
  if (problem.code !== 'bug' || !cutArgv(host.argv).before.includes('--debug')) return;
  const {cause} = problem;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  for (const line of text.split('\n')) host.stderr.write(`debug ${visible(line)}\n`);
}
