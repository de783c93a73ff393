import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {rolldown} from 'rolldown';

/** What a victim is to do, and where it is to die: at the n-th of its calls, counted from 0. */
export interface Errand {
  readonly home: string;
  readonly kind: 'azure-resource' | 'entra-role';
  readonly scopeId: string;
  /** `batch`: had whole or not at all. */
  readonly act: 'activate' | 'batch' | 'deactivate' | 'cancel' | 'refresh' | 'exec' | 'reconcile';
  /** Where the practice cloud's time is turned. */
  readonly controlUrl?: string | undefined;
  /** Before this call is made. */
  readonly dieBefore?: number | undefined;
  /** In this call (counted from 1), half-way through a line of the record. */
  readonly tear?: number | undefined;
}

/** As `Errand`, for AWS. `env` leads to the practice cloud. */
export interface AwsErrand extends Pick<Errand, 'home' | 'dieBefore' | 'tear'> {
  readonly env: Readonly<Record<string, string>>;
  readonly act: 'borrow' | 'giveBack' | 'renew' | 'refresh' | 'login';
  /** The permission set or the role, where it is about one. */
  readonly name: string;
  /** With the AWS CLI's own file. */
  readonly share?: true | undefined;
}

export interface Ran {
  /** The calls it came to make, in order. */
  readonly calls: readonly string[];
  /** The words of the story that it told. */
  readonly words: readonly string[];
  readonly signal: NodeJS.Signals | null;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ran: Promise<Ran>;
}

export type Send = (errand: Errand) => Running;

export type SendAws = (errand: AwsErrand) => Running;

/** Builds the victim once, for it starts many times; `trusted` is the practice cloud's CA file. */
export const victims = (folder: string, trusted: string): Promise<Send> => built(folder, trusted, 'victim');

export const awsVictims = (folder: string, trusted: string): Promise<SendAws> =>
  built(folder, trusted, 'aws-victim');

async function built(folder: string, trusted: string, name: string): Promise<(errand: object) => Running> {
  const program = join(folder, `${name}.mjs`);
  const bundle = await rolldown({
    input: fileURLToPath(new URL(`${name}.ts`, import.meta.url)),
    platform: 'node',
    external: ['@napi-rs/keyring'],
    checks: {ineffectiveDynamicImport: false},
  });
  await bundle.write({file: program, format: 'esm', codeSplitting: false});
  await bundle.close();
  return errand => {
    const child = spawn(process.execPath, [program], {
      env: {PATH: process.env.PATH, TZ: 'UTC', NODE_EXTRA_CA_CERTS: trusted},
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(JSON.stringify(errand));
    return {child, ran: toItsEnd(child, text(child.stdout))};
  };
}

async function toItsEnd(child: ChildProcess, said: Promise<string>): Promise<Ran> {
  const [code, signal] = await once(child, 'exit');
  if (signal === null && code !== 0) throw new Error(`the victim ended with ${code}`);
  const lines = (await said).split('\n').filter(line => line !== '');
  const told = lines.map(line => JSON.parse(line) as {readonly call?: string; readonly word?: string});
  return {
    calls: told.flatMap(({call}) => (call === undefined ? [] : [call])),
    words: told.flatMap(({word}) => (word === undefined ? [] : [word])),
    signal,
  };
}
