import type {FileHandle} from 'node:fs/promises';
import {Trouble} from '../core/problem.ts';
import type {Written} from './audit-file.ts';
import {entryIn, type Link, lineOf, linkOf} from './audit-line.ts';
import type {AuditMemory, AuditRemembered, KeptHead} from './audit-memory.ts';
import {linesOf} from './line-reader.ts';

/**
 * Keeps the last line outside of the file, so that a cut shows. Where the file does not continue what was kept, the
 * kept line stays: it is the evidence. What cannot be kept does not undo the record, which is durable by now.
 */
export async function keepHead(memory: AuditMemory, written: Written): Promise<void> {
  try {
    const {head} = await memory.recall();
    if (head === undefined || (await continues(head, written.ground.link, written.ground.file)))
      await memory.keep({head: headOf(written)});
  } catch (thrown) {
    if (!(thrown instanceof Trouble)) throw thrown;
  }
}

/** Behind an acknowledgement all begins anew. */
export const keepAnew = (memory: AuditMemory, written: Written, more: AuditRemembered): Promise<void> =>
  memory.keep({...more, head: headOf(written), checked: undefined});

function headOf({entries, size}: Written): KeptHead | undefined {
  const last = entries.at(-1);
  if (last === undefined) return undefined;
  const {seq, head} = linkOf(last, lineOf(last));
  return {seq, head, prev: last.prev, size};
}

/** A process that was killed between file and memory leaves lines that the memory does not know: they must lead on. */
async function continues(kept: KeptHead, link: Link, file: FileHandle): Promise<boolean> {
  if (kept.seq >= link.seq) return kept.seq === link.seq && kept.head === link.head;
  let at: Link = kept;
  for await (const {bytes} of linesOf(file, kept.size)) {
    const entry = entryIn(bytes);
    if (entry === undefined) continue;
    if (entry.seq !== at.seq + 1 || entry.prev !== at.head) return false;
    at = linkOf(entry, bytes);
    if (at.seq === link.seq) return at.head === link.head;
  }
  return false;
}
