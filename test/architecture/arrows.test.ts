import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** Which rooms a room may import (docs/architecture.md). A room may always import itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  usecases: ['core'],
  providers: ['core'],
  stores: ['core'],
  host: ['core'],
  sinks: ['core'],
  sandbox: ['core'],
  cli: ['core', 'usecases'],
  ui: ['core', 'usecases'],
  'compose.ts': ['core', 'usecases', 'providers', 'stores', 'host', 'sinks', 'compose'],
  compose: ['core', 'usecases', 'providers', 'stores', 'host', 'sinks', 'cli', 'ui', 'compose.ts'],
  'main.ts': ['core', 'cli', 'compose'],
  'guardian.ts': ['compose', 'host'],
  'stint.ts': [],
};

/** The practice cloud is reached from here only, and only by a dynamic import. */
const PRACTICE_DOOR = 'compose/practice.ts';

/** Packages and Node modules that belong to one kind of room only. */
const KEEPERS: readonly {readonly what: RegExp; readonly rooms: readonly string[]}[] = [
  {what: /^(ink|react)(\/|$)/, rooms: ['ui']},
  {what: /^commander$|^jmespath$/, rooms: ['cli']},
  {what: /^conf$|^node:sqlite$|^canonicalize$/, rooms: ['stores']},
  {what: /^@azure\/|^@microsoft\/|^@aws-sdk\/|^@smithy\//, rooms: ['providers']},
  {what: /^node:fs(\/|$)/, rooms: ['stores', 'host', 'sandbox', 'compose', 'compose.ts', 'main.ts']},
  {what: /^selfsigned$/, rooms: ['sandbox']},
  {
    what: /^@napi-rs\/keyring$|^https-proxy-agent$|^proxy-from-env$|^foreground-child$|^node:child_process$/,
    rooms: ['host'],
  },
];

interface Import {
  readonly from: string;
  readonly target: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

const files = readdirSync(SRC, {recursive: true, encoding: 'utf8'}).filter(name => /\.tsx?$/.test(name));
const imports = files.flatMap(importsOf);

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const fixed = [
    ...text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm),
  ].map(found => ({from: file, target: found[2] ?? '', typeOnly: found[1] !== undefined, dynamic: false}));
  const lazy = [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)].map(found => ({
    from: file,
    target: found[1] ?? '',
    typeOnly: false,
    dynamic: true,
  }));
  return [...fixed, ...lazy];
}

const roomOf = (path: string): string => path.split('/')[0] ?? path;

/** Where a relative import points, as a path inside `src`; `undefined` for a package. */
function insideSrc(one: Import): string | undefined {
  if (!one.target.startsWith('.')) return undefined;
  return relative(SRC, resolve(SRC, dirname(one.from), one.target));
}

const say = (one: Import): string => `${one.from} -> ${one.target}`;

test('every room is known', () => {
  expect(files.map(roomOf).filter(room => !Object.hasOwn(ARROWS, room))).toEqual([]);
});

function wrongWay(one: Import): boolean {
  const target = insideSrc(one);
  if (target === undefined || roomOf(target) === roomOf(one.from)) return false;
  if (roomOf(target) === 'sandbox') return !(one.from === PRACTICE_DOOR && (one.dynamic || one.typeOnly));
  return !ARROWS[roomOf(one.from)]?.includes(roomOf(target));
}

test('no arrow points the wrong way', () => {
  expect(imports.filter(wrongWay).map(say)).toEqual([]);
});

test('a package stays in its room', () => {
  const strays = imports.filter(one =>
    KEEPERS.some(
      keeper => keeper.what.test(one.target) && !keeper.rooms.includes(roomOf(one.from)) && !one.typeOnly,
    ),
  );
  expect(strays.map(say)).toEqual([]);
});

test('only the programs end their process, and only the clock reads the time', () => {
  const offences = files.flatMap(file => {
    const text = readFileSync(join(SRC, file), 'utf8');
    const exits =
      /process\.(exit|abort|kill)\((?!pid, 0\))/.test(text) && !['main.ts', 'guardian.ts'].includes(file)
        ? [`${file} exits`]
        : [];
    const clocks =
      /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/.test(text) &&
      !['host/clock.ts', 'sandbox/clock.ts'].includes(file)
        ? [`${file} reads the time`]
        : [];
    const timers =
      /\bset(Timeout|Interval)\(/.test(text) && !['host/', 'sandbox/'].some(room => file.startsWith(room))
        ? [`${file} waits on its own`]
        : [];
    return [...exits, ...clocks, ...timers];
  });
  expect(offences).toEqual([]);
});

test.each([
  {from: 'core/time.ts', target: '../ui/run.tsx', wrong: true},
  {from: 'cli/index.ts', target: '../providers/pim/calls.ts', wrong: true},
  {from: 'cli/index.ts', target: '../ui/run.tsx', wrong: true},
  {from: 'main.ts', target: './sandbox/index.ts', wrong: true},
  {from: 'usecases/list.ts', target: '../core/time.ts', wrong: false},
  {from: 'ui/run.tsx', target: './loop.ts', wrong: false},
])('the guard itself: $from -> $target, wrong: $wrong', ({from, target, wrong}) => {
  expect(wrongWay({from, target, typeOnly: false, dynamic: false})).toBe(wrong);
});

test('imports of every form are seen', () => {
  expect(imports.length).toBeGreaterThan(files.length);
  expect(imports.some(one => one.dynamic)).toBe(true);
  expect(imports.some(one => one.typeOnly)).toBe(true);
});
