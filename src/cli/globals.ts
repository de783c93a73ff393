import {DURATION_FORMS, readDuration} from '../core/duration.ts';
import type {Seconds} from '../core/time.ts';
import {usage} from './argv.ts';
import {type Call, FORMATS, type Format, isOn, textFlag} from './flags.ts';
import type {CliHost} from './host.ts';
import type {Query} from './output/query.ts';

/** The global flags, read. */
export interface Globals {
  readonly profile: string;
  readonly format: Format;
  readonly query: Query | null;
  readonly color: 'auto' | 'always' | 'never';
  readonly timeout: Seconds | null;
  readonly yes: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
  /** `--no-input` or `STINT_NO_INPUT`: nothing is asked, and no step-up is started (contract 2). */
  readonly noInput: boolean;
  /** That, or `CI`: nothing is asked. A device code is not a question. */
  readonly noQuestions: boolean;
}

export async function readGlobals(call: Call, host: CliHost): Promise<Globals> {
  const query = textFlag(call, 'query');
  const noInput = isOn(call, 'no-input') || isSet(host.env.STINT_NO_INPUT);
  return {
    profile: profileOf(call, host),
    format: formatOf(call, query !== undefined),
    query: query === undefined ? null : await (await import('./output/query.ts')).readQuery(query),
    color: colorOf(textFlag(call, 'color')),
    timeout: durationFlag(call, 'timeout') ?? null,
    yes: isOn(call, 'yes'),
    quiet: isOn(call, 'quiet'),
    debug: isOn(call, 'debug'),
    noInput,
    noQuestions: noInput || isSet(host.env.CI),
  };
}

function profileOf(call: Call, host: CliHost): string {
  const flag = textFlag(call, 'profile');
  if (flag === '') throw usage('--profile needs a name.');
  return flag ?? (host.env.STINT_PROFILE || 'default');
}

/** A query picks from the document, so without another word its answer is JSON. */
function formatOf(call: Call, queried: boolean): Format {
  const named = FORMATS.find(format => format === textFlag(call, 'output'));
  if (!isOn(call, 'json')) return named ?? (queried ? 'json' : 'table');
  if (named !== undefined && named !== 'json')
    throw usage(`--json and --output ${named} cannot both be had.`);
  return 'json';
}

function colorOf(text: string | undefined): Globals['color'] {
  return text === 'always' || text === 'never' ? text : 'auto';
}

const isSet = (value: string | undefined): boolean => !['', '0', 'false'].includes(value ?? '');

/** A flag that holds a DURATION, in seconds; anything else in it is `usage` with the forms that are taken. */
export function durationFlag(call: Call, name: string): Seconds | undefined {
  const text = textFlag(call, name);
  if (text === undefined) return undefined;
  const length = readDuration(text);
  if (length === undefined)
    throw usage(`--${name} “${text}” is no duration. These are: ${DURATION_FORMS}.`, {name: call.command});
  return length;
}
