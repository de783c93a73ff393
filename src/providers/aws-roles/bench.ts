import type {AwsEndpoints} from '../../core/aws.ts';
import type {WireAddress} from '../../core/eligibility.ts';
import type {AwsCredentials} from '../../core/loan.ts';
import type {Clock, LoanBook, ServerTime} from '../../core/ports.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import type {AwsPlace, AwsRoleSettings} from '../../core/settings.ts';
import type {AwsAccess, AwsSession} from '../aws/access.ts';
import type {LoanDesk} from '../aws/loans.ts';
import type {Portal} from '../aws/portal-port.ts';
import {type Misplaced, type PlacedRole, placeRole} from './translate.ts';

export interface AwsRolesParts {
  readonly access: AwsAccess;
  readonly portal: Portal;
  readonly loans: LoanBook;
  readonly roles: readonly AwsRoleSettings[];
  readonly profile: string;
  readonly clock: Clock;
  readonly server: ServerTime;
  /** Where AWS is for loans of emergency users, by Region; absent: as for the sessions there, else where it is published. */
  readonly endpointsOf?: ((region: string) => AwsEndpoints) | undefined;
}

/** What the acts of this kind are done with. */
export interface Bench {
  readonly parts: AwsRolesParts;
  readonly desk: LoanDesk;
  /** The rows of the settings, in their order. */
  readonly rows: readonly (PlacedRole | Misplaced)[];
}

export function benchOf(parts: AwsRolesParts): Bench {
  const {loans, server, profile, roles} = parts;
  const rows = roles.map((role, index) => placeRole(profile, role, index));
  return {parts, desk: {kind: 'aws-role', loans, server}, rows};
}

/** The settings' row behind an address. Throws `misconfigured` for one that makes no sense or is gone. */
export function roleAt({parts, rows}: Bench, {role: name = '', user}: WireAddress): PlacedRole {
  if (user !== undefined) return refuse(ofUser(user));
  const row = rows.find(({settings}) => settings.name === name);
  if (row === undefined)
    return refuse({
      code: 'misconfigured',
      setting: `profiles.${parts.profile}.aws.roles`,
      reason: `there is no role “${name}” (any more)`,
    });
  return 'fault' in row ? refuse(row.fault) : row;
}

/** Loans of emergency roles are in the same book; they are asked for elsewhere, with a key that nobody has at hand here. */
const ofUser = (user: string): Problem => ({
  code: 'unsupported',
  reason: `This role is assumed by the emergency user ${user}: nothing here can ask for it again, or for longer.`,
  nextSteps: ['Ask for it with stint break-glass; what is lent now is lent until its end'],
});

/** The way to a role: the session and the permission set whose credentials ask STS for it. */
export interface Way {
  readonly session: AwsSession;
  readonly via: AwsPlace;
  /** The dotted name of the role's settings. */
  readonly setting: string;
}

/** Throws `misconfigured` where the settings name no way, or one in another partition. */
export function wayTo({parts: {access}}: Bench, {settings: {via}, setting, partition}: PlacedRole): Way {
  if (via === undefined)
    return refuse({
      code: 'misconfigured',
      setting: `${setting}.via`,
      reason: 'it names no permission set whose credentials may assume the role',
      nextSteps: ['Name session, accountId and permissionSet there'],
    });
  const session = access.session(via.session);
  if (session.partition !== partition)
    return refuse({
      code: 'misconfigured',
      setting: `${setting}.via.session`,
      reason: `the session is in ${session.partition}, and the role in ${partition}`,
    });
  return {session, via, setting};
}

/** Credentials of the permission set on the way. They are used and forgotten: the loan is the role's alone. */
export async function viaCredentials(
  {parts: {portal}}: Bench,
  {via, setting}: Way,
  signal: AbortSignal,
): Promise<AwsCredentials> {
  const {session, accountId, permissionSet} = via;
  try {
    return await portal.credentials(session, accountId, permissionSet, signal);
  } catch (thrown) {
    if (!(thrown instanceof Trouble) || thrown.problem.code !== 'not-eligible') throw thrown;
    throw new Trouble({...thrown.problem, provider: 'aws-role', ...noWay(via, setting)}, thrown);
  }
}

const noWay = ({session, accountId, permissionSet}: AwsPlace, setting: string) => ({
  reason: `The role is assumed with the permission set ${permissionSet} in account ${accountId}, which is not yours (any more).`,
  nextSteps: [
    `See what the portal shows you: stint list --refresh --kind aws-permission-set --search ${accountId}`,
    `Ask whoever runs IAM Identity Center for it, or name another way (${setting}.via) in session ${session}`,
  ],
});

export function refuse(problem: Problem): never {
  throw new Trouble({provider: 'aws-role', ...problem});
}
