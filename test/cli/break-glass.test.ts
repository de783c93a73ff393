import {expect, test} from 'vitest';
import type {Rung} from '../../src/core/ladder.ts';
import {FakeEmergency} from './fake-emergency.ts';
import {activeFor, eligibility, type World, world} from './fakes.ts';
import {run} from './run.ts';

const OWNER: Rung = {
  ...{name: 'prod-owner', kind: 'azure-resource', role: 'Owner'},
  ...{scope: '/subscriptions/prod', scopeName: 'prod-payments'},
  roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
} as const;
const ADMIN: Rung = {
  ...{name: 'global-admin', kind: 'entra-role', role: 'Global Administrator'},
  roleDefinitionId: '62e90394-69f5-4237-9190-012177145e10',
} as const;

function emergencyWorld(ladder: readonly Rung[] = [OWNER, ADMIN]): World {
  const at = world({breakGlass: {ladder}});
  at.azure.answers = [
    intent => activeFor({...eligibility('Owner', 'prod-payments'), id: intent.eligibilityId})(intent),
  ];
  at.entra.answers = [
    intent =>
      activeFor({
        ...eligibility('Global Administrator', 'Directory', {kind: 'entra-role'}),
        id: intent.eligibilityId,
      })(intent),
  ];
  return at;
}

const FLAGS = ['--incident', 'INC-4821', '--reason', 'payments are down'];
const SCRIPT = [...FLAGS, '--confirm', 'prod-owner'];

test('the first that works, in a script, with everything said in order', async () => {
  const emergency = new FakeEmergency();
  emergency.ignored = ['AWS_ENDPOINT_URL_STS is set'];
  const it = await run(['break-glass', ...SCRIPT], {world: emergencyWorld(), emergency});
  expect(it).toMatchObject({code: 0});
  const lines = it.err.split('\n').map(line => line.replace(/^\d\d:\d\d:\d\d {2}/, ''));
  expect(lines.slice(0, 12)).toEqual([
    ' BREAK GLASS ',
    'Ignored: AWS_ENDPOINT_URL_STS is set',
    'Settings: /home/ada/.config/stint/config.json (SHA-256 0123456789abcdef)',
    'INC-4821 is open and written down: payments are down',
    'Answering: Microsoft Entra.',
    'Not answering: AWS STS (eu-west-1) (it refused the connection).',
    'Told: ops.',
    'Not told yet: siem (unreachable).',
    'Trying prod-owner: Owner on prod-payments (Azure)',
    expect.stringMatching(/^prod-owner is active until .*: Owner on prod-payments$/),
    expect.stringMatching(/^Azure: /),
    'Afterwards:',
  ]);
  expect(it.err).toContain('stint break-glass close INC-4821');
  expect(it.err).toContain('stint deactivate azr-');
  expect(it.out).toContain('Owner');
  expect(emergency.closed).toBe(1);
});
