import type {ChildEnd, CliHost, OpenOptions, Output, Practice} from '../../src/cli/host.ts';
import {runCli} from '../../src/cli/index.ts';
import type {AwsProfileBlock, SettingsStore} from '../../src/core/ports.ts';
import {Trouble} from '../../src/core/problem.ts';
import type {Settings} from '../../src/core/settings.ts';
import {FakeEmergency} from './fake-emergency.ts';
import {FakeHouse} from './fake-house.ts';
import {type World, world} from './fakes.ts';

export interface Setting {
  readonly world?: World;
  readonly env?: Readonly<Record<string, string>>;
  /** Everything is a terminal of this width. */
  readonly terminal?: number;
  readonly yes?: boolean;
  readonly lines?: readonly string[];
  readonly store?: SettingsStore;
  readonly practice?: Practice;
  readonly interrupted?: AbortSignal;
  readonly openApp?: () => Promise<never>;
  /** What the program that is run comes to; the clock may be turned in it. */
  readonly child?: (command: readonly string[]) => ChildEnd | Promise<ChildEnd>;
  readonly hasBrowser?: boolean;
  readonly profiles?: readonly string[];
  readonly self?: readonly string[];
  readonly platform?: NodeJS.Platform;
  readonly emergency?: FakeEmergency;
  readonly house?: FakeHouse;
  /** Input is a terminal (as `terminal` says), or not. */
  readonly inputIsTty?: boolean;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly questions: readonly string[];
  readonly opened: readonly OpenOptions[];
  readonly children: readonly {
    readonly command: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  }[];
  /** What the browser was sent to. */
  readonly pages: readonly string[];
  /** Bells and desktop notices. */
  readonly rung: readonly string[];
  /** What was added to the AWS config file. */
  readonly added: readonly AwsProfileBlock[];
}

/** Runs one command line to its end on a clock that turns itself. */
export async function run(argv: readonly string[], setting: Setting = {}): Promise<Ran> {
  const at = setting.world ?? world();
  const {host, told} = fakeHost(argv, {...setting, world: at});
  const code = await at.clock.through(runCli(host));
  return {code, ...told()};
}

/** A host with memory; `told` is what it has heard so far. */
export function fakeHost(
  argv: readonly string[],
  setting: Setting = {},
): {readonly host: CliHost; readonly told: () => Omit<Ran, 'code'>} {
  const at = setting.world ?? world();
  const out = output(setting.terminal);
  const err = output(setting.terminal);
  const questions: string[] = [];
  const opened: OpenOptions[] = [];
  const lines = [...(setting.lines ?? [])];
  const children: Ran['children'][number][] = [];
  const pages: string[] = [];
  const rung: string[] = [];
  const added: AwsProfileBlock[] = [];
  const host: CliHost = {
    ...(setting.emergency ?? new FakeEmergency()).host(at),
    ...(setting.house ?? new FakeHouse()).host(),
    argv,
    env: setting.env ?? {},
    version: '1.2.3',
    stdout: out,
    stderr: err,
    inputIsTty: setting.inputIsTty ?? setting.terminal !== undefined,
    clock: at.clock,
    interrupted: setting.interrupted ?? new AbortController().signal,
    openApp: async options => {
      opened.push(options);
      return setting.openApp?.() ?? at.app;
    },
    settings: async () => setting.store ?? fakeStore(at.app.settings),
    record: async () => at.app.audit,
    askYesNo: async question => {
      questions.push(question);
      return setting.yes ?? false;
    },
    askLine: async question => {
      questions.push(question);
      return lines.shift() ?? '';
    },
    openScreen: async ({profile}) => {
      opened.push({profile});
      return 0;
    },
    demoScreen: async () => 0,
    openPractice: async () => {
      if (setting.practice === undefined) throw new Error('no practice cloud here');
      return setting.practice;
    },
    runChild: async (command, env) => {
      children.push({command, env});
      return setting.child?.(command) ?? {type: 'ran', code: 0};
    },
    notices: async () => ({
      bell: () => void rung.push('bell'),
      desktop: (title, body) => {
        rung.push(`${title}: ${body}`);
        return true;
      },
    }),
    openBrowser: async url => {
      if (setting.hasBrowser !== false) pages.push(url.reveal());
      return setting.hasBrowser !== false;
    },
    awsConfigFile: async () => ({
      path: '/home/ada/.aws/config',
      profileNames: async () => setting.profiles ?? [],
      append: async blocks => void added.push(...blocks),
    }),
    self: setting.self ?? ['/usr/bin/node', '/opt/stint/dist/stint.js'],
    platform: setting.platform ?? 'linux',
  };
  const told = () => ({out: out.text(), err: err.text(), questions, opened, children, pages, added, rung});
  return {host, told};
}

function output(terminal: number | undefined): Output & {text(): string} {
  let all = '';
  return {
    isTty: terminal !== undefined,
    columns: terminal ?? 80,
    write: text => {
      all += text;
    },
    text: () => all,
  };
}

/** Settings in memory; dotted names, and `bad` is a name the schema does not have. */
export function fakeStore(initial: Settings = {}): SettingsStore & {readonly written: [string, unknown][]} {
  let settings: Record<string, unknown> = structuredClone(initial) as Record<string, unknown>;
  const written: [string, unknown][] = [];
  return {
    path: '/home/ada/.config/stint/config.json',
    written,
    read: async () => settings,
    get: async name => {
      if (name === 'bad') throw new Trouble({code: 'not-found', what: 'setting', asked: name});
      return name
        .split('.')
        .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], settings);
    },
    set: async (name, value) => {
      if (name === 'defaults.duration' && typeof value !== 'string')
        throw new Trouble({code: 'misconfigured', setting: name, reason: 'it must be text'});
      written.push([name, value]);
      settings = merged(settings, name.split('.'), value);
    },
    change: async (name, by) => {
      const parts = name.split('.');
      const old = parts.reduce<unknown>(
        (at, part) => (at as Record<string, unknown> | undefined)?.[part],
        settings,
      );
      const value = by(old);
      written.push([name, value]);
      settings = merged(settings, parts, value);
    },
    schema: async () => ({$schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object'}),
  };
}

function merged(
  at: Record<string, unknown>,
  [first = '', ...rest]: string[],
  value: unknown,
): Record<string, unknown> {
  const inner = (at[first] ?? {}) as Record<string, unknown>;
  return {...at, [first]: rest.length === 0 ? value : merged(inner, rest, value)};
}
