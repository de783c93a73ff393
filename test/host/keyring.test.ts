import {expect, test} from 'vitest';
import {Secret} from '../../src/core/secret.ts';
import {systemClock} from '../../src/host/clock.ts';
import {type KeyringModule, openKeyring} from '../../src/host/keyring.ts';
import {HandClock} from '../support/clock.ts';

interface Desk {
  readonly kept: Map<string, string>;
  readonly stores: unknown[];
}

/** What the native module does on a desktop, or the one thing that goes wrong. */
function moduleWith(
  desk: Desk,
  wrong: Partial<Record<'getPassword' | 'setPassword', () => Promise<never>>> = {},
) {
  class AsyncEntry {
    readonly #name: string;
    constructor(service: string, account: string, options?: {linux: {store: string}}) {
      this.#name = `${service}/${account}`;
      desk.stores.push(options?.linux.store);
    }
    async getPassword(): Promise<string | null> {
      return wrong.getPassword?.() ?? desk.kept.get(this.#name) ?? null;
    }
    async setPassword(password: string): Promise<void> {
      await wrong.setPassword?.();
      desk.kept.set(this.#name, password);
    }
    async deleteCredential(): Promise<boolean> {
      return desk.kept.delete(this.#name);
    }
  }
  const module: KeyringModule = {AsyncEntry};
  return async () => module;
}

const desk = (): Desk => ({kept: new Map(), stores: []});

test('a keyring that passes the round trip keeps secrets by name, and the probe leaves nothing', async () => {
  const mine = desk();
  const keyring = await openKeyring({clock: new HandClock(), platform: 'linux', load: moduleWith(mine)});
  if ('unavailable' in keyring) throw new Error(keyring.unavailable);
  expect(keyring.label).toBe('Secret Service keyring');
  expect(mine.kept.size).toBe(0);
  await keyring.set('key', new Secret('s3cret'));
  expect((await keyring.get('key'))?.reveal()).toBe('s3cret');
  expect(await keyring.get('other')).toBeUndefined();
  await keyring.delete('key');
  expect(await keyring.get('key')).toBeUndefined();
  expect(new Set(mine.stores)).toEqual(new Set(['secret-service']));
});

test('a keyring that hangs is none after three seconds', async () => {
  const clock = new HandClock();
  const load = moduleWith(desk(), {setPassword: () => new Promise<never>(() => undefined)});
  const opened = await clock.through(openKeyring({clock, load}));
  expect(opened).toEqual({unavailable: 'it does not answer'});
  expect(clock.naps).toEqual([3000]);
});

test('an error becomes its reason, on one line', async () => {
  const load = moduleWith(desk(), {
    getPassword: () => Promise.reject(new Error('Platform failure:\n  no bus')),
  });
  expect(await openKeyring({clock: new HandClock(), load})).toEqual({
    unavailable: 'Platform failure: no bus',
  });
});

test('a keyring that gives back something else is none', async () => {
  const mine = desk();
  mine.kept.set = function set(this: Map<string, string>, name: string) {
    return Map.prototype.set.call(this, name, 'something else') as Map<string, string>;
  };
  const opened = await openKeyring({clock: new HandClock(), load: moduleWith(mine)});
  expect(opened).toEqual({unavailable: 'it does not give back what it was given'});
});

test('a machine without the module has no keyring', async () => {
  const missing = Object.assign(new Error('Cannot find package'), {code: 'ERR_MODULE_NOT_FOUND'});
  const opened = await openKeyring({clock: new HandClock(), load: () => Promise.reject(missing)});
  expect(opened).toEqual({unavailable: 'the keyring module is not installed'});
});

test('the real module answers one way or the other', async () => {
  const opened = await openKeyring({clock: systemClock()});
  expect('unavailable' in opened ? opened.unavailable : opened.label).toMatch(/./);
});
