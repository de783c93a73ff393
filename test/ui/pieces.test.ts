import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {exact, untrusted} from '../../src/core/untrusted.ts';
import {AT_TOP, found, inWindow, movedTo} from '../../src/ui/cursor.ts';
import {fuzzy} from '../../src/ui/fuzzy.ts';
import {keyNames} from '../../src/ui/key-name.ts';
import {type Edit, EMPTY, edit, insert, lineOf, textOf} from '../../src/ui/line.ts';
import {bar} from '../../src/ui/parts/bar.ts';
import {padTo, widthOf, wrapped} from '../../src/ui/parts/cell.ts';
import {qrLines} from '../../src/ui/parts/qr.ts';
import {searchText} from '../../src/ui/role-list.ts';
import {lookOf, say} from '../../src/ui/theme.ts';
import {restOf} from '../../src/ui/ticking.ts';
import {clockSecond, clockTime, dayAndTime, restUntilChange, timeLeft} from '../../src/ui/times.ts';
import {eligibility, HOUR, NOON} from '../usecases/samples.ts';
import {atWork, ENDING, MINUTE, RUNNING} from './samples.ts';

describe('time left', () => {
  test.each([
    [287 * HOUR, '11 days'],
    [48 * HOUR - 1, '47 h 59 min'],
    [8 * HOUR, '8 h'],
    [72 * MINUTE + 59_000, '1 h 12 min'],
    [47 * MINUTE + 59_999, '47 min'],
    [10 * MINUTE + 1, '10 min'],
    [10 * MINUTE, '10 min 00 s'],
    [4 * MINUTE + 5000, '4 min 05 s'],
    [60_000, '1 min 00 s'],
    [59_000, '59 s'],
    [1, '1 s'],
    [0, '0 s'],
    [-5000, '0 s'],
  ])('%i ms: %s', (left, said) => expect(timeLeft(NOON + left, NOON)).toBe(said));

  test('it never says more than a minute more than is true', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 24 * HOUR}), left => {
        const words = timeLeft(NOON + left, NOON);
        const part = (unit: string) => Number(new RegExp(`(\\d+) ${unit}`).exec(words)?.[1] ?? 0);
        expect(part('h') * 3600 + part('min') * 60 + part('s')).toBeLessThanOrEqual(Math.ceil(left / 1000));
      }),
    );
  });

  test('the clock, with a day when it is another', () => {
    expect(clockTime(NOON + HOUR, NOON)).toBe('13:00');
    expect(clockTime(NOON + 20 * HOUR, NOON)).toBe('Mon 08:00');
    expect(clockTime(NOON + 240 * HOUR, NOON)).toBe('2 Dec');
    expect(clockTime(NOON + 2400 * HOUR, NOON)).toBe('2 Mar 2027');
    expect(clockSecond(NOON + 67_001)).toBe('12:01:08');
  });

  test('of what is past the time of day is told however long ago it was', () => {
    expect(dayAndTime(NOON - HOUR, NOON)).toBe('11:00');
    expect(dayAndTime(NOON - 20 * HOUR, NOON)).toBe('Sat 16:00');
    expect(dayAndTime(NOON - 240 * HOUR, NOON)).toBe('12 Nov 12:00');
    expect(dayAndTime(NOON - 24 * 365 * HOUR, NOON)).toBe('22 Nov 2025 12:00');
  });

  test('the screen rests until what it shows changes, a second at least', () => {
    expect(restUntilChange(NOON + 47 * MINUTE + 20_000, NOON)).toBe(20_000);
    expect(restUntilChange(NOON + 10 * MINUTE, NOON)).toBe(1000);
    expect(restOf(atWork(), NOON)).toBeNull();
    expect(restOf(atWork(80, 24, {grants: [RUNNING]}), NOON + 100)).toBe(59_900);
    expect(restOf(atWork(80, 24, {grants: [RUNNING, ENDING]}), NOON)).toBe(1000);
  });
});

