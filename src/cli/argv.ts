import {Trouble} from '../core/problem.ts';
import {COMMANDS, type CommandRow, commandNamed, FAMILIES} from './command-table.ts';
import {type Flag, GLOBAL_FLAGS} from './flags.ts';

/** The part that may hold flags, and what comes after the first `--` (contract 2). */
export interface CutArgv {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export function cutArgv(argv: readonly string[]): CutArgv {
  const at = argv.indexOf('--');
  return at < 0 ? {before: argv, after: []} : {before: argv.slice(0, at), after: argv.slice(at + 1)};
}

/**
 * The same line with the command first, then its flags, and optional values made explicit, so that a general parser
 * cannot take the next word for one (`--wait Owner`). The command that `exec` runs is not in it. Throws `usage`.
 */
export function orderArgv(argv: readonly string[]): readonly string[] {
  const {before, after} = cutArgv(argv);
  const lead = leadingFlags(before);
  const path = commandPath(before.slice(lead));
  const row = COMMANDS.find(one => one.name === path.join(' '));
  if (path.length === 0 && after.length > 0) throw usage('There is no command before “--”.');
  const rest = [...before.slice(0, lead), ...before.slice(lead + path.length)];
  const flags = [...GLOBAL_FLAGS, ...(row?.flags ?? [])];
  const operands = row?.runs === true ? [] : after;
  return [...path, ...checkValues(rest, flags, row), ...(operands.length > 0 ? ['--', ...operands] : [])];
}

/** How many words at the start are global flags and their values. */
function leadingFlags(words: readonly string[]): number {
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) break;
    at += takesNext(word, GLOBAL_FLAGS) ? 2 : 1;
  }
  return Math.min(at, words.length);
}

function commandPath(words: readonly string[]): readonly string[] {
  const [first, second] = words;
  if (first === undefined) return [];
  if (!Object.hasOwn(FAMILIES, first) || second === undefined || second.startsWith('-')) return [first];
  return isBoth(first) && commandNamed(`${first} ${second}`) === undefined ? [first] : [first, second];
}

/** A command that has others under it, too: `break-glass`. */
const isBoth = (first: string): boolean => commandNamed(first) !== undefined;

const takesNext = (word: string, flags: readonly Flag[]): boolean =>
  flags.some(flag => flag.name === word && flag.value !== undefined && flag.optional !== true);

function checkValues(words: readonly string[], flags: readonly Flag[], row: CommandRow | undefined) {
  const out: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    out.push(withExplicitValue(word, flags));
    if (!takesNext(word, flags)) continue;
    at += 1;
    out.push(valueAfter(word, words[at], flags, row));
  }
  return out;
}

/** A forgotten value must not swallow the next flag: `--justification --json` is not a justification. */
function valueAfter(flag: string, value: string | undefined, flags: readonly Flag[], row?: CommandRow) {
  const isFlag = value !== undefined && flags.some(one => value === one.name);
  if (value === undefined || isFlag) throw usage(`${flag} needs a value.`, row);
  return value;
}

/** `--wait` alone becomes `--wait=`: on, without a value. */
function withExplicitValue(word: string, flags: readonly Flag[]): string {
  const optional = flags.filter(flag => flag.optional === true);
  const empty = optional.find(flag => word === `${flag.name}=`);
  if (empty !== undefined) throw usage(`${empty.name}= needs a value, or no “=”.`);
  return optional.some(flag => flag.name === word) ? `${word}=` : word;
}

export function usage(reason: string, row?: Pick<CommandRow, 'name'>): Trouble {
  const name = row === undefined || row.name === '' ? '' : `${row.name} `;
  return new Trouble({code: 'usage', reason, nextSteps: [`See stint ${name}--help`]});
}

/** Before the line has been read whole: will the answer be read by a machine? */
export function wantsJson(argv: readonly string[]): boolean {
  const {before} = cutArgv(argv);
  const json = ['json', 'ndjson'];
  return before.some((word, at) => {
    if (word === '--json') return true;
    if (word === '--output') return json.includes(before[at + 1] ?? '');
    return json.some(format => word === `--output=${format}`);
  });
}

/** The last `--color` on the line, for a failure that comes before the line has been read whole. */
export function colorIn(argv: readonly string[]): 'auto' | 'always' | 'never' {
  const {before} = cutArgv(argv);
  const named = before.flatMap((word, at) => {
    if (word === '--color') return [before[at + 1] ?? ''];
    return word.startsWith('--color=') ? [word.slice('--color='.length)] : [];
  });
  const last = named.at(-1);
  return last === 'always' || last === 'never' ? last : 'auto';
}
