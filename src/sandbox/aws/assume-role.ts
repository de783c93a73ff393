import type {Answer} from '../http/call.ts';
import {type Assumption, assumptionOf} from './assumption.ts';
import type {Caller} from './callers.ts';
import type {PracticePrincipal, PracticeRole} from './model.ts';
import {takeFactor} from './multi-factor.ts';
import {credentials, queryAnswer} from './query-answer.ts';
import {AwsRefusal} from './refusal.ts';
import {allowsAt} from './session-policy.ts';
import {packedSize} from './session-tags.ts';
import type {StsService} from './sts.ts';

/** One hour at most with the credentials of a role; more is refused, not shortened (reference aws-jit 3). */
const longestChained = 3600;

export function assumeRole(service: StsService, caller: Caller, form: URLSearchParams): Answer {
  const asked = assumptionOf(form);
  const role = trusting(service, caller, asked);
  checkDuration(caller, role, asked);
  const packed = packedSize(asked.policy, asked.tags);
  if (asked.factor !== null) takeFactor(service, caller, asked.factor);
  const sourceIdentity = asked.sourceIdentity ?? caller.session?.sourceIdentity ?? null;
  const principal = assumed(role, asked.sessionName);
  const session = service.roleSessions.issue({
    ...{by: 'assume-role', principal, seconds: asked.seconds ?? 3600},
    ...{policy: asked.policy, tags: asked.tags, sourceIdentity, chained: isChained(caller)},
    mfa: asked.factor !== null,
  });
  return queryAnswer('AssumeRole', {
    AssumedRoleUser: {AssumedRoleId: principal.userId, Arn: principal.arn},
    Credentials: credentials(session),
    PackedPolicySize: packed,
    SourceIdentity: sourceIdentity ?? undefined,
  });
}

const isChained = ({principal}: Caller): boolean => principal.type === 'role';

function assumed({accountId, name, arn, id}: PracticeRole, sessionName: string): PracticePrincipal {
  return {
    ...{type: 'role', accountId, sourceArn: arn},
    arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${sessionName}`,
    userId: `${id}:${sessionName}`,
  };
}

/** The role, where its trust lets this caller do all that is asked; each refusal names the first action that it lacks. */
function trusting(service: StsService, caller: Caller, asked: Assumption): PracticeRole {
  const role = service.estate.roles.get(asked.roleArn);
  const denied = (action: string) => notAuthorized(caller, action, asked.roleArn);
  if (role === undefined || !mayAssume(service, caller, role, asked)) throw denied('sts:AssumeRole');
  const before = caller.session?.sourceIdentity ?? null;
  const wanted = asked.sourceIdentity ?? before;
  const maySet = wanted === null || (role.trust.sourceIdentity && (before === null || wanted === before));
  if (!maySet) throw denied('sts:SetSourceIdentity');
  if (Object.keys(asked.tags).length > 0 && !role.trust.tagSession) throw denied('sts:TagSession');
  return role;
}

function mayAssume(
  {now}: StsService,
  {principal, session}: Caller,
  {trust}: PracticeRole,
  asked: Assumption,
) {
  const {accountId, sourceArn, arn} = principal;
  const known = ['*', accountId, `arn:aws:iam::${accountId}:root`, sourceArn, arn];
  const trusted = trust.principals.some(one => known.includes(one));
  const proven =
    !trust.mfa || asked.factor !== null || (session?.mfa === true && session.by === 'session-token');
  const named = trust.externalId === null || trust.externalId === asked.externalId;
  return trusted && proven && named && allowsAt(session?.policy ?? null, now());
}

function notAuthorized({principal}: Caller, action: string, resource: string): AwsRefusal {
  const message = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  return new AwsRefusal(403, 'AccessDenied', message);
}

function checkDuration(caller: Caller, {maxSessionSeconds}: PracticeRole, {seconds}: Assumption): void {
  if (seconds === null) return;
  const refused = (message: string) => new AwsRefusal(400, 'ValidationError', message);
  if (isChained(caller) && seconds > longestChained)
    throw refused(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  if (seconds > maxSessionSeconds)
    throw refused('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
}
