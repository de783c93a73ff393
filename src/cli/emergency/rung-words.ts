import {kindLabel} from '../../core/kind.ts';
import {isOfUser, type Rung} from '../../core/ladder.ts';
import {visible} from '../../core/untrusted.ts';

/** `Owner on prod-payments (Azure)`: what a rung of the ladder gives, safe to print. */
export const rungTitle = (rung: Rung): string => `${visible(roleOn(rung))} (${kindLabel(rung.kind)})`;

function roleOn(rung: Rung): string {
  switch (rung.kind) {
    case 'azure-resource':
      return `${rung.role} on ${rung.scopeName ?? rung.scope}`;
    case 'entra-role':
      return `${rung.role} on ${rung.directoryScopeId ?? 'Directory'}`;
    case 'entra-group':
      return `${rung.access === 'owner' ? 'Owner' : 'Member'} of ${rung.groupName ?? rung.groupId}`;
    case 'aws-permission-set':
      return `${rung.permissionSet} in ${rung.accountId}`;
    case 'aws-role':
      return isOfUser(rung) ? `${rung.roleArn} through the user ${rung.user}` : rung.role;
  }
}
