import {inspect} from 'node:util';
import {expect, test} from 'vitest';
import {Secret} from '../../src/core/secret.ts';
import {createSinkSecrets} from '../../src/sinks/secrets.ts';
import {problemIn, vaultInMemory} from './place.ts';

test('address and token lie in one entry of the vault, apart from other sinks', async () => {
  const vault = vaultInMemory();
  const secrets = createSinkSecrets(vault);
  expect(await secrets.read('ops')).toBeUndefined();
  await secrets.set('ops', 'token', new Secret('t-1\n'));
  expect(await secrets.read('ops')).toBeUndefined();
  await secrets.set('ops', 'url', new Secret(' https://hooks.example/x \n'));
  const kept = await secrets.read('ops');
  expect([kept?.url.reveal(), kept?.token?.reveal()]).toEqual(['https://hooks.example/x', 't-1']);
  expect(inspect(kept)).not.toMatch(/hooks|t-1/);
  expect([...vault.entries.keys()]).toEqual(['sink-ops']);
  await secrets.forget('ops');
  expect(vault.entries.size).toBe(0);
});

test.each([
  [''],
  ['hooks.example/x'],
  ['http://hooks.example/x'],
  ['http://localhost/x'],
  ['file:///etc/passwd'],
  ['javascript:alert(1)'],
  ['https://user:word@hooks.example/x'],
  ['https://user@hooks.example/x'],
  ['https://hooks.example/\nx'],
  ['https://hooks.example/a b'],
])('the address %j is refused, and not shown', async text => {
  const vault = vaultInMemory();
  const problem = await problemIn(createSinkSecrets(vault).set('ops', 'url', new Secret(text)));
  expect(problem.code).toBe('usage');
  expect(JSON.stringify(problem)).not.toMatch(/hooks|localhost|passwd|alert/);
  expect(vault.entries.size).toBe(0);
});

test.each([[''], ['two words'], ['a\r\nx-evil: 1'], ['ü']])('the token %j is refused', async text => {
  const problem = await problemIn(createSinkSecrets(vaultInMemory()).set('ops', 'token', new Secret(text)));
  expect(problem.code).toBe('usage');
});

test('an entry that holds something else counts as none', async () => {
  const vault = vaultInMemory();
  vault.entries.set('sink-ops', new Secret('not JSON'));
  expect(await createSinkSecrets(vault).read('ops')).toBeUndefined();
  vault.entries.set('sink-ops', new Secret('null'));
  expect(await createSinkSecrets(vault).read('ops')).toBeUndefined();
});
