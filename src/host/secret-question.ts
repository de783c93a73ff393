import type {Readable, Writable} from 'node:stream';
import {StringDecoder} from 'node:string_decoder';
import {Trouble} from '../core/problem.ts';
import {Secret} from '../core/secret.ts';
import {visible} from '../core/untrusted.ts';

export interface SecretTerminal {
  readonly input: Readable & {setRawMode?(on: boolean): unknown; readonly isRaw?: boolean};
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
  output.write(visible(prompt));
  const wasRaw = input.isRaw === true;
  input.setRawMode?.(true);
  try {
    return new Secret(await typedLine(input));
  } finally {
    input.setRawMode?.(wasRaw);
    input.pause();
    output.write('\n');
  }
}

function typedLine(input: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const decoder = new StringDecoder('utf8');
    let text = '';
    const finish = (act: () => void) => {
      input.off('data', listen).off('end', cancel).off('error', cancel);
      act();
    };
    const cancel = () => finish(() => reject(notGiven()));
    const listen = (chunk: Buffer | string) => {
      const typed = afterKeys(text, typeof chunk === 'string' ? chunk : decoder.write(chunk));
      if (typed.type === 'cancelled') return cancel();
      text = typed.text;
      if (typed.type === 'done') finish(() => resolve(typed.text));
    };
    input.on('data', listen).once('end', cancel).once('error', cancel);
    input.resume();
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
