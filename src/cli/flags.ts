/** One flag of a command, said once: the parser, the help and the checks of argv read this row. */
export interface Flag {
  /** `--duration`. */
  readonly name: string;
  readonly summary: string;
  /** What the value is called in the help; absent: the flag is on or off. */
  readonly value?: string;
  /** The value may be left out, and is taken only with `=` (contract 2). */
  readonly optional?: true;
  readonly repeats?: true;
  /** Not in the help: it is taken so that words can be given to why it is refused, or because it goes without saying. */
  readonly hidden?: true;
  readonly choices?: readonly string[];
}

export const FORMATS = ['table', 'json', 'ndjson', 'tsv', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** What `creds` can write. `process` is AWS's `credential_process` contract. */
export const CREDENTIAL_FORMATS = ['env', 'fish', 'powershell', 'cmd', 'json', 'process'] as const;
export type CredentialFormat = (typeof CREDENTIAL_FORMATS)[number];

export const COLORS = ['auto', 'always', 'never'] as const;

/** Taken anywhere on the line, before or after the command (contract 2). */
export const GLOBAL_FLAGS: readonly Flag[] = [
  {name: '--profile', value: 'NAME', summary: 'act as this profile (else STINT_PROFILE, else default)'},
  {name: '--json', summary: 'results as one JSON document'},
  {name: '--output', value: 'FORMAT', choices: FORMATS, summary: 'how results are written'},
  {name: '--query', value: 'JMESPATH', summary: 'write only what this JMESPath picks from the document'},
  {name: '--no-input', summary: 'never ask; name the missing flag instead'},
  {name: '--yes', summary: 'take every yes-or-no question as answered yes'},
  {name: '--quiet', summary: 'no warnings and no progress on stderr'},
  {name: '--debug', summary: 'say on stderr what is asked and answered'},
  {name: '--color', value: 'WHEN', choices: COLORS, summary: 'colours on a terminal only, always, or never'},
  {name: '--timeout', value: 'DURATION', summary: 'give up on the network after this long'},
];

export type FlagValue = string | boolean | readonly string[] | undefined;

/** A command line that has been read. `true` for a flag that is on, or whose optional value was left out. */
export interface Call {
  /** `audit show`. */
  readonly command: string;
  readonly operands: readonly string[];
  /** By name without the dashes: `ticket-system`. */
  readonly flags: Readonly<Record<string, FlagValue>>;
  /** The words after the first `--`, for a command that runs them. */
  readonly after?: readonly string[] | undefined;
}

export function textFlag(call: Call, name: string): string | undefined {
  const value = call.flags[name];
  return typeof value === 'string' ? value : undefined;
}

export const isOn = (call: Call, name: string): boolean => call.flags[name] === true;

export function listFlag(call: Call, name: string): readonly string[] {
  const value = call.flags[name];
  return Array.isArray(value) ? value : [];
}
