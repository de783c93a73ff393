import {describe, expect, test} from 'vitest';
import type {Settings} from '../../src/core/settings.ts';
import type {Pending} from '../../src/core/sink.ts';
import {FakeEmergency} from './fake-emergency.ts';
import {FakeDesk, FakeHouse, waitingAt} from './fake-house.ts';
import {eligibility, NOON, world} from './fakes.ts';
import {fakeStore, run, type Setting} from './run.ts';

const settings: Settings = {
  sinks: [
    {name: 'ops.eu', type: 'webhook'},
    {name: 'disk', type: 'file', path: '/var/log/stint.ndjson'},
  ],
};
const ADDRESS = 'https://hooks.example/hunter2';

interface Given extends Setting {
  readonly input?: string;
  readonly typed?: readonly string[];
}

/** Runs `stint config set` with these sinks in the settings. */
async function set(argv: readonly string[], {input = '', typed = [], ...setting}: Given = {}) {
  const [house, emergency, at] = [setting.house ?? new FakeHouse(), new FakeEmergency(), world()];
  Object.assign(emergency, {input, secrets: [...typed]});
  const store = fakeStore(settings);
  const ran = await run(['config', 'set', ...argv], {world: at, store, house, emergency, ...setting});
  return {...ran, house, asked: emergency.asked, record: at.record};
}

describe('stint config set --secret', () => {
  test('reads it from stdin, and shows it nowhere', async () => {
    const {code, out, err, house, record} = await set(['--secret', 'sinks.ops.eu.url'], {
      input: `${ADDRESS}\n`,
    });
    expect([code, out, err]).toEqual([0, '', 'sinks.ops.eu.url is set.\n']);
    expect(house.kept).toEqual(new Map([['ops.eu.url', ADDRESS]]));
    expect(record).toMatchObject([{type: 'settings-change', name: 'sinks.ops.eu.url', problem: null}]);
    expect(JSON.stringify(record)).not.toContain('hunter2');
  });

  test('asks for it without echo on a terminal', async () => {
    const {code, err, asked, house} = await set(['--secret', 'sinks.ops.eu.token'], {
      ...{typed: ['hunter2'], terminal: 80},
    });
    expect([code, asked]).toEqual([0, ['Token of ops.eu (it is not shown): ']]);
    expect(house.kept.get('ops.eu.token')).toBe('hunter2');
    expect(err).not.toContain('hunter2');
  });

  test('as a document it says only that it is there', async () => {
    const {out} = await set(['--secret', 'sinks.ops.eu.url', '--json'], {input: ADDRESS});
    expect(JSON.parse(out).items).toEqual([{name: 'sinks.ops.eu.url', value: {isSet: true}}]);
  });

  test('--forget forgets both', async () => {
    const house = new FakeHouse();
    house.kept.set('ops.eu.url', ADDRESS).set('ops.eu.token', 't');
    const {code, err, record} = await set(['--secret', 'sinks.ops.eu.url', '--forget'], {house});
    expect([code, house.kept.size]).toEqual([0, 0]);
    expect(err).toBe('The address and the token of ops.eu are forgotten.\n');
    expect(record).toMatchObject([{type: 'settings-change', name: 'sinks.ops.eu'}]);
  });

  test.each([
    [['--secret', 'sinks.ops.eu.url', ADDRESS], 64, 'never taken from the command line'],
    [['--secret', 'sinks.ops.eu.key'], 64, 'sinks.NAME.url or sinks.NAME.token'],
    [['--secret', 'sinks.nobody.url'], 65, 'sinks.nobody'],
    [['--secret', 'sinks.disk.url'], 64, 'has no secret'],
    [['--secret', 'sinks.ops.eu.url'], 64, 'The secret is empty'],
    [['defaults.duration'], 64, 'takes a name and a value'],
    [[], 64, 'takes a name and a value'],
    [['--forget', 'a', 'b'], 64, 'takes a name and a value'],
  ])('%j is refused, and nothing is changed', async (argv, code, words) => {
    const ran = await set(argv, {input: ' \n'});
    expect([ran.code, ran.err]).toEqual([code, expect.stringContaining(words)]);
    expect([ran.house.kept.size, ran.record]).toEqual([0, []]);
  });

  test('an address that is refused is not written down', async () => {
    const {code, record} = await set(['--secret', 'sinks.ops.eu.url'], {input: 'http://hooks.example'});
    expect([code, record]).toEqual([64, []]);
  });

  test('on a terminal on which nobody may be asked it says what to do', async () => {
    const {code, err} = await set(['--secret', 'sinks.ops.eu.url', '--no-input'], {terminal: 80});
    expect([code, err]).toEqual([64, expect.stringContaining('stdin')]);
  });
});

