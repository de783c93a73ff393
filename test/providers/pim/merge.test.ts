import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Page} from '../../../src/core/ports.ts';
import {merged} from '../../../src/providers/pim/merge.ts';
import type {MemberType} from '../../../src/providers/pim/rows.ts';

interface Row {
  readonly key: string;
  readonly memberType: MemberType;
  readonly endsAt: number | null;
}

async function* pagesOf(pages: readonly (readonly Row[])[]): AsyncGenerator<Page<Row>> {
  for (const [at, items] of pages.entries()) yield {items, complete: at === pages.length - 1};
}

async function run(...pages: readonly (readonly Row[])[]): Promise<readonly Page<Row>[]> {
  const out: Page<Row>[] = [];
  for await (const page of merged(pagesOf(pages), row => row.key)) out.push(page);
  return out;
}

const row = (key: string, memberType: MemberType, endsAt: number | null): Row => ({key, memberType, endsAt});

test('what nothing can change goes out with its page, the rest with the last', async () => {
  const pages = await run([row('a', 'direct', null), row('b', 'group', null)], [row('c', 'direct', 9)]);
  expect(pages.map(({items}) => items.map(({key}) => key))).toEqual([['a'], ['b', 'c']]);
});

test('an inherited row after a direct one is not told again', async () => {
  const pages = await run([row('a', 'direct', null)], [row('a', 'group', null)]);
  expect(pages.map(({items}) => items)).toEqual([[row('a', 'direct', null)], []]);
});

test('a direct row that comes later wins, with the longer end', async () => {
  const pages = await run([row('a', 'group', 9)], [row('a', 'direct', 5)]);
  expect(pages.map(({items}) => items)).toEqual([[], [row('a', 'direct', 9)]]);
});

const rows = fc.array(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    memberType: fc.constantFrom('direct', 'group', 'inherited'),
    endsAt: fc.option(fc.integer({min: 1, max: 9})),
  }),
);

test('however the pages are cut: each key once, none lost, the last end and the nearest row', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(rows, {minLength: 1, maxLength: 4}), async pages => {
      const all = pages.flat();
      const told = (await run(...pages)).flatMap(({items}) => items);
      expect(told.map(({key}) => key).sort()).toEqual([...new Set(all.map(({key}) => key))].sort());
      for (const item of told) {
        const same = all.filter(({key}) => key === item.key);
        const ends = same.map(({endsAt}) => endsAt ?? Number.POSITIVE_INFINITY);
        // A direct row without end is told before what follows it; nothing that follows could say more.
        expect(item.endsAt ?? Number.POSITIVE_INFINITY).toBe(Math.max(...ends));
        expect(item.memberType === 'direct').toBe(same.some(({memberType}) => memberType === 'direct'));
      }
    }),
  );
});
