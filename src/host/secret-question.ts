import type {Readable, Writable} from 'node:stream';
import {StringDecoder} from 'node:string_decoder';
import {Trouble} from '../core/problem.ts';
import {Secret} from '../core/secret.ts';
import {visible} from '../core/untrusted.ts';

export interface SecretTerminal {
  readonly input: Readable & {setRawMode?(on: boolean): unknown; readonly isRaw?: boolean; ref?(): unknown};
  readonly output: Writable;
}

/** What is typed so far, and whether it is at an end. */
type Typed =
  | {readonly type: 'more'; readonly text: string}
  | {readonly type: 'done'; readonly text: string}
  | {readonly type: 'cancelled'};

/**
 * Asks without showing what is typed. Backspace and Ctrl-U correct it, Enter ends it; Ctrl-C, Ctrl-D on an empty line
 * and the end of input reject `cancelled`. The terminal is left as it was found.
 */
export async function askSecret(prompt: string, {input, output}: SecretTerminal): Promise<Secret> {
  const wasRaw = input.isRaw === true;
  // First of all: what is typed as soon as the question shows must not be shown by the terminal itself.
  input.setRawMode?.(true);
  try {
    output.write(visible(prompt));
    return new Secret(await typedLine(input));
  } finally {
    input.setRawMode?.(wasRaw);
    output.write('\n');
  }
}

/**
 * Reads as Ink does, by `readable`: a terminal that has flowed and was paused gives its next reader nothing (Node keeps
 * the read it had begun), and the screen is that next reader.
 */
function typedLine(input: SecretTerminal['input']): Promise<string> {
  return new Promise((resolve, reject) => {
    const decoder = new StringDecoder('utf8');
    let text = '';
    const finish = (act: () => void) => {
      input.off('readable', look).off('end', cancel).off('error', cancel);
      act();
    };
    const cancel = () => finish(() => reject(notGiven()));
    const listen = (chunk: Buffer | string): boolean => {
      const typed = afterKeys(text, typeof chunk === 'string' ? chunk : decoder.write(chunk));
      if (typed.type === 'more') text = typed.text;
      if (typed.type === 'cancelled') cancel();
      if (typed.type === 'done') finish(() => resolve(typed.text));
      return typed.type === 'more';
    };
    const look = () => {
      for (let chunk = input.read(); chunk !== null; chunk = input.read()) if (!listen(chunk)) return;
    };
    input.on('readable', look).once('end', cancel).once('error', cancel);
    // Whoever had the terminal before may have let it go: then nothing would keep the program waiting.
    input.ref?.();
  });
}

const notGiven = (): Trouble => new Trouble({code: 'cancelled', reason: 'No secret was given.'});

/** Escape sequences (arrow keys and the like) are no characters of a secret. */
const ESCAPE_SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O?.)?/g;

function afterKeys(before: string, keys: string): Typed {
  let text = before;
  for (const key of keys.replace(ESCAPE_SEQUENCE, '')) {
    if (key === '\r' || key === '\n') return {type: 'done', text};
    if (key === '\u0003' || (key === '\u0004' && text === '')) return {type: 'cancelled'};
    text = afterKey(text, key);
  }
  return {type: 'more', text};
}

function afterKey(text: string, key: string): string {
  if (key === '\u007f' || key === '\b') return [...text].slice(0, -1).join('');
  if (key === '\u0015') return '';
  return key < ' ' ? text : text + key;
}
