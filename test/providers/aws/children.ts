import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {onTestFinished} from 'vitest';
import type {PracticeCloud} from '../../../src/sandbox/index.ts';
import type {Errand} from './places.ts';
import {practiceSession} from './support.ts';

export interface Told {
  /** Fingerprint of the access token. */
  readonly token?: string | undefined;
  readonly arn?: string | undefined;
  readonly said?: string | undefined;
  readonly problem?: unknown;
  readonly readFiles: readonly string[];
}

/** A home in which processes are started; gone after the test. */
export interface Household {
  readonly home: string;
  readonly cliFolder: string;
  run(errand: Partial<Errand>, env?: Readonly<Record<string, string>>): Promise<Told>;
  /** Resolves when the process is dead. */
  kill(errand: Partial<Errand>): Promise<NodeJS.Signals | null>;
  /** Runs a module text with the SDK's own providers in it; answers its standard output. */
  script(lines: string, env?: Readonly<Record<string, string>>): Promise<string>;
}

export function household(cloud: PracticeCloud): Household {
  const home = mkdtempSync(join(tmpdir(), 'stint-aws-home-'));
  onTestFinished(() => rmSync(home, {recursive: true, force: true}));
  const ca = join(home, 'ca.pem');
  writeFileSync(ca, cloud.ca);
  const usual = {HOME: home, PATH: process.env.PATH ?? '', NODE_EXTRA_CA_CERTS: ca};
  const child = fileURLToPath(new URL('./child.ts', import.meta.url));
  const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    spawn(process.execPath, [...args], {
      ...{cwd: fileURLToPath(new URL('.', import.meta.url)), env: {...usual, ...env}},
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  const sent = (errand: Partial<Errand>, env?: Readonly<Record<string, string>>) => {
    const process = start([child], env);
    const whole = {home, session: practiceSession(cloud), share: false, act: 'token', ...errand};
    process.stdin.end(JSON.stringify(whole));
    return process;
  };
  return {
    ...{home, cliFolder: join(home, '.aws', 'sso', 'cache')},
    run: async (errand, env) => JSON.parse(await text(sent(errand, env).stdout)),
    async kill(errand) {
      const [, signal] = await once(sent(errand), 'exit');
      return signal;
    },
    async script(lines, env) {
      const process = start(['--input-type=module', '-e', lines], env);
      process.stdin.end();
      return text(process.stdout);
    },
  };
}
