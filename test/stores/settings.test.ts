import {execFileSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Ajv2020} from 'ajv/dist/2020.js';
import {describe, expect, test} from 'vitest';
import type {SettingsStore} from '../../src/core/ports.ts';
import {Trouble} from '../../src/core/problem.ts';
import type {Notes} from '../../src/stores/notes.ts';
import {createSettingsStore} from '../../src/stores/settings.ts';
import {SETTINGS_SCHEMA} from '../../src/stores/settings-schema.ts';
import {scratchFolder} from './scratch.ts';

const LAB = {
  authorityHost: 'https://localhost:8443',
  armEndpoint: 'https://localhost:8444',
  graphEndpoint: 'https://localhost:8445',
};

/** The example of contract 5. */
const FULL = {
  profiles: {
    default: {
      kinds: ['azure-resource', 'entra-role', 'entra-group', 'aws-permission-set', 'aws-role'],
      entra: {
        tenantId: 'contoso.com',
        clientId: 'c0ffee00-0000-4000-8000-000000000000',
        cloud: 'public',
        flow: 'device',
      },
      aws: {
        sessions: [{name: 'corp', startUrl: 'https://d-xxxxxxxxxx.awsapps.com/start', region: 'eu-west-1'}],
        roles: [
          {
            name: 'prod-admin',
            roleArn: 'arn:aws:iam::111122223333:role/ProdAdmin',
            maxDuration: 'PT1H',
            via: {session: 'corp', accountId: '111122223333', permissionSet: 'Operator'},
            externalId: null,
            mfaSerial: null,
            sourceIdentity: true,
            sessionTags: true,
          },
        ],
        groupLinks: [{groupId: 'g', accountId: '111122223333', permissionSet: 'Admin', session: 'corp'}],
        shareWithAwsCli: false,
        trustedEndpoints: [],
      },
    },
  },
  clouds: {lab: LAB},
  defaults: {duration: '1h'},
  bundles: {oncall: ['Contributor@prod', 'Operator@111122223333']},
  reminders: [600, 300, 60],
  breakGlass: {ladder: [], cosign: 'off'},
  sinks: [{name: 'ops', type: 'webhook'}],
  audit: {anchorInJustification: false},
  ui: {theme: 'auto', ascii: false, keys: {}},
};

interface Home {
  readonly store: SettingsStore;
  readonly path: string;
}

function homeWith(text?: string | object, notes?: Notes): Home {
  const config = join(scratchFolder(), 'stint');
  const path = join(config, 'config.json');
  mkdirSync(config);
  if (text !== undefined) writeFileSync(path, typeof text === 'string' ? text : JSON.stringify(text));
  return {path, store: createSettingsStore({places: {config, configFile: path}, notes})};
}

async function problemIn(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'accepted',
    thrown => (thrown instanceof Trouble ? thrown.problem : thrown),
  );
}

