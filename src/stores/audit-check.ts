import {createHash} from 'node:crypto';
import type {FileHandle} from 'node:fs/promises';
import type {AuditTrust, AuditVerdict} from '../core/audit.ts';
import {Trouble} from '../core/problem.ts';
import {reading} from './audit-file.ts';
import type {AuditMemory, AuditRemembered, KeptCheck} from './audit-memory.ts';
import type {Outside} from './audit-outside.ts';
import {type Beginning, fromStart, Judge} from './audit-verify.ts';
import {linesOf, piecesOf} from './line-reader.ts';

/** The whole file against all that is known of it. */
export async function verifyFile(
  path: string,
  memory: AuditMemory | undefined,
  trust?: AuditTrust,
): Promise<AuditVerdict> {
  // What is kept is read first: the file may only have grown since.
  const kept = await remembered(memory);
  const outside = {...outsideOf(kept), trust};
  const verdict = await reading(path, async file =>
    (await judged(file, trust?.key === undefined ? outside : {...outside, key: undefined})).verdict(),
  );
  return verdict.type === 'whole' ? {...verdict, unsigned: kept.unsigned} : verdict;
}

/** The file can be judged without: what it says of itself still counts. */
async function remembered(memory: AuditMemory | undefined): Promise<AuditRemembered> {
  try {
    return (await memory?.recall()) ?? {};
  } catch (thrown) {
    if (thrown instanceof Trouble) return {};
    throw thrown;
  }
}

/**
 * The same judgement before every request: bytes that were found good are only compared by their hash, so that reading
 * them costs next to nothing; lines behind them are judged one by one. To be called under the lock `audit`.
 */
export async function checkFile(path: string, memory: AuditMemory): Promise<AuditVerdict> {
  const kept = await memory.recall();
  return reading(path, async file => {
    const judge = (await judgedFrom(file, kept)) ?? (await judged(file, outsideOf(kept)));
    const verdict = judge.verdict({mayBeUnfinished: true});
    if (verdict.type === 'broken') return (await judged(file, outsideOf(kept))).verdict();
    const {position} = judge;
    if (position !== undefined && position.digest !== kept.checked?.digest)
      await memory.keep({checked: {...position, key: judge.keys.current ?? null}});
    return verdict;
  });
}

/** `undefined`: nothing was checked before, or not these bytes. */
async function judgedFrom(file: FileHandle | undefined, kept: AuditRemembered): Promise<Judge | undefined> {
  if (file === undefined || kept.checked === undefined) return undefined;
  const beginning = await behind(file, kept.checked);
  if (beginning === undefined) return undefined;
  return judged(file, {...outsideOf(kept), kept: kept.head === undefined ? [] : [kept.head]}, beginning);
}

async function behind(file: FileHandle, {seq, head, size, digest, key}: KeptCheck) {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(file, 0, size)) hash.update(piece);
  if (hash.copy().digest('hex') !== digest) return undefined;
  return {link: {seq, head}, hash, size, key: key ?? undefined};
}

export async function judged(
  file: FileHandle | undefined,
  outside: Outside,
  beginning: Beginning = fromStart(),
): Promise<Judge> {
  const judge = new Judge(outside, beginning);
  if (file === undefined) return judge;
  for await (const line of linesOf(file, beginning.size)) judge.take(line);
  return judge;
}

export const outsideOf = ({head, checked, key}: AuditRemembered): Outside => ({
  key,
  kept: [checked, head].filter(one => one !== undefined),
});