describe('cells', () => {
  test.each([
    ['plain', 8, 'plain   '],
    ['exactly', 7, 'exactly'],
    ['too long', 7, 'too lo…'],
    ['役割の管理者', 6, '役割… '],
    ['役割', 4, '役割'],
    ['👩‍👩‍👧 family', 4, '👩‍👩‍👧 …'],
    ['x', 0, ''],
  ])('%s in %i', (text, width, cell) => expect(padTo(text, width, '…')).toBe(cell));

  test('always exactly as wide as asked for', () => {
    fc.assert(
      fc.property(
        fc.string({unit: 'grapheme', maxLength: 30}),
        fc.integer({min: 1, max: 20}),
        (text, width) => {
          const look = lookOf({}, undefined);
          expect(widthOf(padTo(say(look, text), width, '…'))).toBe(width);
        },
      ),
    );
  });

  test('words are wrapped, and longer ones cut', () => {
    expect(wrapped('a few words', 6)).toEqual(['a few', 'words']);
    expect(wrapped('/subscriptions/x', 6)).toEqual(['/subsc', 'riptio', 'ns/x']);
    expect(wrapped('up to 2 h', 7)).toEqual(['up to', '2 h']);
    expect(wrapped('', 6)).toEqual([]);
  });
});

describe('a line of text', () => {
  const keys = (...edits: readonly Edit[]) => textOf(edits.reduce(edit, lineOf('ab cd')));
  test.each<[readonly Edit[], string]>([
    [['back'], 'ab c'],
    [['start', 'delete'], 'b cd'],
    [['left', 'back'], 'ab d'],
    [['word-back'], 'ab '],
    [['clear'], ''],
    [['start', 'back'], 'ab cd'],
    [['end', 'delete'], 'ab cd'],
    [['start', 'right', 'delete'], 'a cd'],
  ])('%j', (edits, text) => expect(keys(...edits)).toBe(text));

  test('one press erases one character as a person counts them', () => {
    expect(textOf(edit(lineOf('ok👩‍👩‍👧'), 'back'))).toBe('ok');
  });

  test('nothing that is written can reach the terminal raw', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary', maxLength: 20}), text => {
        expect(textOf(insert(EMPTY, text))).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u,
        );
      }),
    );
  });
});

describe('keys by name', () => {
  const key = (on: object) => ({...on}) as Parameters<typeof keyNames>[1];
  test.each([
    ['', {upArrow: true}, ['up']],
    ['', {tab: true, shift: true}, ['shift-tab']],
    ['c', {ctrl: true}, ['ctrl-c']],
    ['x', {meta: true}, ['alt-x']],
    ['G', {shift: true}, ['G']],
    ['', {return: true}, ['return']],
    ['why now\r', {}, ['w', 'h', 'y', 'space', 'n', 'o', 'w', 'return']],
    ['a', {eventType: 'release'}, []],
  ])('%j %j', (input, on, names) => expect(keyNames(input, key(on))).toEqual(names));
});

describe('the look', () => {
  test('ASCII where the locale cannot more, or the settings say so', () => {
    expect(lookOf({LANG: 'C'}, undefined).ascii).toBe(true);
    expect(lookOf({LANG: 'C', LC_ALL: 'de_DE.UTF-8'}, undefined).ascii).toBe(false);
    expect(lookOf({}, undefined).ascii).toBe(false);
    expect(lookOf({LANG: 'C'}, {ascii: false}).ascii).toBe(false);
    expect(lookOf({LANG: 'C.UTF-8'}, {ascii: true}).glyphs.active).toBe('*');
    expect(say(lookOf({LANG: 'C'}, undefined), '“so”…')).toBe('"so"...');
  });

  test('no colour when it is not wanted, other ones on a light ground', () => {
    expect(lookOf({NO_COLOR: '1'}, undefined).colours.accent).toBeUndefined();
    expect(lookOf({NO_COLOR: ''}, undefined).colours.accent).toBe('cyan');
    expect(lookOf({COLORFGBG: '0;15'}, undefined).light).toBe(true);
    expect(lookOf({COLORFGBG: '0;15'}, {theme: 'dark'}).light).toBe(false);
    expect(lookOf({}, {theme: 'light'}).colours.accent).toBe('blue');
  });

  test('a QR code is drawn with blocks, the other way round on a light ground, not in ASCII', () => {
    const link = 'https://microsoft.com/devicelogin';
    const [dark, light] = [qrLines(lookOf({}, undefined), link), qrLines(lookOf({}, {theme: 'light'}), link)];
    expect(dark).toHaveLength(light.length);
    expect(dark[0]).not.toBe(light[0]);
    expect(qrLines(lookOf({}, {ascii: true}), link)).toEqual([]);
  });

  test('a bar is as full as there is time left, and never empty before the end', () => {
    const look = lookOf({}, {ascii: true});
    expect(bar(look, RUNNING, NOON, 12)).toBe('==========--');
    expect(bar(look, RUNNING, NOON + 47 * MINUTE - 1, 12)).toBe('=-----------');
    expect(bar(look, RUNNING, NOON + 47 * MINUTE, 12)).toBe('------------');
    expect(bar(look, {...RUNNING, startsAt: null}, NOON, 4)).toBe('    ');
  });
});

