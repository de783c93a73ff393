import {type Call, CREDENTIAL_FORMATS, type FlagValue} from './flags.ts';

interface Quick {
  /** Plain flags that it may have. */
  readonly flags: readonly string[];
  /** Flags with a value that it may have, and which values are plain. */
  readonly values?: Readonly<Record<string, (value: string) => boolean>>;
  readonly operands?: number;
  /** One of these must be there for it to ask no cloud; absent: it does not by itself. */
  readonly cached?: readonly string[];
}

const isFormat = (value: string): boolean => CREDENTIAL_FORMATS.some(format => format === value);
const isWord = (value: string): boolean => /^[A-Za-z0-9]/.test(value);

const QUICK: Readonly<Record<string, Quick>> = {
  status: {flags: ['--cached', '--short', '--json', '--quiet'], cached: ['--cached', '--short']},
  list: {flags: ['--cached', '--json', '--quiet'], cached: ['--cached']},
  creds: {
    flags: ['--quiet', '--no-input'],
    values: {'--format': isFormat, '--profile': isWord},
    operands: 1,
  },
};

/**
 * A cached answer's call, read without the general parser: a prompt, a status bar or an AWS SDK asks for it all the
 * time (design 12). Anything but these plain flags goes the long way.
 */
export function quickCall(argv: readonly string[]): Call | undefined {
  const [command = '', ...words] = argv;
  const quick = Object.hasOwn(QUICK, command) ? QUICK[command] : undefined;
  const call = quick === undefined ? undefined : read(command, words, quick);
  if (quick === undefined || call === undefined) return undefined;
  if (call.operands.length !== (quick.operands ?? 0)) return undefined;
  return quick.cached?.some(word => words.includes(word)) === false ? undefined : call;
}

function read(command: string, words: readonly string[], quick: Quick): Call | undefined {
  const flags: Record<string, FlagValue> = {};
  const operands: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const isPlain =
      quick.values !== undefined && Object.hasOwn(quick.values, word) ? quick.values[word] : null;
    if (isPlain) {
      at += 1;
      const value = words[at] ?? '';
      if (!isPlain(value)) return undefined;
      flags[word.slice(2)] = value;
    } else if (quick.flags.includes(word)) flags[word.slice(2)] = true;
    else if (isWord(word)) operands.push(word);
    else return undefined;
  }
  return {command, operands, flags};
}
