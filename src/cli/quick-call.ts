import type {Call, FlagValue} from './flags.ts';

/** By command: the plain flags it may have, and those of which one must be there for it to ask no cloud. */
const QUICK: Readonly<
  Record<string, {readonly flags: readonly string[]; readonly cached: readonly string[]}>
> = {
  status: {flags: ['--cached', '--short', '--json', '--quiet'], cached: ['--cached', '--short']},
  list: {flags: ['--cached', '--json', '--quiet'], cached: ['--cached']},
};

/**
 * A cached answer's call, read without the general parser: a prompt or status bar asks for it all the time (design
 * 12). Anything but these plain flags goes the long way.
 */
export function quickCall(argv: readonly string[]): Call | undefined {
  const [command = '', ...words] = argv;
  const quick = Object.hasOwn(QUICK, command) ? QUICK[command] : undefined;
  if (quick === undefined || !words.every(word => quick.flags.includes(word))) return undefined;
  if (!words.some(word => quick.cached.includes(word))) return undefined;
  const flags: Record<string, FlagValue> = {};
  for (const word of words) flags[word.slice(2)] = true;
  return {command, operands: [], flags};
}
