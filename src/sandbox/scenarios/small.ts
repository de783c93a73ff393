import type {Organisation} from '../organisation.ts';

/** A handful of everything, for tests: one row each of what a program has to tell apart. */
export function fillSmall(organisation: Organisation): void {
  organisation
    .subscription('prod-payments')
    .resourceGroup('rg-payments-api', 'prod-payments')
    .resourceGroup('rg-payments-data', 'prod-payments')
    .eligible({kind: 'azure-resource', role: 'Contributor', scope: 'prod-payments'})
    .eligible({kind: 'azure-resource', role: 'Reader', scope: 'prod-data', requires: {justification: false}})
    .eligible({
      kind: 'azure-resource',
      role: 'Owner',
      scope: 'prod-data',
      maxDuration: 'PT2H',
      requires: {approval: ['Grace Hopper']},
    })
    .eligible({kind: 'entra-role', role: 'Global Reader', requires: {justification: false}})
    .eligible({kind: 'entra-role', role: 'User Administrator', maxDuration: 'PT1H', requires: {ticket: true}})
    .eligible({kind: 'entra-group', role: 'Member', scope: 'sg-breakfix-oncall'})
    .standing({kind: 'azure-resource', role: 'Reader', scope: 'shared-network'});
  organisation.aws
    .account({id: '111122223333', name: 'payments-prod'})
    .account({id: '444455556666', name: 'shared-logs'})
    .permissionSet({account: 'payments-prod', name: 'AdministratorAccess'})
    .permissionSet({account: 'payments-prod', name: 'ReadOnlyAccess', sessionSeconds: 4 * 3600})
    .permissionSet({account: 'shared-logs', name: 'ReadOnlyAccess'});
}
