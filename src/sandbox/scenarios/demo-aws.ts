import type {AwsOrganisation} from '../aws/organisation.ts';
import {fillEmergency} from './emergency.ts';

const hour = 3600;

/** Permission sets by account; the number is how many hours their sessions last. */
const accounts: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'contoso-management': {ReadOnlyAccess: 1, Billing: 4},
  'log-archive': {ReadOnlyAccess: 8, SecurityAudit: 4},
  'security-tooling': {ReadOnlyAccess: 8, SecurityAudit: 4, SecurityOperator: 2},
  'shared-network': {ReadOnlyAccess: 8, NetworkAdministrator: 1},
  'payments-prod': {ReadOnlyAccess: 4, Operator: 1, DatabaseAdministrator: 1, IncidentResponder: 2},
  'payments-staging': {ReadOnlyAccess: 8, PowerUserAccess: 4, AdministratorAccess: 2},
  'ledger-prod': {ReadOnlyAccess: 4, Operator: 1},
  'data-lake-prod': {ReadOnlyAccess: 4, DataScientist: 8, Operator: 1},
  'data-lake-dev': {ReadOnlyAccess: 12, DataScientist: 12, PowerUserAccess: 8, AdministratorAccess: 4},
  'edge-prod': {ReadOnlyAccess: 4, NetworkAdministrator: 1, Operator: 1},
  'build-platform': {ReadOnlyAccess: 8, PowerUserAccess: 4, ReleaseManager: 1, Operator: 1, Billing: 4},
  'sandbox-labs': {ReadOnlyAccess: 12, AdministratorAccess: 12},
};

/** Contoso's AWS: twelve accounts, one permission set that only a PIM group brings, and two roles of its own; and one for emergencies. */
export function fillDemoAws(aws: AwsOrganisation): void {
  for (const [name, sets] of Object.entries(accounts)) {
    aws.account({name});
    for (const [set, hours] of Object.entries(sets))
      aws.permissionSet({account: name, name: set, sessionSeconds: hours * hour});
  }
  aws
    .linkGroup({group: 'sg-aws-prod-admins', account: 'payments-prod', permissionSet: 'AdministratorAccess'})
    .role({
      name: 'prod-deployer',
      account: 'payments-prod',
      via: {account: 'payments-prod', permissionSet: 'Operator'},
    })
    .role({
      name: 'ledger-break-fix',
      account: 'ledger-prod',
      via: {account: 'ledger-prod', permissionSet: 'Operator'},
      trust: {tagSession: false},
    });
  fillEmergency(aws);
}
