import type {EligiblePlace, Organisation} from '../organisation.ts';
import {fillDemoAws} from './demo-aws.ts';

/** What a role asks for, where there is more to say than the defaults. */
type Wish = Omit<EligiblePlace, 'kind' | 'scope' | 'role'>;

const breakable: Wish['requires'] = {approval: ['Grace Hopper'], mfa: true};
const hour = 3_600_000;

/** Contoso on an ordinary day: forty-odd things to become, a few held already, and every way a policy can ask. */
export function fillDemo(organisation: Organisation): void {
  places(organisation);
  payments(organisation);
  platform(organisation);
  directory(organisation);
  groups(organisation);
  held(organisation);
  fillDemoAws(organisation.aws);
  organisation.dropExpandedProperties(4);
}

function places(organisation: Organisation): void {
  organisation
    .managementGroup('mg-contoso')
    .managementGroup('mg-production', 'mg-contoso')
    .subscription('prod-payments', 'mg-production')
    .subscription('prod-data', 'mg-production')
    .subscription('prod-edge', 'mg-production')
    .subscription('staging', 'mg-contoso')
    .subscription('sandbox-labs', 'mg-contoso')
    .resourceGroup('rg-payments-api', 'prod-payments')
    .resourceGroup('rg-payments-ledger', 'prod-payments')
    .resourceGroup('rg-lake', 'prod-data')
    .resourceGroup('rg-warehouse', 'prod-data')
    .resourceGroup('rg-frontdoor', 'prod-edge')
    .resourceGroup('rg-staging-web', 'staging')
    .resource('kv-prod-payments', 'rg-payments-api', 'Microsoft.KeyVault/vaults')
    .resource('kv-prod-ledger', 'rg-payments-ledger', 'Microsoft.KeyVault/vaults')
    .resource('stlakeprod', 'rg-lake', 'Microsoft.Storage/storageAccounts')
    .resource('sql-warehouse', 'rg-warehouse', 'Microsoft.Sql/servers');
}

function azure(organisation: Organisation, scope: string, roles: Readonly<Record<string, Wish>>): void {
  for (const [role, wish] of Object.entries(roles))
    organisation.eligible({...wish, kind: 'azure-resource', role, scope});
}

function payments(organisation: Organisation): void {
  azure(organisation, 'prod-payments', {
    Contributor: {},
    Owner: {maxDuration: 'PT2H', requires: breakable},
    'User Access Administrator': {
      maxDuration: 'PT1H',
      requires: {authContext: 'c1', ticket: true},
      policyReadable: false,
    },
  });
  // The same role once more, through a group: the clouds list both rows.
  organisation.eligible({
    kind: 'azure-resource',
    role: 'Contributor',
    scope: 'prod-payments',
    memberType: 'Group',
  });
  azure(organisation, 'rg-payments-api', {
    'Azure Kubernetes Service Cluster Admin Role': {maxDuration: 'PT4H'},
  });
  azure(organisation, 'rg-payments-ledger', {'SQL DB Contributor': {requires: {ticket: true}}});
  azure(organisation, 'kv-prod-payments', {
    'Key Vault Secrets User': {},
    'Key Vault Administrator': {maxDuration: 'PT1H', requires: {authContext: 'c1'}},
  });
  azure(organisation, 'kv-prod-ledger', {
    'Key Vault Secrets Officer': {maxDuration: 'PT2H', requires: {mfa: true}},
  });
}

const onlyFoo =
  "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEqualsIgnoreCase 'exports'";

function platform(organisation: Organisation): void {
  azure(organisation, 'mg-production', {
    Reader: {requires: {justification: false}, policyReadable: false},
  });
  azure(organisation, 'prod-data', {
    Contributor: {},
    Owner: {maxDuration: 'PT1H', requires: breakable},
    'Monitoring Contributor': {requires: {justification: false}},
  });
  azure(organisation, 'stlakeprod', {
    'Storage Blob Data Contributor': {condition: onlyFoo},
    'Storage Blob Data Reader': {requires: {justification: false}},
  });
  azure(organisation, 'rg-warehouse', {Contributor: {policyReadable: false}});
  azure(organisation, 'prod-edge', {
    Contributor: {maxDuration: 'PT4H'},
    'Network Contributor': {requires: {ticket: true}},
  });
  azure(organisation, 'rg-frontdoor', {'Network Contributor': {maxDuration: 'PT30M'}});
  azure(organisation, 'staging', {
    Owner: {maxDuration: 'P1D'},
    'Virtual Machine Administrator Login': {},
  });
  azure(organisation, 'rg-staging-web', {Contributor: {requires: {justification: false}}});
  azure(organisation, 'sandbox-labs', {Owner: {requires: {justification: false}}});
}

function directory(organisation: Organisation): void {
  const roles: Readonly<Record<string, Wish>> = {
    'Global Reader': {requires: {justification: false}},
    'Global Administrator': {maxDuration: 'PT1H', requires: {...breakable, ticket: true}},
    'Privileged Role Administrator': {maxDuration: 'PT1H', requires: {...breakable, authContext: 'c1'}},
    'User Administrator': {maxDuration: 'PT4H'},
    'Security Reader': {requires: {justification: false}},
    'Security Administrator': {maxDuration: 'PT2H', requires: {authContext: 'c1'}},
    'Application Administrator': {maxDuration: 'PT4H', requires: {mfa: true}},
    'Conditional Access Administrator': {maxDuration: 'PT2H', requires: {mfa: true, ticket: true}},
    'Authentication Administrator': {maxDuration: 'PT2H'},
    'Intune Administrator': {},
  };
  for (const [role, each] of Object.entries(roles))
    organisation.eligible({...each, kind: 'entra-role', role});
  organisation.eligible({kind: 'entra-role', role: 'Helpdesk Administrator', scope: 'Amsterdam office'});
}

function groups(organisation: Organisation): void {
  const member = (scope: string, each: Wish) =>
    organisation.eligible({...each, kind: 'entra-group', role: 'Member', scope});
  member('sg-breakfix-oncall', {});
  member('sg-prod-db-readers', {requires: {justification: false}});
  member('sg-prod-deployers', {maxDuration: 'PT4H', requires: {ticket: true}});
  member('sg-aws-prod-admins', {maxDuration: 'PT1H', requires: {approval: ['Grace Hopper']}});
  member('sg-github-owners', {maxDuration: 'PT1H', requires: {mfa: true}});
  organisation.eligible({
    kind: 'entra-group',
    role: 'Owner',
    scope: 'sg-breakfix-oncall',
    maxDuration: 'PT1H',
  });
}

function held(organisation: Organisation): void {
  const endOfProject = organisation.settings.startAt + 12 * 24 * hour;
  organisation
    .standing({kind: 'azure-resource', role: 'Reader', scope: 'sandbox-labs'})
    .timeBound({
      kind: 'azure-resource',
      role: 'Monitoring Contributor',
      scope: 'prod-edge',
      endsAt: endOfProject,
    })
    .activeFor({
      kind: 'azure-resource',
      role: 'Reader',
      scope: 'prod-payments',
      forMs: 47 * 60_000,
      sinceMs: 13 * 60_000,
    });
}
