import type {AuditProof} from '../core/audit.ts';
import type {AuditLog} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';

/** A proof of one line; what is not signed yet is signed first, where the key is at hand without asking. */
export async function prove(record: AuditLog, seq: number): Promise<AuditProof> {
  if (record.prove === undefined)
    throw new Trouble({code: 'unsupported', reason: 'This record is not signed.'});
  try {
    return await record.prove(seq);
  } catch (thrown) {
    if (!(thrown instanceof Trouble) || thrown.problem.code !== 'failed') throw thrown;
    await record.sign?.(false);
    return record.prove(seq);
  }
}
