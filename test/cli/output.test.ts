import {expect, test} from 'vitest';
import {clip, measureFor} from '../../src/cli/output/cell-width.ts';
import {cellLine} from '../../src/cli/output/cells.ts';
import {showAge, showLeft, showMoment} from '../../src/cli/output/moments.ts';
import {table} from '../../src/cli/output/table.ts';
import {paintFor, plainPaint} from '../../src/cli/output/theme.ts';
import {eligibility, grantOf, NOON, world} from './fakes.ts';
import {run} from './run.ts';

test.each([
  {value: '=1+1', tsv: "'=1+1", csv: '"\'=1+1"'},
  {value: '+49', tsv: "'+49", csv: '"\'+49"'},
  {value: '-x', tsv: "'-x", csv: '"\'-x"'},
  {value: '@SUM(A1)', tsv: "'@SUM(A1)", csv: '"\'@SUM(A1)"'},
  {value: '\t=1', tsv: "' =1", csv: '"\' =1"'},
  {value: '\r=1', tsv: "' =1", csv: '"\' =1"'},
  {value: 'a,"b"', tsv: 'a,"b"', csv: '"a,""b"""'},
  {value: 'a\nb\tc', tsv: 'a b c', csv: 'a b c'},
  {value: 'a=b', tsv: 'a=b', csv: 'a=b'},
  {value: -5, tsv: '-5', csv: '-5'},
  {value: null, tsv: '', csv: ''},
  {value: ['-x'], tsv: '["-x"]', csv: '"[""-x""]"'},
])('cell $value', ({value, tsv, csv}) => {
  expect(cellLine([value], 'tsv')).toBe(`${tsv}\n`);
  expect(cellLine([value], 'csv')).toBe(`${csv}\n`);
});

function office() {
  const at = world();
  const reader = eligibility('Reader', 'prod');
  at.azure.eligibilities = [reader];
  at.azure.grants = [grantOf(reader)];
  return at;
}

test('csv has the contract’s columns and a header; tsv has none', async () => {
  const csv = await run(['list', '--output', 'csv'], {world: office()});
  expect(csv.out).toMatchInlineSnapshot(`
    "id,kind,name,scope.id,scope.name,scope.type,entitlement,memberType,maxDuration,requires.justification,requires.ticket,requires.approval,requires.mfa,requires.authContext,condition.expression,condition.version,guarantee.endedBy,guarantee.overrunSeconds,endsAt,grantId
    azr-reader-prod,azure-resource,Reader,/subscriptions/prod,prod,subscription,eligible,direct,,,,,,,,,cloud,600,,
    "
  `);
  const tsv = await run(['status', '--output', 'tsv'], {world: office()});
  expect(tsv.out.split('\t')).toHaveLength(17);
  expect(tsv.out.startsWith('azr-reader-prod.s1\tazr-reader-prod\tazure-resource\tReader\t')).toBe(true);
});

test.each([
  {query: 'items[].name', output: 'json', out: '["Reader"]\n'},
  {query: 'items[].{n: name, s: scope.name}', output: 'tsv', out: 'Reader\tprod\n'},
  {query: 'items[].{n: name, s: scope.name}', output: 'csv', out: 'n,s\nReader,prod\n'},
  {query: 'items[].[name, scope.name]', output: 'tsv', out: 'Reader\tprod\n'},
  {query: 'items[0].name', output: 'tsv', out: 'Reader\n'},
  {query: 'items[]', output: 'ndjson', out: /^\{"id":"azr-reader-prod".*\}\n$/},
  {query: 'items[].{role: name}', output: 'table', out: '  ROLE\n  Reader\n'},
  {query: 'nothing', output: 'json', out: 'null\n'},
])('--query $query as $output', async ({query, output, out}) => {
  const ran = await run(['list', '--query', query, '--output', output], {world: office()});
  expect(ran.code).toBe(0);
  if (typeof out === 'string') expect(ran.out).toBe(out);
  else expect(ran.out).toMatch(out);
});

