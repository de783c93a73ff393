import {expect, test} from 'vitest';
import type {Practice} from '../../src/cli/host.ts';
import {Trouble} from '../../src/core/problem.ts';
import {world} from './fakes.ts';
import {fakeStore, run} from './run.ts';

test('config get prints plain values plainly and deeper ones as JSON', async () => {
  const store = fakeStore({defaults: {duration: '2h'}});
  expect((await run(['config', 'get', 'defaults.duration'], {store})).out).toBe('2h\n');
  expect((await run(['config', 'get', 'defaults'], {store})).out).toBe('{\n  "duration": "2h"\n}\n');
  expect((await run(['config', 'get', 'ui.ascii'], {store})).out).toBe('');
  const json = await run(['config', 'get', 'ui.ascii', '--json'], {store});
  expect(JSON.parse(json.out).items).toEqual([{name: 'ui.ascii', value: null}]);
  expect((await run(['config', 'get', 'bad'], {store})).code).toBe(65);
});

test.each([
  {name: 'ui.ascii', text: 'true'},
  {name: 'reminders', text: '[60]'},
  {name: 'defaults.duration', text: '2h'},
])(
  'config set $name $text hands the text over as it was typed: the store knows what fits',
  async ({name, text}) => {
    const store = fakeStore();
    const {code} = await run(['config', 'set', name, text], {store});
    expect(code).toBe(0);
    expect(store.written).toEqual([[name, text]]);
  },
);

test('config path is the path alone', async () => {
  expect((await run(['config', 'path'])).out).toBe('/home/ada/.config/stint/config.json\n');
});

test('a config that cannot be read is 78 and names the key', async () => {
  const trouble = new Trouble({code: 'misconfigured', setting: 'profils', reason: 'there is no such key'});
  const store = {...fakeStore(), read: () => Promise.reject(trouble)};
  const {code, err} = await run(['config', 'get'], {store});
  expect(code).toBe(78);
  expect(err).toContain('profils: there is no such key.');
});

test('audit verify is 0 when whole and 83 when broken, with the document on stdout', async () => {
  const at = world();
  const whole = await run(['audit', 'verify', '--json'], {world: at});
  expect(whole.code).toBe(0);
  const broken = {type: 'broken', line: 3, lastGood: 2, reason: 'the hash does not fit'} as const;
  const audit = {...at.app.audit, verify: async () => broken};
  const bad = {...at, app: {...at.app, audit}};
  const {code, out, err} = await run(['audit', 'verify', '--json'], {world: bad});
  expect(code).toBe(83);
  expect(err).toBe('');
  expect(JSON.parse(out)).toMatchObject({
    items: [{whole: false, line: 3, entries: 2, reason: 'the hash does not fit'}],
    problems: [{code: 'audit-broken'}],
  });
  expect((await run(['audit', 'verify'], {world: bad})).err).toContain('does not verify at line 3');
});

function practice(): Practice & {closed: number} {
  const it = {
    env: {STINT_HOME: "/home/o'hara", NODE_EXTRA_CA_CERTS: '/home/ca.pem'},
    controlUrl: 'https://localhost:8446',
    openApp: async () => world().app,
    approve: async () => undefined,
    turnClock: async () => undefined,
    closed: 0,
    close: async () => {
      it.closed += 1;
    },
  };
  return it;
}

test.each([
  {
    format: [],
    out: /^\{"schemaVersion":1,"kind":"sandbox","env":\{"STINT_HOME":.*\},"controlUrl":"https:.*"\}\n$/,
  },
  {format: ['--format', 'env'], out: /^export STINT_HOME='\/home\/o'\\''hara'\n/},
  {format: ['--format', 'fish'], out: /^set -gx STINT_HOME '\/home\/o\\'hara'\n/},
  {format: ['--format', 'powershell'], out: /^\$env:STINT_HOME = '\/home\/o''hara'\n/},
])('sandbox $format runs until it is interrupted', async ({format, out}) => {
  const cloud = practice();
  const stop = new AbortController();
  setImmediate(() => setImmediate(() => stop.abort()));
  const ran = await run(['sandbox', ...format], {practice: cloud, interrupted: stop.signal});
  expect(ran.code).toBe(0);
  expect(ran.out).toMatch(out);
  expect(cloud.closed).toBe(1);
});

test('demo is the screen on a terminal', async () => {
  expect((await run(['demo'], {terminal: 80})).code).toBe(0);
});
