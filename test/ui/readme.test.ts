import {readFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {ALL_KEYMAPS} from '../../src/ui/keymap/current.ts';
import {shownKey} from '../../src/ui/shown-key.ts';

interface Row {
  readonly on: string;
  readonly key: string;
  readonly does: string;
}

/** The rows of the README's table of keys; an empty first cell means: as above. */
async function keyRows(): Promise<readonly Row[]> {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const table = readme.split('\n## Keys\n')[1]?.split('\n## ')[0] ?? '';
  const rows: Row[] = [];
  for (const [, on = '', key = '', does = ''] of table.matchAll(/^\| *(.*?) *\| `(.+?)` \| (.+?) \|$/gm))
    rows.push({on: on === '' ? (rows.at(-1)?.on ?? '') : on, key, does});
  return rows;
}

describe('the README', () => {
  test('names keys that the keymap has, in its own words', async () => {
    const rows = await keyRows();
    expect(rows.length).toBeGreaterThan(15);
    const known = ALL_KEYMAPS.flatMap(map =>
      map.bindings.flatMap(({keys, label}) => keys.map(key => `${map.title}, ${shownKey(key)}: ${label}`)),
    );
    for (const {on, key, does} of rows) expect(known).toContain(`${on}, ${key}: ${does}`);
  });
});
