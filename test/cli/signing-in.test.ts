import {expect, test} from 'vitest';
import type {SettingsStore} from '../../src/core/ports.ts';
import {Trouble} from '../../src/core/problem.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {identity, NOON, world} from './fakes.ts';
import {fakeStore, run} from './run.ts';

const CODE = {
  type: 'device-code',
  provider: 'entra',
  userCode: untrusted('HK72-MDQX'),
  verificationUri: untrusted('https://login.test/device'),
  expiresAt: NOON + 820_000,
} as const;

const IN = {type: 'signed-in', provider: 'entra', identity: identity()} as const;

function office() {
  const at = world();
  at.authority.story = () => [CODE, IN];
  return at;
}

const known = {profiles: {default: {entra: {tenantId: 'tenant-1', clientId: 'client-1'}}}};

test('login on a terminal shows the code and then who you are', async () => {
  const {code, out, err} = await run(['login', '--color', 'never'], {
    world: office(),
    terminal: 80,
    store: fakeStore(known),
  });
  expect(code).toBe(0);
  expect(err).toMatchInlineSnapshot(`
    "Open https://login.test/device and enter HK72-MDQX
    Go on only if you started this just now. The code lives 13 min.
    Signed in as ada@contoso.com.
    "
  `);
  expect(out).toMatchInlineSnapshot(`
    "  Microsoft Entra: signed in
        account  ada@contoso.com
        tenant   tenant-1
        cloud    public
        app      client-1
        token    until 13:00, renewed by itself
        store    keyring: the OS keyring (/home/ada/tokens)
    "
  `);
});

test('a profile is named so that the settings can hold it, and refused before anybody signs in', async () => {
  const dotted = fakeStore();
  const line = ['login', '--tenant', 'tenant-1', '--profile'];
  expect((await run([...line, 'a.b'], {world: office(), store: dotted})).code).toBe(0);
  expect(dotted.written).toEqual([['profiles.a\\.b.entra.tenantId', 'tenant-1']]);
  const at = office();
  const strict: SettingsStore = {
    ...fakeStore(),
    get: async asked => {
      throw new Trouble({code: 'not-found', what: 'setting', asked});
    },
  };
  const {code, err} = await run([...line, 'x y'], {world: at, store: strict});
  expect(code).toBe(64);
  expect(err).toContain('“x y” cannot be the name of a profile');
  expect(at.authority.flows).toEqual([]);
});

test('login without a terminal is an event stream, also with --no-input and CI', async () => {
  for (const setting of [{}, {env: {CI: '1'}}]) {
    const {code, out} = await run(['login', '--no-input', '--json'], {
      world: office(),
      store: fakeStore(known),
      ...setting,
    });
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toMatchObject([
      {
        seq: 1,
        type: 'device-code',
        userCode: 'HK72-MDQX',
        expiresAt: '2026-11-22T12:13:40Z',
        provider: 'entra',
      },
      {seq: 2, type: 'signed-in', provider: 'entra'},
      {seq: 3, type: 'done', exitCode: 0, document: {kind: 'identities', items: [{signedIn: true}]}},
    ]);
  }
});

test('what was given is kept in the profile after success, and only then', async () => {
  const store = fakeStore();
  const flags = ['--tenant', 'tenant-1', '--client-id', 'client-1', '--cloud', 'usgov'];
  const at = office();
  const {opened} = await run(['login', ...flags], {world: at, store});
  expect(opened).toMatchObject([
    {entra: {tenantId: 'tenant-1', clientId: 'client-1', cloud: 'usgov'}, needsSignIn: true},
  ]);
  expect(store.written).toEqual([
    ['profiles.default.entra.tenantId', 'tenant-1'],
    ['profiles.default.entra.clientId', 'client-1'],
    ['profiles.default.entra.cloud', 'usgov'],
  ]);
  const failing = office();
  failing.authority.story = () => [CODE, {code: 'signed-out', reason: 'code-expired'}];
  const untouched = fakeStore();
  expect((await run(['login', ...flags], {world: failing, store: untouched})).code).toBe(4);
  expect(untouched.written).toEqual([]);
});

test('contradicting the profile is refused, agreeing with it is not', async () => {
  const {code, err} = await run(['login', '--tenant', 'other'], {world: office(), store: fakeStore(known)});
  expect(code).toBe(78);
  expect(err).toContain('profiles.default.entra.tenantId: it holds tenant-1, and the flag says other.');
  expect(
    (await run(['login', '--tenant', 'TENANT-1'], {world: office(), store: fakeStore(known)})).code,
  ).toBe(0);
});

