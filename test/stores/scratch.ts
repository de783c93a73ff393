import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';

/** A real folder for one test, gone after it. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'stint-test-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}
