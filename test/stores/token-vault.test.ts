import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Clock, Keyring, NoKeyring} from '../../src/core/ports.ts';
import {Trouble} from '../../src/core/problem.ts';
import {Secret} from '../../src/core/secret.ts';
import {systemClock} from '../../src/host/clock.ts';
import {createLocks} from '../../src/stores/locks.ts';
import {placesOf} from '../../src/stores/places.ts';
import {type OpenVault, openTokenVault, type VaultParts} from '../../src/stores/tokens/vault.ts';
import {HandClock} from '../support/clock.ts';
import {scratchFolder} from './scratch.ts';

/** A keyring with a memory. */
function fakeKeyring(): Keyring & {readonly kept: Map<string, string>} {
  const kept = new Map<string, string>();
  return {
    label: 'test keyring',
    kept,
    get: async name => (kept.has(name) ? new Secret(kept.get(name) ?? '') : undefined),
    set: async (name, value) => void kept.set(name, value.reveal()),
    delete: async name => void kept.delete(name),
  };
}

const NO_KEYRING: NoKeyring = {unavailable: 'no bus'};

interface Person {
  readonly ask: (question: string) => Promise<Secret>;
  readonly asked: string[];
}

/** Somebody who answers in this order, and then always the last. */
function person(...answers: readonly string[]): Person {
  const asked: string[] = [];
  return {
    asked,
    ask: async question => {
      asked.push(question);
      return new Secret(answers[Math.min(asked.length, answers.length) - 1] ?? '');
    },
  };
}

interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  readonly keyring?: Keyring | NoKeyring;
  readonly person?: Person;
  readonly clock?: Clock;
}

function opening(home: string, setting: Setting): Promise<OpenVault> {
  const {env = {}, keyring = NO_KEYRING, person: someone} = setting;
  const clock = setting.clock ?? new HandClock();
  const places = placesOf({STINT_HOME: home}, 'linux', '/');
  const parts: VaultParts = {
    places,
    env,
    keyring: async () => keyring,
    interactive: someone !== undefined,
    ask: someone?.ask,
    clock,
    locks: createLocks(places.locksDb, clock),
    scryptCosts: {N: 2 ** 10, r: 8, p: 1},
  };
  return openTokenVault(parts);
}

const put = (vault: OpenVault, entry: string, text: string): Promise<void> =>
  vault.change(entry, () => new Secret(text));
const got = async (vault: OpenVault, entry: string): Promise<string | undefined> =>
  (await vault.read(entry))?.reveal();

async function problemIn(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'accepted',
    thrown => (thrown instanceof Trouble ? thrown.problem : thrown),
  );
}

const unreadable = (detail: unknown) => ({code: 'signed-out', reason: 'store-unreadable', detail});
const closed = {code: 'misconfigured', setting: 'STINT_TOKEN_STORE', nextSteps: expect.anything()};
const named = (level: string) => ({STINT_TOKEN_STORE: level});

describe('choosing the level (contract 5)', () => {
  test('unset: the keyring', async () => {
    expect((await opening(scratchFolder(), {keyring: fakeKeyring()})).level).toBe('keyring');
  });

  test('unset, no keyring, a terminal: a passphrase, which is not asked for before it is needed', async () => {
    const someone = person('correct horse');
    const vault = await opening(scratchFolder(), {person: someone});
    expect(vault.level).toBe('passphrase');
    expect(await vault.read('entra')).toBeUndefined();
    expect(someone.asked).toEqual([]);
  });

  test('unset, no keyring, nobody to ask: nothing is found, and storing names the choices', async () => {
    const home = scratchFolder();
    const vault = await opening(home, {});
    expect(await vault.read('entra')).toBeUndefined();
    const problem = await problemIn(vault.prepare());
    expect(problem).toMatchObject(closed);
    expect(JSON.stringify(problem)).toMatch(/keyring.*passphrase.*memory.*plaintext/s);
    expect(await problemIn(put(vault, 'entra', 't'))).toMatchObject(closed);
    expect(existsSync(join(home, 'tokens'))).toBe(false);
  });

  test('a name that is no level is refused at once', async () => {
    expect(await problemIn(opening(scratchFolder(), {env: named('vault')}))).toMatchObject(closed);
  });

  test('a named level is never another one', async () => {
    const keyring = fakeKeyring();
    const levels = ['keyring', 'passphrase', 'memory', 'plaintext'];
    const vaults = await Promise.all(
      levels.map(level => opening(scratchFolder(), {env: named(level), keyring, person: person('p')})),
    );
    expect(vaults.map(vault => vault.level)).toEqual(levels);
    expect(vaults.map(vault => vault.warning !== undefined)).toEqual([false, false, false, true]);
    const without = await opening(scratchFolder(), {env: named('keyring'), person: person('p')});
    expect(await problemIn(put(without, 'entra', 't'))).toMatchObject(closed);
  });

  test('a keyring store is not stepped down from while the keyring is away', async () => {
    const home = scratchFolder();
    await put(await opening(home, {keyring: fakeKeyring()}), 'entra', 't');
    const vault = await opening(home, {person: person('p')});
    expect(vault.level).toBe('keyring');
    expect(await problemIn(vault.read('entra'))).toMatchObject(unreadable(expect.stringContaining('no bus')));
    expect(await problemIn(put(vault, 'entra', 'new'))).toMatchObject({code: 'signed-out'});
  });

  test('a passphrase store without anybody to ask is unreadable, with the reason', async () => {
    const home = scratchFolder();
    await put(await opening(home, {person: person('p')}), 'entra', 't');
    const vault = await opening(home, {});
    expect(vault.level).toBe('passphrase');
    expect(await problemIn(vault.read('entra'))).toMatchObject(
      unreadable(expect.stringContaining('STINT_PASSPHRASE_FILE')),
    );
  });
});

