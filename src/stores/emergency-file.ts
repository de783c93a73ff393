import {existsSync} from 'node:fs';
import {join} from 'node:path';
import canonicalize from 'canonicalize';
import type {AuditFact} from '../core/audit.ts';
import {Trouble} from '../core/problem.ts';
import {opened} from './audit-file.ts';
import {wellFormed} from './audit-line.ts';
import {ensureFolder, unwritable} from './folder.ts';
import {linesOf} from './line-reader.ts';
import {lineFile} from './sink-file.ts';
import {LATE} from './soon.ts';
import {syncFolder} from './sync-folder.ts';

const fileIn = (folder: string): string => join(folder, 'emergency.ndjson');

export const lineOfFact = (fact: AuditFact): string => canonicalize(wellFormed(fact)) ?? '';

type Limited = <T>(work: Promise<T>) => Promise<T | typeof LATE>;

/** The file that took it. Rejects `state-unwritable` as the first folder did, when none takes it. */
export async function writeBeside(
  folders: readonly string[],
  fact: AuditFact,
  limited: Limited,
): Promise<string> {
  let first: unknown;
  for (const folder of folders) {
    try {
      if ((await limited(writeIn(folder, fact))) !== LATE) return fileIn(folder);
      first ??= unwritable(fileIn(folder), 'the disk does not answer');
    } catch (thrown) {
      if (!(thrown instanceof Trouble)) throw thrown;
      first ??= thrown;
    }
  }
  throw first ?? unwritable('emergency.ndjson', 'there is no folder for it');
}

async function writeIn(folder: string, fact: AuditFact): Promise<void> {
  ensureFolder(folder);
  const isNew = !existsSync(fileIn(folder));
  await lineFile.append(fileIn(folder), [lineOfFact(fact)]);
  if (isNew) await syncFolder(folder);
}

/** Every fact in these files that are ours, by its line, in the order of the folders; what is none is left out. */
export async function factsBeside(folders: readonly string[]): Promise<Map<string, AuditFact>> {
  const facts = new Map<string, AuditFact>();
  for (const folder of folders)
    for await (const line of linesIn(fileIn(folder))) {
      const fact = factOf(line);
      if (fact !== undefined) facts.set(line, fact);
    }
  return facts;
}

/** Files that cannot be read, or that a stranger has put there, hold nothing. */
async function* linesIn(path: string): AsyncGenerator<string> {
  const file = await opened(path).catch(() => undefined);
  if (file === undefined) return;
  try {
    const {uid} = await file.stat();
    if (uid !== (process.getuid?.() ?? uid)) return;
    for await (const {bytes} of linesOf(file)) yield bytes.toString('utf8');
  } finally {
    await file.close();
  }
}

function factOf(line: string): AuditFact | undefined {
  try {
    const fact = JSON.parse(line) as AuditFact | null;
    const isFact = typeof fact?.type === 'string' && typeof fact.time === 'string';
    return isFact && lineOfFact(fact) === line ? fact : undefined;
  } catch {
    return undefined;
  }
}
