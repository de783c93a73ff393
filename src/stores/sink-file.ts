import {constants} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {Trouble} from '../core/problem.ts';
import type {LineFile} from '../core/sink.ts';
import {ensureFile, reasonOf, unwritable} from './folder.ts';

const APPEND = constants.O_RDWR | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);

/** Lines in one write, behind a line feed where a crash left a line unfinished. The folder must be there. */
export const lineFile: LineFile = {
  append: async (path, lines) => {
    ensureFile(path);
    try {
      await appendTo(path, lines);
    } catch (thrown) {
      throw thrown instanceof Trouble ? thrown : unwritable(path, reasonOf(thrown), thrown);
    }
  },
};

async function appendTo(path: string, lines: readonly string[]): Promise<void> {
  const file = await open(path, APPEND);
  try {
    const before = (await endsWhole(file)) ? '' : '\n';
    await file.writeFile(before + lines.map(line => `${line}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
}

async function endsWhole(file: FileHandle): Promise<boolean> {
  const {size} = await file.stat();
  if (size === 0) return true;
  const {buffer} = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}