describe.each(['keyring', 'passphrase', 'plaintext'] as const)('%s', level => {
  const keyring = fakeKeyring();
  const setting = () => ({env: named(level), keyring, person: person('correct horse')});

  test('another process reads what was written; files 0600, folders 0700', async () => {
    const home = scratchFolder();
    await put(await opening(home, setting()), 'entra:a/b*c', 'token');
    const vault = await opening(home, setting());
    expect(await got(vault, 'entra:a/b*c')).toBe('token');
    expect(await got(vault, 'entra')).toBeUndefined();
    const folder = join(home, 'tokens', level);
    expect(vault.path).toBe(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  test('a change sees the old text, and undefined removes', async () => {
    const vault = await opening(scratchFolder(), setting());
    await put(vault, 'entra', 'one');
    await vault.change('entra', old => new Secret(`${old?.reveal()} two`));
    expect(await got(vault, 'entra')).toBe('one two');
    await vault.change('entra', () => undefined);
    expect(await got(vault, 'entra')).toBeUndefined();
  });

  test('two vaults changing at once lose nothing', async () => {
    const home = scratchFolder();
    const at = {...setting(), clock: systemClock()};
    const [one, two] = await Promise.all([opening(home, at), opening(home, at)]);
    const add = (word: string) => (old: Secret | undefined) => new Secret(`${old?.reveal() ?? ''}${word}`);
    await Promise.all([...'aaaaabbbbb'].map(word => (word === 'a' ? one : two).change('entra', add(word))));
    expect([...((await got(one, 'entra')) ?? '')].sort().join('')).toBe('aaaaabbbbb');
  });

  test('forgetting leaves nothing, and the store can be made anew', async () => {
    const home = scratchFolder();
    const before = keyring.kept.size;
    const vault = await opening(home, setting());
    await put(vault, 'entra', 'token');
    await vault.forget();
    expect(existsSync(join(home, 'tokens', level))).toBe(false);
    expect(keyring.kept.size).toBe(before);
    expect(await got(vault, 'entra')).toBeUndefined();
    await put(vault, 'entra', 'again');
    expect(await got(await opening(home, setting()), 'entra')).toBe('again');
  });
});

describe('what cannot be opened is left as it is', () => {
  const keyring = fakeKeyring();
  const fileIn = (home: string, name: string) => join(home, 'tokens', 'keyring', name);

  async function homeWithToken(): Promise<string> {
    const home = scratchFolder();
    await put(await opening(home, {keyring}), 'entra', 'token');
    return home;
  }

  test('the key has gone from the keyring', async () => {
    const home = await homeWithToken();
    const before = readFileSync(fileIn(home, 'entra.sealed'));
    const vault = await opening(home, {keyring: fakeKeyring()});
    const gone = unreadable('its key is not in the test keyring');
    expect(await problemIn(vault.read('entra'))).toMatchObject(gone);
    expect(await problemIn(put(vault, 'entra', 'new'))).toMatchObject(gone);
    expect(await problemIn(put(vault, 'other', 'new'))).toMatchObject(gone);
    expect(readFileSync(fileIn(home, 'entra.sealed'))).toEqual(before);
  });

  test('the header has gone, or is damaged', async () => {
    const home = await homeWithToken();
    writeFileSync(fileIn(home, 'store.json'), '{"version":1}');
    expect(await problemIn((await opening(home, {keyring})).read('entra'))).toMatchObject(
      unreadable(expect.stringContaining('is damaged')),
    );
    rmSync(fileIn(home, 'store.json'));
    expect(await problemIn(put(await opening(home, {keyring}), 'entra', 'new'))).toMatchObject(
      unreadable(expect.stringContaining('is missing')),
    );
  });

  test('an entry put in the place of another does not open', async () => {
    const home = await homeWithToken();
    copyFileSync(fileIn(home, 'entra.sealed'), fileIn(home, 'admin.sealed'));
    expect(await problemIn((await opening(home, {keyring})).read('admin'))).toMatchObject({
      code: 'signed-out',
    });
  });

  test('it can still be forgotten', async () => {
    const home = await homeWithToken();
    writeFileSync(fileIn(home, 'store.json'), 'rubbish');
    await (await opening(home, {keyring})).forget();
    expect(existsSync(join(home, 'tokens', 'keyring'))).toBe(false);
  });

  test('a key that stays behind in a keyring that is away is owned up to', async () => {
    const home = await homeWithToken();
    const vault = await opening(home, {env: named('keyring')});
    expect(await problemIn(vault.forget())).toMatchObject({code: 'failed'});
    expect(existsSync(join(home, 'tokens', 'keyring'))).toBe(false);
  });
});

describe('passphrases', () => {
  const env = (file: string) => ({STINT_TOKEN_STORE: 'passphrase', STINT_PASSPHRASE_FILE: file});

  function fileWith(text: string, mode = 0o600): string {
    const path = join(scratchFolder(), 'passphrase');
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  }

  test('a new one is asked for until both are alike, an old one once', async () => {
    const home = scratchFolder();
    const someone = person('one', 'other', '', '', 'right', 'right', 'right');
    const vault = await opening(home, {env: named('passphrase'), person: someone});
    await put(vault, 'entra', 'token');
    await put(vault, 'entra', 'token 2');
    expect(someone.asked).toHaveLength(6);
    const later = person('right');
    expect(await got(await opening(home, {env: named('passphrase'), person: later}), 'entra')).toBe(
      'token 2',
    );
    expect(later.asked).toHaveLength(1);
  });

  test('a wrong one is asked for again, three times in all, and changes nothing', async () => {
    const home = scratchFolder();
    await put(await opening(home, {person: person('right')}), 'entra', 'token');
    expect(await got(await opening(home, {person: person('wrong', 'right')}), 'entra')).toBe('token');
    const stranger = person('wrong');
    const problem = await problemIn(put(await opening(home, {person: stranger}), 'new', 'x'));
    expect(problem).toMatchObject(unreadable('the passphrase is not the right one'));
    expect(stranger.asked).toHaveLength(3);
  });

  test('a file stands for a person, its last line end is not part of it', async () => {
    const home = scratchFolder();
    await put(await opening(home, {env: env(fileWith('right horse\n'))}), 'entra', 'token');
    expect(await got(await opening(home, {env: env(fileWith('right horse'))}), 'entra')).toBe('token');
    expect(await got(await opening(home, {person: person('right horse')}), 'entra')).toBe('token');
    expect(await problemIn((await opening(home, {env: env(fileWith('wrong'))})).read('entra'))).toMatchObject(
      unreadable('the passphrase is not the right one'),
    );
  });

  test.each([
    ['others can read it', () => fileWith('p', 0o640), 'others can read the file'],
    ['it is empty', () => fileWith('\n'), 'the file is empty'],
    ['it is a folder', scratchFolder, 'it does not name an ordinary file'],
    ['it is not there', () => '/nowhere/at/all', /cannot be read/],
  ])('a file is refused when %s', async (_, path, reason) => {
    const vault = await opening(scratchFolder(), {env: env(path())});
    const problem = await problemIn(vault.prepare());
    const expected = typeof reason === 'string' ? reason : expect.stringMatching(reason);
    expect(problem).toMatchObject({
      code: 'misconfigured',
      setting: 'STINT_PASSPHRASE_FILE',
      reason: expected,
    });
  });

  test('a variable is no passphrase', async () => {
    const vault = await opening(scratchFolder(), {env: {...named('passphrase'), STINT_PASSPHRASE: 'secret'}});
    expect(await problemIn(vault.prepare())).toMatchObject(closed);
  });
});

test('memory ends with its process and touches no disk', async () => {
  const home = scratchFolder();
  const vault = await opening(home, {env: named('memory')});
  await put(vault, 'entra', 'token');
  expect(await got(vault, 'entra')).toBe('token');
  expect(await got(await opening(home, {env: named('memory')}), 'entra')).toBeUndefined();
  expect([readdirSync(home), vault.path]).toEqual([[], null]);
});

test('an encrypted store is never decrypted into plaintext', async () => {
  const home = scratchFolder();
  const keyring = fakeKeyring();
  await put(await opening(home, {keyring}), 'entra', 'token');
  const plain = await opening(home, {env: named('plaintext'), keyring});
  expect(await got(plain, 'entra')).toBeUndefined();
  await put(plain, 'other', 'bare');
  expect(readFileSync(join(home, 'tokens', 'plaintext', 'other.txt'), 'utf8')).toBe('bare');
  expect(await got(await opening(home, {keyring}), 'entra')).toBe('token');
});

describe('properties', () => {
  test('any text comes back, is not on the disk, and no flipped bit goes unnoticed', async () => {
    const home = scratchFolder();
    const keyring = fakeKeyring();
    const vault = await opening(home, {keyring});
    const file = join(home, 'tokens', 'keyring', 'entra.sealed');
    const text = fc.string({unit: 'binary', minLength: 8, maxLength: 300});
    await fc.assert(
      fc.asyncProperty(text, fc.nat(), fc.nat({max: 7}), async (secret, at, bit) => {
        await put(vault, 'entra', secret);
        expect(await got(vault, 'entra')).toBe(secret);
        const bytes = readFileSync(file);
        expect(bytes.includes(secret)).toBe(false);
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
        writeFileSync(file, bytes);
        expect(await problemIn(vault.read('entra'))).toMatchObject({code: 'signed-out'});
        rmSync(file);
      }),
      {numRuns: 50},
    );
  });
});
