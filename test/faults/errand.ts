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
  readonly act: 'activate' | 'deactivate' | 'cancel' | 'refresh';
  /** Before this call is made. */
  readonly dieBefore?: number | undefined;
  /** In this call (counted from 1), half-way through a line of the record. */
  readonly tear?: number | undefined;
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

/** Builds the victim once, for it starts many times; `trusted` is the practice cloud's CA file. */
export async function victims(folder: string, trusted: string): Promise<Send> {
  const program = join(folder, 'victim.mjs');
  const built = await rolldown({
    input: fileURLToPath(new URL('victim.ts', import.meta.url)),
    platform: 'node',
    external: ['@napi-rs/keyring'],
    checks: {ineffectiveDynamicImport: false},
  });
  await built.write({file: program, format: 'esm', codeSplitting: false});
  await built.close();
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
