import {type AwsEndpoints, LONGEST_SESSION} from '../../core/aws.ts';
import type {Eligibility} from '../../core/eligibility.ts';
import {eligibilityOfRung, type UserRoleRung} from '../../core/ladder.ts';
import type {Clock, LoanBook, Network, ServerTime, UserKey} from '../../core/ports.ts';
import {readRoleArn} from '../../core/role-arn.ts';
import type {AwsRoleSettings} from '../../core/settings.ts';
import type {StsPlace} from '../aws/access.ts';
import {createClientParts} from '../aws/clients.ts';
import type {LoanDesk} from '../aws/loans.ts';
import {refuse} from '../aws-roles/bench.ts';
import {placeIn} from '../aws-roles/of-user.ts';
import type {PlacedRole} from '../aws-roles/translate.ts';
import type {UserSessions} from './user-sessions.ts';

export interface UserRoleParts {
  readonly rung: UserRoleRung;
  /** It stays in memory. */
  readonly key: UserKey;
  /** Shared by all rungs of one process (`createUserSessions`). */
  readonly sessions: UserSessions;
  /** Where AWS is in the rung's Region: `awsEndpoints(rung.region)`, but in a drill. */
  readonly endpoints: AwsEndpoints;
  readonly profile: string;
  readonly loans: LoanBook;
  readonly network: Network;
  readonly clock: Clock;
  readonly server: ServerTime;
  readonly debug?: ((line: string) => void) | undefined;
}

/** What the acts are done with. */
export interface Bench extends StsPlace {
  readonly parts: UserRoleParts;
  readonly desk: LoanDesk;
  readonly role: PlacedRole;
  readonly eligibility: Eligibility;
}

/** Throws `misconfigured` for a rung that makes no sense. */
export function benchOf(parts: UserRoleParts): Bench {
  const {rung, endpoints, loans, server} = parts;
  const {network, clock, debug} = parts;
  return {
    parts,
    desk: {kind: 'aws-role', loans, server},
    role: placed(rung),
    eligibility: eligibilityOfRung(rung, {tenantId: ''}),
    access: {clientParts: createClientParts({network, clock, server, debug})},
    session: placeIn(rung.region, endpoints),
  };
}

/** As if the settings' roles held it; the second factor is shown before, when the user's session begins. */
function placed(rung: UserRoleRung): PlacedRole {
  const setting = `breakGlass.ladder.${rung.name}`;
  const place = readRoleArn(rung.roleArn);
  if (place === undefined)
    return refuse({code: 'misconfigured', setting, reason: `“${rung.roleArn}” is not the ARN of a role`});
  const {name, roleArn, externalId, sourceIdentity, sessionTags, user} = rung;
  const settings: AwsRoleSettings = {name, roleArn, externalId, sourceIdentity, sessionTags};
  return {settings, setting, ...place, maxDuration: LONGEST_SESSION, user};
}
