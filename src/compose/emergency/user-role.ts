import {awsEndpointsOf} from '../../core/aws-variables.ts';
import {createUserRole, createUserSessions, type UserRoleParts} from '../../providers/aws-emergency/index.ts';
import type {EmergencyApp} from '../../usecases/break-glass/emergency-app.ts';
import type {World} from '../world.ts';

export interface UserRolesParts extends Pick<UserRoleParts, 'network' | 'server' | 'debug'> {
  /** As an emergency leaves it: endpoint variables count in a drill only. */
  readonly world: World;
}

/** Roles of IAM users; a session that was begun with one code serves all rungs of its user. */
export function userRoleOf({world, ...parts}: UserRolesParts): EmergencyApp['roleOfUser'] {
  const sessions = createUserSessions();
  return (rung, key, {loans, profile}) =>
    createUserRole({
      ...{...parts, rung, key, sessions, loans, profile, clock: world.clock},
      endpoints: awsEndpointsOf(rung.region, world.env, []),
    });
}