test('a query alone gives JSON, and one that does not fit is the caller’s mistake', async () => {
  expect((await run(['list', '--query', 'length(items)'], {world: office()})).out).toBe('1\n');
  const {code, err} = await run(['list', '--query', 'length(schemaVersion)'], {world: office()});
  expect(code).toBe(64);
  expect(err).toContain('no JMESPath that works here');
});

test('problems are still said where the picked part leaves them out', async () => {
  const at = office();
  at.entra.trouble = {code: 'throttled'};
  const {code, err} = await run(['list', '--query', 'items[].name'], {world: at});
  expect(code).toBe(80);
  expect(err).toContain('stint: Entra: The cloud asks us to slow down.');
});

test('JSON is indented for people and one line for pipes', async () => {
  expect((await run(['list', '--json'], {world: office()})).out.trim().split('\n')).toHaveLength(1);
  expect(
    (await run(['list', '--json'], {world: office(), terminal: 80})).out.split('\n').length,
  ).toBeGreaterThan(10);
});

test.each([
  {text: 'Reader', width: 6, clipped: 'Reader'},
  {text: 'Reader', width: 5, clipped: 'Read…'},
  {text: '監査役員', width: 8, clipped: '監査役員'},
  {text: '監査役員', width: 6, clipped: '監査…'},
])('clip $text to $width', async ({text, width, clipped}) => {
  expect(clip(text, width, '…', await measureFor([text]))).toBe(clipped);
});

test('wide characters keep their columns', async () => {
  const rows = [
    [{text: '監査'}, {text: 'a'}],
    [{text: 'abc'}, {text: 'b'}],
  ];
  const look = {paint: plainPaint, width: null, ellipsis: '…'};
  expect(await table([{head: 'X'}, {head: 'Y'}], rows, look)).toBe('  X     Y\n  監査  a\n  abc   b\n');
});

test.each([
  {color: 'auto', env: {}, isTty: true, coloured: true},
  {color: 'auto', env: {}, isTty: false, coloured: false},
  {color: 'auto', env: {NO_COLOR: '1'}, isTty: true, coloured: false},
  {color: 'auto', env: {NO_COLOR: ''}, isTty: true, coloured: true},
  {color: 'auto', env: {FORCE_COLOR: '1'}, isTty: false, coloured: true},
  {color: 'auto', env: {FORCE_COLOR: '0'}, isTty: true, coloured: false},
  {color: 'auto', env: {NO_COLOR: '1', FORCE_COLOR: '1'}, isTty: true, coloured: false},
  {color: 'auto', env: {TERM: 'dumb'}, isTty: true, coloured: false},
  {color: 'always', env: {NO_COLOR: '1'}, isTty: false, coloured: true},
  {color: 'never', env: {FORCE_COLOR: '1'}, isTty: true, coloured: false},
] as const)('colour $color $env $isTty', ({color, env, isTty, coloured}) => {
  expect(paintFor(color, env, isTty)('steady', 'x') !== 'x').toBe(coloured);
});

test('times as people say them', () => {
  expect(showMoment(NOON, NOON)).toBe('12:00');
  expect(showMoment(NOON + 86_400_000, NOON)).toBe('2026-11-23 12:00');
  expect([0, 59, 599, 600, 3600, 5400, 172_800, 180_000].map(showLeft)).toEqual([
    '0 s',
    '59 s',
    '9 min 59 s',
    '10 min',
    '1 h',
    '1 h 30 min',
    '2 d',
    '2 d 2 h',
  ]);
  expect([0, 61, 7300].map(showAge)).toEqual(['just now', '1 min ago', '2 h 1 min ago']);
});

test('a locale without UTF-8 gets our marks in ASCII', async () => {
  const {err} = await run(['activate', 'Nothing'], {world: office(), env: {LC_ALL: 'C'}});
  expect(err).toContain('"Nothing"');
});
