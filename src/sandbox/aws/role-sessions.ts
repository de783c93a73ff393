import type {PracticeClock} from '../clock.ts';
import {newAccessKeyId, newSecretKey, newSessionToken} from './identifiers.ts';
import type {IssuedSession, PracticePrincipal} from './model.ts';

/** What is said of new credentials; the rest is made here. */
export interface NewSession {
  readonly by: IssuedSession['by'];
  readonly principal: PracticePrincipal;
  readonly seconds: number;
  readonly policy?: string | null | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly sourceIdentity?: string | null | undefined;
  readonly chained?: boolean | undefined;
  readonly mfa?: boolean | undefined;
}

/** Every set of temporary credentials that was handed out, oldest first. */
export interface RoleSessions {
  readonly issued: readonly IssuedSession[];
  issue(wanted: NewSession): IssuedSession;
  find(accessKeyId: string): IssuedSession | undefined;
}

export function createRoleSessions(clock: PracticeClock): RoleSessions {
  const issued: IssuedSession[] = [];
  const byKey = new Map<string, IssuedSession>();
  return {
    issued,
    find: accessKeyId => byKey.get(accessKeyId),
    issue: wanted => {
      const session = newSession(wanted, clock.now());
      issued.push(session);
      byKey.set(session.accessKeyId, session);
      return session;
    },
  };
}

/** STS ends sessions at whole seconds. */
function newSession({by, principal, seconds, ...more}: NewSession, now: number): IssuedSession {
  return {
    ...{accessKeyId: newAccessKeyId(), secretAccessKey: newSecretKey(), sessionToken: newSessionToken()},
    ...{by, principal, arn: principal.arn, issuedAt: now},
    expiresAt: Math.floor(now / 1000 + seconds) * 1000,
    policy: more.policy ?? null,
    tags: more.tags ?? {},
    sourceIdentity: more.sourceIdentity ?? null,
    chained: more.chained ?? false,
    mfa: more.mfa ?? false,
  };
}
