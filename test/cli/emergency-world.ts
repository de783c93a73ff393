import type {Rung} from '../../src/core/ladder.ts';
import {activeFor, eligibility, type World, world} from './fakes.ts';

const DEFINITIONS = '/providers/Microsoft.Authorization/roleDefinitions';

export const OWNER: Rung = {
  ...{name: 'prod-owner', kind: 'azure-resource', role: 'Owner'},
  ...{scope: '/subscriptions/prod', scopeName: 'prod-payments'},
  roleDefinitionId: `${DEFINITIONS}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`,
} as const;

export const ADMIN: Rung = {
  ...{name: 'global-admin', kind: 'entra-role', role: 'Global Administrator'},
  roleDefinitionId: '62e90394-69f5-4237-9190-012177145e10',
} as const;

/** Both rungs give what they name. */
export function emergencyWorld(ladder: readonly Rung[] = [OWNER, ADMIN]): World {
  const at = world({breakGlass: {ladder}});
  const owner = eligibility('Owner', 'prod-payments');
  const admin = eligibility('Global Administrator', 'Directory', {kind: 'entra-role'});
  at.azure.answers = [intent => activeFor({...owner, id: intent.eligibilityId})(intent)];
  at.entra.answers = [intent => activeFor({...admin, id: intent.eligibilityId})(intent)];
  return at;
}

export const FLAGS = ['--incident', 'INC-4821', '--reason', 'payments are down'];
export const SCRIPT = [...FLAGS, '--confirm', 'prod-owner'];
