import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Trouble} from '../../src/core/problem.ts';
import {createSettingsStore} from '../../src/stores/settings.ts';
import {scratchFolder} from './scratch.ts';

const RULE = `dcr-${'0a'.repeat(16)}`;
const SIEM = {
  name: 'siem',
  type: 'sentinel',
  endpoint: 'https://stint-dce-x1.westeurope-1.ingest.monitor.azure.com',
  ruleId: RULE,
  stream: 'Custom-Stint_CL',
};

async function reading(sinks: readonly unknown[]): Promise<unknown> {
  const config = join(scratchFolder(), 'stint');
  const configFile = join(config, 'config.json');
  mkdirSync(config);
  writeFileSync(configFile, JSON.stringify({sinks}));
  return createSettingsStore({places: {config, configFile}})
    .read()
    .catch((thrown: unknown) => (thrown instanceof Trouble ? thrown.problem : Promise.reject(thrown)));
}

test('every type is accepted with its own keys', async () => {
  const sinks = [
    {name: 'ops', type: 'webhook'},
    {name: 'chat', type: 'slack'},
    {name: 'team-chat', type: 'teams'},
    {name: 'log', type: 'file', path: '/var/log/stint/events.ndjson'},
    SIEM,
    {...SIEM, name: 'us', endpoint: 'https://x.usgovvirginia-1.ingest.monitor.azure.us'},
    {...SIEM, name: 'cn', endpoint: 'https://x.chinaeast2-1.ingest.monitor.azure.cn/'},
    {...SIEM, name: 'practice', endpoint: 'https://localhost:8449'},
  ];
  expect(await reading(sinks)).toEqual({sinks});
});

test('the example of deploy/sentinel is accepted', async () => {
  const readme = readFileSync(new URL('../../deploy/sentinel/README.md', import.meta.url), 'utf8');
  const {sinks} = JSON.parse(/```json\n([\s\S]+?)```/.exec(readme)?.[1] ?? '{}');
  expect(await reading(sinks)).toEqual({sinks});
});

test.each([
  [[{name: 'ops', type: 'pager'}], 'sinks.0.type'],
  [[{name: 'ops'}], 'sinks.0'],
  [[{name: '../x', type: 'webhook'}], 'sinks.0.name'],
  [[{name: 'Ops', type: 'webhook'}], 'sinks.0.name'],
  [[{name: 'ops', type: 'webhook', url: 'https://hooks.example'}], 'sinks.0.url'],
  [[{name: 'ops', type: 'webhook', path: '/x'}], 'sinks.0.path'],
  [[{name: 'log', type: 'file'}], 'sinks.0.path'],
  [[{name: 'log', type: 'file', path: 'events.ndjson'}], 'sinks.0'],
  [
    [
      {name: 'ops', type: 'webhook'},
      {name: 'ops', type: 'slack'},
    ],
    'sinks.1',
  ],
  [[{name: 'siem', type: 'sentinel', ruleId: RULE, stream: 'Custom-Stint_CL'}], 'sinks.0.endpoint'],
  [[{...SIEM, endpoint: 'https://evil.example'}], 'sinks.0'],
  [[{...SIEM, endpoint: 'https://x.ingest.monitor.azure.com.evil.example'}], 'sinks.0'],
  [[{...SIEM, endpoint: 'http://x.ingest.monitor.azure.com'}], 'sinks.0.endpoint'],
  [[{...SIEM, endpoint: 'https://u:p@x.ingest.monitor.azure.com'}], 'sinks.0'],
  [[{...SIEM, endpoint: 'https://x.ingest.monitor.azure.com/elsewhere'}], 'sinks.0'],
  [[{...SIEM, ruleId: 'dcr-1/../..'}], 'sinks.0.ruleId'],
  [[{...SIEM, stream: 'Stint_CL'}], 'sinks.0.stream'],
])('%j is refused by name', async (sinks, setting) => {
  expect(await reading(sinks)).toMatchObject({code: 'misconfigured', setting});
});
