import type {Rung} from '../core/ladder.ts';
import {roleDefinitionId} from './arm/rows.ts';
import {awsSession} from './aws/home.ts';
import type {Organisation} from './organisation.ts';
import {durationMs} from './pim/duration.ts';
import type {PracticeEligibility} from './pim/model.ts';

const hour = 3_600_000;

/**
 * The practice home's emergency roles (contract 5, `breakGlass.ladder`): one of each way there is, as far as the
 * organisation has them, and all of them to be had at once: an Azure role, an Entra role, a permission set, and the roles
 * that its IAM users assume with MFA.
 */
export function ladderOf(organisation: Organisation): readonly Rung[] {
  return [
    ...azureRungs(organisation),
    ...entraRungs(organisation),
    ...setRungs(organisation),
    ...userRungs(organisation),
  ];
}

function azureRungs(organisation: Organisation): readonly Rung[] {
  const row = ready(organisation, 'azure-resource');
  if (row === undefined) return [];
  const {role, scope} = row;
  return [
    {
      ...{name: named(scope.name, role.name), kind: 'azure-resource'},
      ...{role: role.name, scope: scope.id, scopeName: scope.name},
      roleDefinitionId: roleDefinitionId(scope, role),
    },
  ];
}

function entraRungs(organisation: Organisation): readonly Rung[] {
  const row = ready(organisation, 'entra-role');
  if (row === undefined) return [];
  const {role, scope} = row;
  const place = scope.id === '/' ? {} : {directoryScopeId: scope.id};
  return [{name: named(role.name), kind: 'entra-role', role: role.name, roleDefinitionId: role.id, ...place}];
}

/** The first that nobody has to approve or be asked for, and that is not held already; weightier ones before others. */
function ready(
  {eligibilities, active}: Organisation,
  kind: PracticeEligibility['kind'],
): PracticeEligibility | undefined {
  const isHeld = (row: PracticeEligibility) =>
    active.some(held => held.kind === kind && held.role.id === row.role.id && held.scope.id === row.scope.id);
  const rows = eligibilities.filter(row => row.kind === kind && isPlain(row) && !isHeld(row));
  return rows.find(({policy}) => policy.justification) ?? rows[0];
}

function isPlain({policy, condition, endsAt}: PracticeEligibility): boolean {
  const {approvers, authContext, mfa, maxDuration} = policy;
  const isFree = approvers.length === 0 && authContext === null && !mfa && condition === null;
  return isFree && endsAt === null && (durationMs(maxDuration) ?? 0) >= hour;
}

function setRungs({aws}: Organisation): readonly Rung[] {
  const sets = aws.assigned.filter(({groupId}) => groupId === null);
  const called = (pattern: RegExp) => sets.find(({name}) => pattern.test(name));
  const set = called(/incident/i) ?? called(/^administrator/i) ?? sets[0];
  if (set === undefined) return [];
  const {accountId, name: permissionSet} = set;
  const account = aws.accounts.find(({id}) => id === accountId)?.name ?? accountId;
  return [
    {
      ...{name: named(account, permissionSet), kind: 'aws-permission-set'},
      ...{session: awsSession.name, accountId, permissionSet},
    },
  ];
}

/** Only what names a user: a role that trusts everybody is no emergency role. */
function userRungs({aws}: Organisation): readonly Rung[] {
  return aws.iamUsers.flatMap(user =>
    aws.roles
      .filter(({via, trust}) => via === null && trust.principals.includes(user.arn))
      .map(
        ({arn, name, trust}): Rung => ({
          ...{name: named(name), kind: 'aws-role', roleArn: arn, user: user.name, region: awsSession.region},
          ...(user.mfaSerial === null ? {} : {mfaSerial: user.mfaSerial}),
          ...(trust.externalId === null ? {} : {externalId: trust.externalId}),
          ...(trust.sourceIdentity ? {} : {sourceIdentity: false}),
          ...(trust.tagSession ? {} : {sessionTags: false}),
        }),
      ),
  );
}

/** Easy to type: `prod-payments-contributor`. */
const named = (...parts: readonly string[]): string =>
  parts
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