describe('lists', () => {
  const rows = Array.from({length: 100}, (_, at) => ({id: `${at}`}));

  test('the window scrolls only as far as it takes', () => {
    expect(inWindow(movedTo(AT_TOP, rows, 9), 10, 100).top).toBe(0);
    expect(inWindow(movedTo(AT_TOP, rows, 10), 10, 100).top).toBe(1);
    expect(inWindow(movedTo({...AT_TOP, top: 50}, rows, 40), 10, 100).top).toBe(40);
    expect(inWindow({id: '3', at: 3, top: 95}, 10, 4).top).toBe(0);
  });

  test('a row that went leaves the cursor where it was', () => {
    const cursor = movedTo(AT_TOP, rows, 50);
    expect(found(cursor, rows.toSpliced(50, 1))).toMatchObject({at: 50, id: '51'});
    expect(found(cursor, [])).toMatchObject({at: 0, id: null});
  });

  test('the filter finds by name, scope and kind, the best first', () => {
    const role = (name: string, scope: string) =>
      eligibility({
        id: name,
        name: untrusted(name),
        scope: {id: `/${scope}`, name: untrusted(scope), type: 's'},
      });
    const all = [role('Key Vault Secrets User', 'kv-prod'), role('Owner', 'prod'), role('Reader', 'test')];
    const names = (asked: string) => fuzzy(all, asked, searchText).map(row => row.id);
    expect(names('')).toEqual(['Key Vault Secrets User', 'Owner', 'Reader']);
    expect(names('kvsu')).toEqual(['Key Vault Secrets User']);
    expect(names('owner prod')).toEqual(['Owner']);
    expect(names('zzz')).toEqual([]);
  });

  test('while thousands fit, those stay that hold the words in one piece, beginnings first', () => {
    const role = (at: number, name: string) =>
      eligibility({
        id: `${at}`,
        name: untrusted(name),
        scope: {id: `/${at}`, name: untrusted(`prod-${at}`), type: 's'},
      });
    const kinds = ['Autocontrol', 'Contributor', 'Cold One Truck', 'Reader'];
    const many = Array.from({length: 4000}, (_, at) => role(at, kinds[at % 4] ?? ''));
    const found = fuzzy(many, 'cont', searchText);
    expect(found).toHaveLength(2000);
    expect(found.slice(0, 1000).every(row => exact(row.name) === 'Contributor')).toBe(true);
    expect(found.slice(1000).every(row => exact(row.name) === 'Autocontrol')).toBe(true);
    expect(found.slice(0, 3).map(row => row.id)).toEqual(['1', '5', '9']);
    expect(fuzzy(many, 'ctb', searchText)).toHaveLength(1000);
    // Few fit: now letters that lie apart are a find again.
    expect(fuzzy(many, 'cont 1234', searchText).map(row => row.id)).toEqual(['1234']);
    expect(fuzzy(many, 'reader 1235', searchText).map(row => row.id)).toEqual(['1235']);
  });

  test('letters with marks are found by those without, and the other way round', () => {
    const one = eligibility({id: 'a', name: untrusted('Prüfer')});
    expect(fuzzy([one], 'prufer', searchText)).toEqual([one]);
    expect(fuzzy([eligibility({id: 'b', name: untrusted('Prufer')})], 'prüfer', searchText)).toHaveLength(1);
  });
});
