import {Trouble} from '../../core/problem.ts';
import {lastSegment} from '../pim/door.ts';
import {whole} from '../pim/merge.ts';
import type {PolicyRule} from '../pim/policy.ts';
import type {Reach} from '../pim/reach.ts';
import type {Addressed} from '../pim/wire-port.ts';
import {scopePath, withFilter} from './client.ts';
import {armPages} from './pages.ts';
import {pageShape, WirePolicyAssignment} from './wire.ts';

/** Per role and scope (reference azure-pim 2.1). Who is only eligible may be refused: then nothing is known. */
export async function policyRules(
  reach: Reach,
  {address, scope}: Addressed,
  signal: AbortSignal,
): Promise<readonly PolicyRule[] | undefined> {
  const definition = address.roleDefinitionId ?? '';
  const pages = armPages(reach, signal, pageShape(WirePolicyAssignment), (client, watch) => {
    withFilter(client, `roleDefinitionId eq '${definition}'`);
    return client.roleManagementPolicyAssignments.listForScope(scopePath(scope.id), watch);
  });
  try {
    const role = lastSegment(definition).toLowerCase();
    const rows = (await whole(pages)).map(row => row.properties);
    const found = rows.find(row => lastSegment(row.roleDefinitionId).toLowerCase() === role);
    return found?.effectiveRules ?? undefined;
  } catch (thrown) {
    if (thrown instanceof Trouble && thrown.problem.code === 'denied') return undefined;
    throw thrown;
  }
}
