import {describe, expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import {ALL_KEYMAPS, bindingFor, keymapsFor, strangeNames} from '../../src/ui/keymap/current.ts';
import type {Model} from '../../src/ui/model.ts';
import {helpLines} from '../../src/ui/parts/help.ts';
import {shownKey} from '../../src/ui/shown-key.ts';
import {NOON} from '../usecases/samples.ts';
import {atAws} from './aws-samples.ts';
import {atHistory, PAST} from './past-samples.ts';
import {atWork, fresh, opened, press, RUNNING, send, withPolicies} from './samples.ts';

const work = withPolicies(atWork(80, 24, {grants: [RUNNING]}));
const signIn = send(opened(), {type: 'identified', identities: []});
const blocked = send(signIn, {
  type: 'sign-in-failed',
  problem: {code: 'sign-in-blocked', aadsts: 53003, reason: 'It is blocked.'},
});
const stopped = send(signIn, {
  type: 'sign-in-failed',
  problem: {code: 'signed-out', reason: 'code-expired'},
});
const unread = send(work, {
  type: 'roles-told',
  events: [{type: 'unread', kind: 'entra-role', problem: {code: 'throttled'}}],
});
const request = press(work, 'down', 'return');

/** A model for each situation in which a table of keys counts. */
const SITUATIONS: Readonly<Record<string, Model>> = {
  opening: fresh(),
  'first run': fresh(80, 24, false),
  'setting up': press(fresh(80, 24, false), 'return'),
  'not opened': send(fresh(), {type: 'trouble', about: 'open', problem: {code: 'failed', reason: 'No.'}}),
  'sign-in': signIn,
  blocked,
  stopped,
  roles: work,
  filter: press(work, '/'),
  active: press(work, '2'),
  'on a loan': press(atAws(), '2'),
  'AWS sign-in': press(atAws(80, 24, {signedIn: ['entra']}), 's'),
  request,
  duration: press(request, 'shift-tab'),
  'the end': press(request, 'shift-tab', 'shift-tab'),
  'an earlier reason': press(
    send(request, {type: 'past-told', rows: PAST, problems: [], readAt: NOON}),
    'up',
  ),
  history: atHistory(),
  'a past activation': press(atHistory(), 'return'),
  bundles: press(atWork(80, 24, {}, {bundles: {oncall: ['Contributor'], night: ['Owner']}}), '@'),
  leaving: press({...work, taken: new Set([RUNNING.id])}, 'q'),
  question: press(work, '2', 'd'),
  preview: press(request, 'ctrl-p'),
  help: press(work, '?'),
  problems: press(unread, 'p'),
};

const everyRow = ALL_KEYMAPS.flatMap(map => map.bindings);

describe('every key is said once', () => {
  test('each table counts somewhere', () => {
    const counting = new Set(Object.values(SITUATIONS).flatMap(keymapsFor));
    expect(ALL_KEYMAPS.filter(map => !counting.has(map)).map(map => map.title)).toEqual([]);
  });

  test('each row can be reached by each of its keys, somewhere', () => {
    const reached = (name: string, key: string) =>
      Object.values(SITUATIONS).some(model => bindingFor(model, key)?.name === name);
    const lost = everyRow.flatMap(row =>
      row.keys.filter(key => !reached(row.name, key)).map(key => `${row.name} ${key}`),
    );
    expect(lost).toEqual([]);
  });

  test('within a table no key is taken twice', () => {
    for (const map of ALL_KEYMAPS) {
      const keys = map.bindings.flatMap(row => row.keys);
      expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    }
  });

  test('a name means one message', () => {
    const messages = Map.groupBy(everyRow, row => row.name);
    for (const rows of messages.values())
      expect(new Set(rows.map(row => JSON.stringify(row.message))).size).toBe(1);
  });

  test('the help page lists every row', () => {
    const text = helpLines(work, work.screen)
      .flatMap(line => line.map(span => span.text))
      .join('\n');
    for (const row of everyRow) {
      expect(text).toContain(row.name);
      expect(text).toContain(row.label);
      for (const key of row.keys) expect(text).toContain(shownKey(key));
    }
  });

  test.each(Object.entries(SITUATIONS))('on %s every key answers or says why not', (_, model) => {
    for (const row of keymapsFor(model).flatMap(map => map.bindings)) {
      const why = row.unavailable?.(model);
      if (why === undefined) continue;
      expect(why).not.toBe('');
      const key = row.keys.find(one => bindingFor(model, one) === row);
      if (key !== undefined) expect(press(model, key).notice?.text).toBe(`${shownKey(key)}: ${why}`);
    }
  });
});

describe('a key that cannot act says why', () => {
  const none = atWork(80, 24, {roles: []});
  const rows: readonly (readonly [string, Model, readonly string[], string])[] = [
    ['no role', none, ['return'], 'enter: no role is chosen'],
    ['active already', work, ['return'], 'enter: Contributor is active already until 12:47'],
    ['standing', press(work, 'down', 'down'), ['return'], 'enter: Reader is standing: you hold it already'],
    [
      'standing, mark',
      press(work, 'down', 'down'),
      ['space'],
      'space: Reader is standing: you hold it already',
    ],
    ['nothing to clear', work, ['escape'], 'esc: there is no filter and no mark'],
    ['signed in', work, ['s'], 's: you are signed in as ada@contoso.com'],
    ['nothing active', none, ['2', 'd'], 'd: nothing is chosen'],
    ['no request', work, ['2', 'c'], 'c: it is active: d ends it'],
    ['nothing finished', work, ['2', 'x'], 'x: there is no finished work here'],
    ['wide', atWork(120), ['tab'], 'tab: the details are at the right'],
    ['no screen for it', work, ['!'], '!: not from here: stint break-glass on a terminal does it'],
    [
      'no ladder',
      {...work, canBreakGlass: true},
      ['!'],
      '!: the settings name no emergency roles: stint break-glass setup adds one',
    ],
    ['gone from the list', atHistory(), ['G', 'a'], 'a: Reader is not in your list any more'],
    ['no history', atHistory(80, 24, []), ['a'], 'a: nothing is chosen'],
    ['no filter', atHistory(), ['escape'], 'esc: there is no filter'],
    [
      'no reasons',
      send(request, {type: 'past-told', rows: [], problems: [], readAt: NOON}),
      ['up'],
      'up: the record has no earlier reasons of yours',
    ],
    ['nothing wrong', work, ['p'], 'p: nothing went wrong'],
    ['nothing refused', work, ['2', 'a'], 'a: only what was refused can be asked for again'],
    ['unknown', work, ['z'], 'z does nothing here: ? shows the keys'],
    ['no code', signIn, ['c'], 'c: there is no code'],
    [
      'no tenant',
      fresh(80, 24, false),
      ['return', 'return'],
      'enter: a tenant or an AWS start URL is missing',
    ],
    [
      'no region',
      fresh(80, 24, false),
      ['return', 'tab', 'tab', 'h', 'return'],
      'enter: the AWS region is missing',
    ],
    [
      'AWS has codes only',
      press(atAws(80, 24, {signedIn: ['entra']}), 's'),
      ['b'],
      'b: AWS signs in with a code',
    ],
  ];
  test.each(rows)('%s', (_, model, keys, said) => expect(press(model, ...keys).notice?.text).toBe(said));

  test('the code on the screen can be copied and its page opened', () => {
    const code = send(signIn, {
      type: 'sign-in-told',
      now: NOON,
      event: {
        type: 'device-code',
        provider: 'entra',
        userCode: untrusted('HK72MDQX'),
        verificationUri: untrusted('https://microsoft.com/devicelogin'),
        expiresAt: NOON + 900_000,
      },
    });
    expect(bindingFor(code, 'c')?.unavailable?.(code)).toBeUndefined();
    expect(bindingFor(code, 'r')?.unavailable?.(code)).toBe('the code is still good');
  });
});

describe('ui.keys of the settings', () => {
  const own = atWork(80, 24, {}, {ui: {keys: {'roles.ask': ['x'], 'roles.filter': ['a']}}});

  test('other keys take the place of ours, and win over who had them', () => {
    expect(bindingFor(own, 'x')?.name).toBe('roles.ask');
    expect(bindingFor(own, 'a')?.name).toBe('roles.filter');
    expect(bindingFor(own, '/')).toBeUndefined();
  });

  test('a name that no row has is said, and does nothing', () => {
    expect(strangeNames({keys: {'roles.ask': ['x'], 'roles.fly': ['y']}})).toEqual(['roles.fly']);
    const model = opened(80, 24, {ui: {keys: {'roles.fly': ['y']}}});
    expect(model.notice?.text).toBe('ui.keys names what no key does: roles.fly');
  });
});
