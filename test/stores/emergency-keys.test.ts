import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Trouble} from '../../src/core/problem.ts';
import {Secret} from '../../src/core/secret.ts';
import {createEmergencyKeys} from '../../src/stores/emergency-keys.ts';
import {createLocks} from '../../src/stores/locks.ts';
import {placesOf} from '../../src/stores/places.ts';
import {openTokenVault} from '../../src/stores/tokens/vault.ts';
import {HandClock} from '../support/clock.ts';
import {scratchFolder} from './scratch.ts';

const COSTS = {N: 16, r: 1, p: 1};
const PASSPHRASE = new Secret('correct horse');
const KEY = {accessKeyId: 'AKIAEXAMPLE', secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG')};

const keysIn = (home = scratchFolder()) => {
  const folder = join(home, 'tokens', '.break-glass');
  return {folder, keys: createEmergencyKeys({folder, scryptCosts: COSTS})};
};

const problemIn = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    value => ({opened: value}),
    thrown => (thrown instanceof Trouble ? thrown.problem : Promise.reject(thrown)),
  );

const onlyFile = (folder: string): string => join(folder, readdirSync(folder)[0] ?? '');

test('a key is found again under its passphrase, in a file that is ours alone and tells nothing of it', async () => {
  const {folder, keys} = keysIn();
  await keys.keep('break.glass', KEY, PASSPHRASE);
  const opened = await keys.open('break.glass', new Secret('correct horse'));
  expect(opened?.accessKeyId).toBe(KEY.accessKeyId);
  expect(opened?.secretAccessKey.reveal()).toBe(KEY.secretAccessKey.reveal());
  const file = onlyFile(folder);
  expect(readFileSync(file, 'latin1')).not.toMatch(/AKIA|wJalr|horse/);
  expect([statSync(folder).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
  expect(JSON.stringify(opened)).not.toContain('wJalr');
});

test('names are told without a passphrase, and are exact', async () => {
  const {keys} = keysIn();
  expect(await keys.names()).toEqual([]);
  const names = ['b+1@x', 'a=,.', '..', 'Ünï/code*'];
  for (const name of names) await keys.keep(name, KEY, PASSPHRASE);
  expect(await keys.names()).toEqual([...names].sort());
  for (const name of names) expect((await keys.open(name, PASSPHRASE))?.accessKeyId).toBe('AKIAEXAMPLE');
});

test('each user has a passphrase of their own, and a new one takes the place of the old', async () => {
  const {keys} = keysIn();
  await keys.keep('one', KEY, PASSPHRASE);
  await keys.keep('two', KEY, new Secret('second'));
  await keys.keep('one', {...KEY, accessKeyId: 'AKIANEW'}, new Secret('third'));
  expect((await keys.open('one', new Secret('third')))?.accessKeyId).toBe('AKIANEW');
  expect((await keys.open('two', new Secret('second')))?.accessKeyId).toBe('AKIAEXAMPLE');
  expect(await problemIn(keys.open('one', PASSPHRASE))).toMatchObject({code: 'signed-out'});
});

test('another passphrase is refused in words, and nothing is lost by it', async () => {
  const {keys} = keysIn();
  await keys.keep('u', KEY, PASSPHRASE);
  expect(await problemIn(keys.open('u', new Secret('Correct horse')))).toMatchObject({
    code: 'signed-out',
    reason: 'store-unreadable',
    detail: expect.stringContaining('the passphrase is not the right one'),
  });
  expect((await keys.open('u', PASSPHRASE))?.accessKeyId).toBe('AKIAEXAMPLE');
});

test('a passphrase is the same however its letters are put together', async () => {
  const {keys} = keysIn();
  await keys.keep('u', KEY, new Secret('caf\u00e9'));
  expect((await keys.open('u', new Secret('cafe\u0301')))?.accessKeyId).toBe('AKIAEXAMPLE');
});

test('who is not there is not there, and is forgotten as often as one likes', async () => {
  const {keys} = keysIn();
  expect(await keys.open('nobody', PASSPHRASE)).toBeUndefined();
  await keys.forget('nobody');
  await keys.keep('u', KEY, PASSPHRASE);
  await keys.keep('v', KEY, PASSPHRASE);
  await keys.forget('u');
  await keys.forget('u');
  expect(await keys.names()).toEqual(['v']);
  expect(await keys.open('u', PASSPHRASE)).toBeUndefined();
});

describe('what is not exactly what was written is refused', () => {
  test('any bit of any byte flipped', async () => {
    const {folder, keys} = keysIn();
    await keys.keep('u', KEY, PASSPHRASE);
    const file = onlyFile(folder);
    const bytes = readFileSync(file);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(file, changed);
      const found = await problemIn(keys.open('u', PASSPHRASE));
      expect([bit, found]).toMatchObject([bit, {code: 'signed-out', reason: 'store-unreadable'}]);
    }
    writeFileSync(file, bytes);
    expect((await keys.open('u', PASSPHRASE))?.accessKeyId).toBe('AKIAEXAMPLE');
  }, 60_000);

  test('cut anywhere, or longer', async () => {
    const {folder, keys} = keysIn();
    await keys.keep('u', KEY, PASSPHRASE);
    const bytes = readFileSync(onlyFile(folder));
    const others = Array.from({length: bytes.length}, (_, length) => bytes.subarray(0, length));
    for (const other of [...others, Buffer.concat([bytes, Buffer.from('x')])]) {
      writeFileSync(onlyFile(folder), other);
      expect(await problemIn(keys.open('u', PASSPHRASE))).toMatchObject({reason: 'store-unreadable'});
    }
  }, 60_000);

  test('another user’s file under this name, though the passphrase is the same', async () => {
    const {folder, keys} = keysIn();
    await keys.keep('small', KEY, PASSPHRASE);
    await keys.keep('mighty', KEY, PASSPHRASE);
    writeFileSync(join(folder, 'mighty.sealed'), readFileSync(join(folder, 'small.sealed')));
    expect(await problemIn(keys.open('mighty', PASSPHRASE))).toMatchObject({reason: 'store-unreadable'});
  });

  test('a folder in its place, and costs that would take all memory', async () => {
    const {folder, keys} = keysIn();
    await keys.keep('u', KEY, PASSPHRASE);
    const file = onlyFile(folder);
    writeFileSync(file, readFileSync(file, 'latin1').replace('"N":16', '"N":1073741824'), 'latin1');
    expect(await problemIn(keys.open('u', PASSPHRASE))).toMatchObject({reason: 'store-unreadable'});
    rmSync(file);
    mkdirSync(file);
    expect(await problemIn(keys.open('u', PASSPHRASE))).toMatchObject({reason: 'store-unreadable'});
  });
});

test('nothing is written through a link, and the key before it stays', async () => {
  const home = scratchFolder();
  const {folder, keys} = keysIn(home);
  mkdirSync(join(home, 'tokens'));
  mkdirSync(join(home, 'elsewhere'));
  symlinkSync(join(home, 'elsewhere'), folder);
  expect(await problemIn(keys.keep('u', KEY, PASSPHRASE))).toMatchObject({code: 'state-unwritable'});
  expect(readdirSync(join(home, 'elsewhere'))).toEqual([]);
});

test('a write that was cut off, or a file of others, is no name', async () => {
  const {folder, keys} = keysIn();
  await keys.keep('u', KEY, PASSPHRASE);
  for (const name of ['.u.sealed.1234.tmp', '%zz.sealed', 'notes.txt'])
    writeFileSync(join(folder, name), 'x');
  expect(await keys.names()).toEqual(['u']);
});

test('signing out, of everything, leaves it', async () => {
  const home = scratchFolder();
  const clock = new HandClock();
  const places = placesOf({STINT_HOME: home}, 'linux', home);
  const keys = createEmergencyKeys({folder: join(places.tokensDir, '.break-glass'), scryptCosts: COSTS});
  await keys.keep('u', KEY, PASSPHRASE);
  for (const level of ['plaintext', 'passphrase', 'keyring']) {
    const vault = await openTokenVault({
      places,
      env: {STINT_TOKEN_STORE: level},
      keyring: async () => ({unavailable: 'no bus'}),
      ...{interactive: true, ask: async () => PASSPHRASE, clock, scryptCosts: COSTS},
      locks: createLocks(places.locksDb, clock),
    });
    if (level !== 'keyring') await vault.change('entry', () => new Secret('token'));
    await vault.forget();
    expect(existsSync(join(places.tokensDir, level, 'store.json'))).toBe(false);
  }
  expect((await keys.open('u', PASSPHRASE))?.accessKeyId).toBe('AKIAEXAMPLE');
});
