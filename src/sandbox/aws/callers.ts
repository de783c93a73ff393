import type {Estate} from './estate.ts';
import type {IssuedSession, PracticeIamUser, PracticePrincipal} from './model.ts';
import {AwsRefusal} from './refusal.ts';
import type {RoleSessions} from './role-sessions.ts';

/** Who signed a request. */
export interface Caller {
  readonly principal: PracticePrincipal;
  readonly secretAccessKey: string;
  /** null: a user's lasting key. */
  readonly session: IssuedSession | null;
}

export interface CallerParts {
  readonly estate: Estate;
  readonly roleSessions: RoleSessions;
  readonly now: () => number;
}

/** The holder of a key that we handed out, with the session token that belongs to it. */
export function callerOf(parts: CallerParts, accessKeyId: string, sessionToken: string | undefined): Caller {
  const session = parts.roleSessions.find(accessKeyId);
  if (session !== undefined && session.sessionToken === sessionToken) {
    if (parts.now() >= session.expiresAt)
      throw new AwsRefusal(403, 'ExpiredToken', 'The security token included in the request is expired');
    return {principal: session.principal, secretAccessKey: session.secretAccessKey, session};
  }
  const user = [...parts.estate.users.values()].find(one => one.accessKeyId === accessKeyId);
  if (user === undefined || sessionToken !== undefined) throw unknownToken();
  return {principal: principalOf(user), secretAccessKey: user.secretAccessKey, session: null};
}

const unknownToken = (): AwsRefusal =>
  new AwsRefusal(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');

export function principalOf({arn, accountId, id}: PracticeIamUser): PracticePrincipal {
  return {type: 'user', accountId, sourceArn: arn, arn, userId: id};
}
