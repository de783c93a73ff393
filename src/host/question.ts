import {createInterface} from 'node:readline/promises';
import type {Readable, Writable} from 'node:stream';
import {Trouble} from '../core/problem.ts';
import {visible} from '../core/untrusted.ts';

export interface Terminal {
  readonly input: Readable & {readonly isTTY?: boolean};
  readonly output: Writable;
}

const stopped = (): Trouble => new Trouble({code: 'cancelled', reason: 'The question was not answered.'});

/**
 * One line, without its end and the spaces around it. Ctrl-C, the end of input and the signal reject `cancelled`.
 */
export async function askLine(
  prompt: string,
  {input, output}: Terminal,
  signal?: AbortSignal,
): Promise<string> {
  const lines = createInterface({input, output, terminal: input.isTTY === true});
  const gone = new AbortController();
  lines.once('close', () => gone.abort());
  lines.once('SIGINT', () => lines.close());
  const over = signal === undefined ? gone.signal : AbortSignal.any([signal, gone.signal]);
  try {
    return (await lines.question(visible(prompt), {signal: over})).trim();
  } catch {
    throw stopped();
  } finally {
    lines.close();
  }
}

/** `y` or `yes`, in any case, is yes; everything else, an empty line too, is no. */
export async function askYesNo(prompt: string, terminal: Terminal): Promise<boolean> {
  return /^y(?:es)?$/i.test(await askLine(`${prompt} [y/N] `, terminal));
}
