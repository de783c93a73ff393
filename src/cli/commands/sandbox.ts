import {safeJson, visible} from '../../core/untrusted.ts';
import {usage} from '../argv.ts';
import {type Call, textFlag} from '../flags.ts';
import {assignment, SHELLS} from '../hand-over/shells.ts';
import {type Practice, type PracticeOptions, SCENARIOS} from '../host.ts';
import type {Session} from '../session.ts';

/** `stint sandbox`: the first line says how to reach it; being interrupted is its ordinary end. */
export async function sandbox(session: Session, call: Call): Promise<number> {
  const practice = await session.host.openPractice(optionsOf(call));
  try {
    session.host.stdout.write(firstWords(practice, textFlag(call, 'format')));
    session.notes.note('The practice cloud runs until ctrl-c. Nothing of your own home is touched.');
    await interruption(session.host.interrupted);
    return 0;
  } finally {
    await practice.close();
  }
}

function optionsOf(call: Call): PracticeOptions {
  const scenario = SCENARIOS.find(name => name === textFlag(call, 'scenario'));
  return {scenario, home: textFlag(call, 'home'), port: portOf(textFlag(call, 'port'))};
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw usage(`--port “${text}” is no port. These are whole numbers from 1 to 65535.`);
}

function firstWords({env, controlUrl}: Practice, format: string | undefined): string {
  if (format === undefined) return `${safeJson({schemaVersion: 1, kind: 'sandbox', env, controlUrl})}\n`;
  const shell = SHELLS.find(name => name === format) ?? 'env';
  const variables = Object.entries(env);
  return variables.map(([name, value]) => `${assignment(shell, name, visible(value)) ?? ''}\n`).join('');
}

function interruption(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), {once: true}));
}
