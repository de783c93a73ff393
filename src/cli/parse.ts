import {Command, CommanderError, Option} from 'commander';
import {Trouble} from '../core/problem.ts';
import {cutArgv, orderArgv} from './argv.ts';
import {COMMANDS, type CommandRow, commandNamed, FAMILIES} from './command-table.ts';
import {type Call, type Flag, type FlagValue, GLOBAL_FLAGS} from './flags.ts';
import {type CliHost, widthOf} from './host.ts';

/** `shown`: help or the version has been written, and that was all. `bare`: no command was named. */
export type Parsed = {readonly type: 'call' | 'bare'; readonly call: Call} | {readonly type: 'shown'};

/** Reads argv with commander; whatever it complains about becomes `usage` (64). */
export function parseArgv(host: CliHost): Parsed {
  const words = orderArgv(host.argv);
  let parsed: Parsed = {type: 'shown'};
  const isBare = words.every(word => !['-h', '--help', '--version'].includes(word)) && !isCommand(words[0]);
  const {after} = cutArgv(host.argv);
  const keep = (type: 'call' | 'bare') => (call: Call) => {
    parsed = {type, call: {...call, after}};
  };
  const root = isBare ? bareCommand(host, keep('bare')) : commandTree(host, words, keep('call'));
  try {
    root.parse(words, {from: 'user'});
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode !== 0) throw complaint(thrown, words);
  }
  return parsed;
}

const isCommand = (word: string | undefined): boolean => word !== undefined && !word.startsWith('-');

function bareCommand(host: CliHost, keep: (call: Call) => void): Command {
  return withFlags(quiet(new Command('stint'), host), GLOBAL_FLAGS, '', keep);
}

/** Only the command that is meant gets its flags: two hundred options nobody asked for cost more than the rest. */
function commandTree(host: CliHost, words: readonly string[], keep: (call: Call) => void): Command {
  const root = quiet(new Command('stint'), host)
    .description('Become what you need, for as long as you need it, and stop.')
    .version(host.version, '--version', 'print the version')
    .addHelpText('after', `\n${everywhere()}\nWithout a command, stint opens its screen.`);
  const families = new Map<string, Command>();
  const meant = commandNamed(words.slice(0, 2).join(' ')) ?? commandNamed(words[0] ?? '');
  for (const row of COMMANDS) addLeaf(root, families, row, row === meant ? keep : null);
  return root;
}

/** The root takes no global flags itself (they stand after the command by now), so its help names them by hand. */
function everywhere(): string {
  const rows = GLOBAL_FLAGS.map(flag => [optionOf(flag).flags, flag.summary] as const);
  const width = Math.max(...rows.map(([flags]) => flags.length));
  return `Everywhere:\n${rows.map(([flags, summary]) => `  ${flags.padEnd(width)}  ${summary}\n`).join('')}`;
}

/** A family stands in the help where its first member does, which may be the family's own command. */
function addLeaf(
  root: Command,
  families: Map<string, Command>,
  row: CommandRow,
  keep: ((call: Call) => void) | null,
): void {
  const [first = '', second] = row.name.split(' ');
  const spec = [second ?? first, row.operands ?? ''].join(' ').trim();
  const parent = second === undefined ? root : (families.get(first) ?? family(root, first));
  if (second !== undefined) families.set(first, parent);
  const leaf = parent.command(spec).description(row.summary);
  if (Object.hasOwn(FAMILIES, row.name)) families.set(row.name, leaf.helpCommand(false));
  if (row.runs === true) leaf.usage(`[options] ${row.operands ?? ''} -- <command...>`);
  if (keep !== null) withFlags(leaf, [...(row.flags ?? []), ...GLOBAL_FLAGS], row.name, keep);
}

const family = (root: Command, name: string): Command =>
  root
    .command(name)
    .description(FAMILIES[name] ?? '')
    .helpCommand(false);

/** No process, no streams of its own: commander writes help through the host, and its errors are thrown. */
function quiet(command: Command, host: CliHost): Command {
  return command
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: text => host.stdout.write(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => (host.stdout.isTty ? widthOf(host.stdout) : 80),
      getOutHasColors: () => false,
    });
}

function withFlags(
  command: Command,
  flags: readonly Flag[],
  name: string,
  keep: (call: Call) => void,
): Command {
  for (const flag of flags) command.addOption(optionOf(flag));
  return command.action(() => {
    keep({command: name, operands: command.args, flags: valuesOf(flags, command.opts())});
  });
}

function optionOf(flag: Flag): Option {
  const value = flag.value === undefined ? '' : flag.optional ? ` [${flag.value}]` : ` <${flag.value}>`;
  const option = new Option(`${flag.name}${value}`, flag.summary);
  if (flag.choices !== undefined) option.choices(flag.choices);
  if (flag.repeats) option.argParser((one: string, before: readonly string[] = []) => [...before, one]);
  if (flag.hidden) option.hideHelp();
  if (GLOBAL_FLAGS.includes(flag)) option.helpGroup('Everywhere:');
  return option;
}

/** Commander files `--no-wait` as `wait: false`; here every flag keeps its own name. */
function valuesOf(flags: readonly Flag[], opts: Record<string, FlagValue>): Record<string, FlagValue> {
  const named = flags.map(flag => {
    const value = opts[optionOf(flag).attributeName()];
    if (flag.name.startsWith('--no-')) return [flag.name.slice(2), value === false] as const;
    return [
      flag.name.slice(2),
      value === false ? undefined : value === '' && flag.optional ? true : value,
    ] as const;
  });
  return Object.fromEntries(named);
}

function complaint(error: CommanderError, words: readonly string[]): Trouble {
  const [first = '', second = ''] = words;
  const path = pathOf(first, second);
  const help = `See stint ${path}--help`;
  if (error.code === 'commander.help')
    return new Trouble({
      code: 'usage',
      reason: `stint ${path.trim()} needs one more word.`,
      nextSteps: [help],
    });
  const [line = '', hint] = error.message.replace(/^error: /, '').split('\n');
  const near = /Did you mean (.*)\?/.exec(hint ?? '')?.[1];
  const steps = near === undefined ? [help] : [`Did you mean ${near}`, help];
  return new Trouble({code: 'usage', reason: sentence(line), nextSteps: steps});
}

/** As far as the words name a command or a family. */
function pathOf(first: string, second: string): string {
  if (commandNamed(`${first} ${second}`) !== undefined) return `${first} ${second} `;
  return Object.hasOwn(FAMILIES, first) || commandNamed(first) !== undefined ? `${first} ` : '';
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.?$/, '.')}`;
