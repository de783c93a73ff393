import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readSpareSettings} from '../../src/stores/spare-settings.ts';
import {scratchFolder} from './scratch.ts';

const SCOPE = '/subscriptions/06f98c99-2e3b-4646-b31f-f2281ae05d6c';
const OWNER = {
  ...{name: 'owner', kind: 'azure-resource', role: 'Owner', scope: SCOPE},
  roleDefinitionId: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
};
const ENTRA = {profiles: {default: {entra: {tenantId: 'contoso.onmicrosoft.com'}}}};
const WHOLE = {...ENTRA, breakGlass: {ladder: [OWNER]}};

async function spare(settings: unknown) {
  const configFile = join(scratchFolder(), 'config.json');
  const text = typeof settings === 'string' ? settings : JSON.stringify(settings);
  writeFileSync(configFile, text, {mode: 0o600});
  return readSpareSettings({configFile});
}

test('settings that hold are used whole', async () => {
  expect(await spare(WHOLE)).toEqual({settings: WHOLE, refused: []});
  expect(await readSpareSettings({configFile: join(scratchFolder(), 'none.json')})).toEqual({
    ...{settings: {}, refused: []},
  });
});

test.each([
  [{...WHOLE, ui: {theme: 'purple'}}, 'ui.theme'],
  [{...WHOLE, nonsense: 1}, 'nonsense'],
  [{...WHOLE, sinks: [{name: 'ops', type: 'pigeon'}]}, 'sinks.0.type'],
])('a section that is refused is left out, and named: %j', async (settings, name) => {
  const {settings: used, refused} = await spare(settings);
  expect(used).toEqual(WHOLE);
  expect(refused).toEqual([expect.stringContaining(name)]);
});

test('of the ladder only the rung that is refused is left out', async () => {
  const wrong = {...OWNER, name: 'other', scope: 7};
  const {settings, refused} = await spare({...ENTRA, breakGlass: {ladder: [wrong, OWNER]}});
  expect(settings).toEqual(WHOLE);
  expect(refused).toEqual([expect.stringContaining('breakGlass.ladder.0.scope')]);
});

test.each([
  ['{"breakGlass": {"ladder": ['],
  ['[]'],
  [{breakGlass: {ladder: [], cosign: 'perhaps'}}],
  [{breakGlass: 3}],
])('what cannot be told is refused: %j', async settings => {
  await expect(spare(settings)).rejects.toMatchObject({problem: {code: 'misconfigured'}});
});
