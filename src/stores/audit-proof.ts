import type {FileHandle} from 'node:fs/promises';
import type {AuditProof} from '../core/audit.ts';
import {Trouble} from '../core/problem.ts';
import {checkFile} from './audit-check.ts';
import {reading} from './audit-file.ts';
import {entryIn} from './audit-line.ts';
import type {SigningGround} from './audit-sign.ts';
import {linesOf} from './line-reader.ts';

/**
 * The lines from `seq` to the first signature behind it: each names the hash of the one before, so the signature of
 * the last covers the first. They are given whole, for a hash is over all of a line.
 */
export async function proofOf({path, memory, alone}: SigningGround, seq: number): Promise<AuditProof> {
  const verdict = await alone(() => checkFile(path, memory));
  if (verdict.type === 'broken')
    throw new Trouble({code: 'audit-broken', seq: verdict.line, reason: verdict.reason});
  const proof = await reading(path, file => (file === undefined ? notThere(seq) : signedFrom(file, seq)));
  const {key, publicKey, lines} = proof;
  if (key === undefined || publicKey === undefined || lines === undefined)
    throw new Trouble({code: 'failed', reason: `Line ${seq} is not signed yet.`});
  return {seq, key, publicKey, lines};
}

const notThere = (seq: number): never => {
  throw new Trouble({code: 'not-found', what: 'line', asked: String(seq)});
};

/** Without a public key: no signature follows. */
async function signedFrom(file: FileHandle, seq: number): Promise<Partial<AuditProof>> {
  const lines: string[] = [];
  let publicKey: string | undefined;
  for await (const {bytes} of linesOf(file)) {
    const entry = entryIn(bytes);
    if (entry === undefined) continue;
    publicKey = entry.seal?.publicKey ?? publicKey;
    if (entry.seq === seq || lines.length > 0) lines.push(bytes.toString('utf8'));
    const isSigned = lines.length > 0 && entry.type === 'checkpoint';
    if (isSigned && entry.seal !== undefined && publicKey !== undefined)
      return {seq, key: entry.seal.key, publicKey, lines};
  }
  return lines.length > 0 ? {} : notThere(seq);
}