const at = (minutes: number): number => NOON + minutes * 60_000;

const stuck = waitingAt('ops', {
  ...{
    waiting: 3,
    first: {seq: 7, time: '2026-11-22T11:00:00Z'},
    failures: 2,
    failingSince: at(-30),
    dueAt: at(5),
  },
  problem: {code: 'unreachable', what: 'the sink “ops”', reason: 'it refused the connection'},
});

function deskAt(...rows: readonly Pending[]) {
  const before = world();
  before.azure.eligibilities = [eligibility('Reader', 'prod')];
  const sinks = new FakeDesk(...rows);
  return {sinks, at: {...before, app: {...before.app, sinks}}};
}

describe('stint audit show --pending', () => {
  test('says what waits, and why', async () => {
    const {sinks, at} = deskAt(stuck, waitingAt('disk'));
    const {code, out} = await run(['audit', 'show', '--pending'], {world: at});
    expect(code).toBe(0);
    expect(out).toMatch(/ops +3 +7 +2 .*refused the connection/);
    expect(out).toMatch(/disk +0 +- +0/);
    expect(sinks.limits).toEqual([]);
  });

  test('is a document, too', async () => {
    const {out} = await run(['audit', 'show', '--pending', '--json'], {world: deskAt(stuck).at});
    expect(JSON.parse(out)).toMatchObject({
      kind: 'pending',
      items: [
        {
          ...{sink: 'ops', waiting: 3, first: {seq: 7}, failures: 2},
          ...{failingSince: '2026-11-22T11:30:00Z', dueAt: '2026-11-22T12:05:00Z'},
          problem: {code: 'unreachable'},
        },
      ],
    });
  });

  test('tells none that is set from none that waits', async () => {
    expect((await run(['audit', 'show', '--pending'])).err).toContain('No sink is set');
    const told = await run(['audit', 'show', '--pending'], {world: deskAt(waitingAt('ops')).at});
    expect(told.err).toContain('Every sink has been told everything.');
  });
});

describe('after a command', () => {
  const due = waitingAt('ops', {waiting: 1});

  test('what is due is delivered, for three seconds at most and without a word', async () => {
    const {sinks, at} = deskAt(due);
    sinks.delivers = async () => [{sink: 'ops', count: 0, problem: stuck.problem}];
    const {code, err} = await run(['list'], {world: at});
    expect([code, sinks.limits]).toEqual([0, [3000]]);
    expect(err).not.toContain('ops');
  });

  test.each([
    ['nothing waits', waitingAt('ops'), ['list']],
    ['its pause is not over', stuck, ['list']],
    ['a prompt waits for it', due, ['status', '--short']],
    ['no network was promised', due, ['list', '--cached']],
    ['a tool waits for credentials', due, ['creds', 'Reader']],
  ])('nothing is sent where %s', async (_, row, argv) => {
    const {sinks, at} = deskAt(row);
    await run(argv, {world: at});
    expect(sinks.limits).toEqual([]);
  });

  test('ctrl-c leaves a sink that hangs at once, and the command has its code', async () => {
    const {sinks, at} = deskAt(due);
    const pressed = new AbortController();
    sinks.delivers = () => {
      queueMicrotask(() => pressed.abort(new Error('SIGINT')));
      return new Promise<never>(() => undefined);
    };
    expect((await run(['list'], {world: at, interrupted: pressed.signal})).code).toBe(0);
  });
});