test('a tenant nobody named is asked for, or the flag is named', async () => {
  const asked = await run(['login'], {
    world: office(),
    store: fakeStore(),
    terminal: 80,
    lines: ['contoso.com'],
  });
  expect(asked.opened).toMatchObject([{entra: {tenantId: 'contoso.com'}}]);
  const {code, err} = await run(['login'], {world: office(), store: fakeStore()});
  expect(code).toBe(64);
  expect(err).toContain('--tenant is missing');
});

test.each([
  {name: 'agreed', terminal: 80, yes: true, code: 0, flows: ['device', 'browser'], asked: 1},
  {name: 'declined', terminal: 80, yes: false, code: 77, flows: ['device'], asked: 1},
  {name: 'nobody to ask', terminal: undefined, yes: true, code: 77, flows: ['device'], asked: 0},
])('a blocked device code offers the browser: $name', async ({terminal, yes, code, flows, asked}) => {
  const at = office();
  at.authority.story = flow =>
    flow === 'browser'
      ? [IN]
      : [CODE, {code: 'sign-in-blocked', aadsts: 530033, reason: 'Device code is blocked.'}];
  const setting = terminal === undefined ? {} : {terminal};
  const ran = await run(['login'], {world: at, store: fakeStore(known), yes, ...setting});
  expect(ran.code).toBe(code);
  expect(ran.questions).toHaveLength(asked);
  expect(at.authority.flows).toEqual(flows);
});

test('a failed login closes its stream and says why once more on stderr', async () => {
  const at = office();
  at.authority.story = () => [CODE, {code: 'cancelled', reason: 'It was declined.'}];
  const {code, out, err} = await run(['login', '--json'], {world: at, store: fakeStore(known)});
  expect(code).toBe(2);
  const types = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line).type);
  expect(types).toEqual(['device-code', 'failed', 'done']);
  expect(JSON.parse(err.trim().split('\n').at(-1) ?? '')).toMatchObject({error: {code: 'cancelled'}});
});

test('whoami is 0 signed in and 4 signed out, with the document either way', async () => {
  const at = office();
  const inside = await run(['whoami', '--json'], {world: at});
  expect(inside.code).toBe(0);
  expect(Object.keys(JSON.parse(inside.out).items[0])).toEqual([
    'provider',
    'account',
    'tenantId',
    'cloud',
    'signedIn',
    'expiresAt',
    'tokenStore',
    'session',
  ]);
  const gone = await run(['logout', '--json'], {world: at});
  expect(gone.code).toBe(0);
  expect(JSON.parse(gone.out).items).toMatchObject([{signedIn: false, expiresAt: null}]);
  const outside = await run(['whoami', '--json'], {world: at});
  expect(outside.code).toBe(4);
  expect(JSON.parse(outside.out).items).toMatchObject([{signedIn: false}]);
});

test('logout --all leaves every profile', async () => {
  const store = fakeStore({profiles: {a: {entra: {}}, b: {entra: {}}}});
  const {opened} = await run(['logout', '--all'], {world: office(), store});
  expect(opened).toMatchObject([{profile: 'a'}, {profile: 'b'}]);
});

test('warnings of the app are plain lines that --quiet drops; --json keeps its line last', async () => {
  const openApp = () =>
    Promise.reject(new Trouble({code: 'state-unwritable', path: '/x\u001b[2J', reason: 'it is a symlink'}));
  const broken = await run(['whoami', '--json'], {openApp});
  expect(broken.code).toBe(73);
  expect(broken.err).not.toContain('\u001b');
  const warned = world({}, ['tokens are kept in plain text']);
  expect((await run(['whoami'], {world: warned})).err).toBe('warning: tokens are kept in plain text\n');
  expect((await run(['whoami', '--quiet'], {world: warned})).err).toBe('');
});

test('a mistake of ours is 70, without a stack unless it was asked for', async () => {
  const openApp = () => Promise.reject(new TypeError('x is not a function'));
  const plain = await run(['whoami'], {openApp});
  expect(plain.code).toBe(70);
  expect(plain.err).not.toContain('TypeError');
  expect((await run(['whoami', '--debug'], {openApp})).err).toContain('TypeError');
});