describe('reading', () => {
  test('no file is no settings', async () => {
    expect(await homeWith().store.read()).toEqual({});
  });

  test('everything the contract shows is accepted', async () => {
    expect(await homeWith(FULL).store.read()).toEqual(FULL);
    expect(await homeWith(`\ufeff${JSON.stringify(FULL)}`).store.read()).toEqual(FULL);
  });

  test('the schema is a JSON Schema 2020-12 of its own', async () => {
    const check = new Ajv2020({strict: true, allowUnionTypes: true}).compile(
      (await homeWith().store.schema()) as object,
    );
    expect(check(FULL)).toBe(true);
    expect(check({...FULL, more: 1})).toBe(false);
  });

  test.each([
    [{bogus: 1}, 'bogus', 'there is no such setting'],
    [
      {profiles: {default: {entra: {tennantId: 'x'}}}},
      'profiles.default.entra.tennantId',
      'there is no such setting',
    ],
    [{profiles: {'a.b': {more: 1}}}, 'profiles.a\\.b.more', 'there is no such setting'],
    [
      {profiles: {default: {aws: {roles: [{name: 'r', roleArn: 'arn:aws:iam::111122223333:role/R', x: 1}]}}}},
      'profiles.default.aws.roles.0.x',
      'there is no such setting',
    ],
    [{ui: {theme: 'pink'}}, 'ui.theme', 'it must be equal to one of the allowed values: auto, light, dark'],
    [{ui: {ascii: 'yes'}}, 'ui.ascii', 'it must be boolean'],
    [{reminders: [0]}, 'reminders.0', 'it must be >= 1'],
    [
      {clouds: {lab: {authorityHost: 'http://x'}}},
      'clouds.lab',
      "it must have required property 'armEndpoint'",
    ],
    [
      {clouds: {lab: {...LAB, armEndpoint: LAB.graphEndpoint}}},
      'clouds.lab',
      'armEndpoint and graphEndpoint need origins of their own: one audience per token',
    ],
    [
      {clouds: {lab: {...LAB, authorityHost: 'https://login.microsoftonline.com'}}},
      'clouds.lab',
      'published and other hosts must not be mixed',
    ],
    [{clouds: {public: LAB}}, 'clouds.public', 'a published cloud has that name; choose another'],
    [{profiles: {p: {entra: {cloud: 'lab'}}}}, 'profiles.p.entra.cloud', 'there is no cloud “lab”'],
    [
      {defaults: {duration: '90'}},
      'defaults.duration',
      '“90” is not a duration; write it as 45s, 90m, 1h30m, 2h, PT1H30M',
    ],
    [{__internal__: {migrations: {version: '1.0.0'}}}, '__internal__', 'there is no such setting'],
  ])('%j is refused by name', async (settings, setting, reason) => {
    const found = await problemIn(homeWith(settings).store.read());
    expect(found).toMatchObject({code: 'misconfigured', setting, reason});
  });

  test.each(['__proto__', 'constructor', 'prototype'])('a profile cannot be called %s', async name => {
    const found = await problemIn(homeWith(`{"profiles":{"${name}":{"kinds":[]}}}`).store.read());
    expect(found).toMatchObject({code: 'misconfigured', setting: `profiles.${name}`});
  });

  test.each(['{"profiles":', '', '[]', 'null', '"text"'])('%j names the file and the reason', async text => {
    const {store, path} = homeWith(text);
    expect(await problemIn(store.read())).toMatchObject({code: 'misconfigured', setting: path});
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('a file that everybody may change is refused', async () => {
    const {store, path} = homeWith({});
    chmodSync(path, 0o666);
    expect(await problemIn(store.read())).toMatchObject({
      code: 'misconfigured',
      reason: 'everybody may change it',
    });
  });
});

describe('the verdict', () => {
  function notesWithMemory(): Notes & {readonly kept: Map<string, string>} {
    const kept = new Map<string, string>();
    return {
      kept,
      read: async name => kept.get(name),
      write: async (name, text) => void kept.set(name, text),
    };
  }

  test('is kept for exactly this file, and never for a bad one', async () => {
    const notes = notesWithMemory();
    const {store, path} = homeWith(FULL, notes);
    await store.read();
    const [first] = notes.kept.values();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    writeFileSync(path, '{"bogus":1}');
    expect(await problemIn(store.read())).toMatchObject({setting: 'bogus'});
    expect([...notes.kept.values()]).toEqual([first]);
    writeFileSync(path, '{}');
    expect(await store.read()).toEqual({});
    expect([...notes.kept.values()]).not.toEqual([first]);
  });

  test('a state that cannot be used does not stand in the way of the settings', async () => {
    const trouble = async () => {
      throw new Trouble({code: 'state-unwritable', path: 'state.db', reason: 'no'});
    };
    expect(await homeWith(FULL, {read: trouble, write: trouble}).store.read()).toEqual(FULL);
  });
});

describe('getting and setting', () => {
  test('by dotted names', async () => {
    const {store} = homeWith(FULL);
    expect(await store.get('defaults.duration')).toBe('1h');
    expect(await store.get('profiles.default.aws.sessions.0.region')).toBe('eu-west-1');
    expect(await store.get('profiles.other.entra')).toBeUndefined();
    expect(await store.get('profiles.default.aws.sessions.7')).toBeUndefined();
  });

  test.each([
    'bogus',
    'profiles.__proto__',
    'profiles.constructor.entra',
    'toString',
    'bundles.x.length',
    '',
  ])('%j is no setting', async name => {
    const {store} = homeWith();
    expect(await problemIn(store.get(name))).toMatchObject({code: 'not-found', what: 'setting', asked: name});
    expect(await problemIn(store.set(name, 'x'))).toMatchObject({code: 'not-found'});
  });

  test('a near name is offered', async () => {
    const found = await problemIn(homeWith().store.get('profiles.default.entra.tenant'));
    expect(found).toMatchObject({near: expect.arrayContaining(['profiles.default.entra.tenantId'])});
  });

  test('the first setting makes the file, 0600 in a 0700 folder', async () => {
    const config = join(scratchFolder(), 'a', 'stint');
    const path = join(config, 'config.json');
    const store = createSettingsStore({places: {config, configFile: path}});
    await store.set('profiles.default.entra.tenantId', 'contoso.com');
    expect(await store.read()).toEqual({profiles: {default: {entra: {tenantId: 'contoso.com'}}}});
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(config).mode & 0o777).toBe(0o700);
  });

  test.each([
    ['ui.ascii', 'true', true],
    ['reminders', '[60]', [60]],
    ['reminders.1', '42', 42],
    ['defaults.duration', '2h', '2h'],
    ['profiles.default.entra.tenantId', '12345', '12345'],
    ['profiles.default.aws.roles.0.externalId', 'null', 'null'],
    ['bundles.oncall', ['a@b'], ['a@b']],
    ['ui', undefined, undefined],
  ])('set %s as written: %j', async (name, value, held) => {
    const {store} = homeWith(FULL);
    await store.set(name, value);
    expect(await store.get(name)).toEqual(held);
  });

  test.each([
    ['ui.theme', 'pink', 'ui.theme'],
    ['defaults.duration', '90', 'defaults.duration'],
    ['profiles.default.entra.cloud', 'nowhere', 'profiles.default.entra.cloud'],
    ['profiles', {x: {y: 1}}, 'profiles.x.y'],
    ['ui.ascii', 'yes', 'ui.ascii'],
  ])('a bad value for %s leaves the file as it was', async (name, value, setting) => {
    const {store, path} = homeWith(FULL);
    const before = readFileSync(path, 'utf8');
    expect(await problemIn(store.set(name, value))).toMatchObject({code: 'misconfigured', setting});
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('a bad value makes no file either', async () => {
    const {store, path} = homeWith();
    expect(await problemIn(store.set('defaults.duration', '90'))).toMatchObject({code: 'misconfigured'});
    expect(existsSync(path)).toBe(false);
  });

  test('a value that is wrong can be put right', async () => {
    const {store} = homeWith({defaults: {duration: 7}});
    await store.set('defaults.duration', '7m');
    expect(await store.read()).toEqual({defaults: {duration: '7m'}});
  });

  test('a linked file stays a link', async () => {
    const {store, path} = homeWith();
    const real = join(path, '..', 'real.json');
    writeFileSync(real, '{}');
    symlinkSync(real, path);
    await store.set('ui.theme', 'dark');
    expect(JSON.parse(readFileSync(real, 'utf8'))).toEqual({ui: {theme: 'dark'}});
  });

  test.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['a pipe nobody writes into', (path: string) => execFileSync('mkfifo', [path])],
  ])('%s in its place is refused, and never waited for', async (_, make) => {
    const {store, path} = homeWith();
    make(path);
    await expect(store.read()).rejects.toMatchObject({problem: {code: 'misconfigured', setting: path}});
  });

  test('the schema given out is the one that judges', async () => {
    expect(await homeWith().store.schema()).toBe(SETTINGS_SCHEMA);
  });
});
