import type {Call, FlagValue} from './flags.ts';

const QUICK = ['--cached', '--short', '--json', '--quiet'];

/**
 * The cached status of a prompt or status bar, read without the general parser: it runs at every prompt (design 12).
 * Anything but these plain flags goes the long way.
 */
export function quickCall(argv: readonly string[]): Call | undefined {
  const [command, ...words] = argv;
  if (command !== 'status' || !words.every(word => QUICK.includes(word))) return undefined;
  if (!words.includes('--cached') && !words.includes('--short')) return undefined;
  const flags: Record<string, FlagValue> = {};
  for (const word of words) flags[word.slice(2)] = true;
  return {command, operands: [], flags};
}
