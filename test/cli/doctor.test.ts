import {describe, expect, test} from 'vitest';
import {Trouble} from '../../src/core/problem.ts';
import {FakeDesk, FakeHouse, WELL, waitingAt} from './fake-house.ts';
import {type World, world} from './fakes.ts';
import {run} from './run.ts';

/** A world in which everything is well: its clouds answer, somebody can stay behind. */
function office(settings: World['app']['settings'] = {}): World {
  const at = world(settings);
  const probe = {service: 'entra', label: 'Microsoft Entra', host: 'login.example'} as const;
  const reach = {
    targets: async () => [{...probe, url: 'https://login.example/'}],
    prober: {probe: async () => [{...probe, isUp: true, status: 200, reason: null, took: 12}]},
  };
  return {...at, app: {...at.app, ...reach}};
}

describe('stint doctor', () => {
  test('is calm where all is well', async () => {
    const {code, out, err} = await run(['doctor'], {world: office()});
    expect([code, err]).toEqual([0, 'All is well.\n']);
    expect(out.split('\n').slice(0, 3)).toEqual([
      '  ok       stint              This is stint 1.2.3.',
      '  ok       node               Node is 24.9.0.',
      '  ok       settings           They are valid (/home/ada/.config/stint/config.json).',
    ]);
  });

  test('a fault is 1, with what to do', async () => {
    const house = new FakeHouse();
    house.inspection = {...WELL, node: {version: '20.1.0', least: '22.19'}};
    const {code, out, err} = await run(['doctor'], {world: office(), house});
    expect([code, err]).toEqual([1, '1 fault.\n']);
    expect(out).toMatch(/fault +node +Node is 20\.1\.0.*\n +Update Node\n/);
  });

  test('what could not be looked at is 80, and never looks like well', async () => {
    const {code, out, err} = await run(['doctor'], {world: world()});
    expect([code, err]).toEqual([80, '1 could not be looked at.\n']);
    expect(out).toContain('unknown  clouds');
  });

  test('offline is enough for 0', async () => {
    expect((await run(['doctor', '--offline'], {world: world()})).code).toBe(0);
  });

  test('settings that are refused are one fault among the rest', async () => {
    const openApp = async () => {
      throw new Trouble({code: 'misconfigured', setting: 'ui.them', reason: 'there is no such key'});
    };
    const {code, out} = await run(['doctor', '--json'], {openApp});
    const {kind, items, problems} = JSON.parse(out);
    expect([code, kind, problems]).toEqual([1, 'doctor', []]);
    expect(items).toContainEqual(expect.objectContaining({name: 'profile', state: 'fault'}));
    expect(items).toContainEqual(expect.objectContaining({name: 'record', state: 'ok'}));
  });

  test('a mistake of ours is one', async () => {
    const openApp = async () => {
      throw new TypeError('ours');
    };
    expect((await run(['doctor'], {openApp})).code).toBe(70);
  });

  test('shows what a sink would be sent, and sends nothing', async () => {
    const at = office({sinks: [{name: 'ops', type: 'webhook'}]});
    const sinks = new FakeDesk(waitingAt('ops', {waiting: 3}));
    sinks.shown = [{sink: 'ops', type: 'webhook', text: '{\n  "id": "\u001b[2J"\n}', isAddressed: true}];
    const {out} = await run(['doctor'], {world: {...at, app: {...at.app, sinks}}});
    expect(out).toMatch(/What would be sent:\n +\{\n +"id": "\\u\{1b\}\[2J"\n +\}\n/);
    expect(sinks.limits).toEqual([]);
  });

  test('asks nobody', async () => {
    const {questions} = await run(['doctor'], {world: office(), terminal: 80});
    expect(questions).toEqual([]);
  });
});
