import {LONGEST_SESSION} from '../../core/aws.ts';
import type {Eligibility} from '../../core/eligibility.ts';
import {linkedGuarantee, permissionSetGuarantee} from '../../core/guarantee.ts';
import {eligibilityId} from '../../core/id.ts';
import type {Intent} from '../../core/intent.ts';
import {type Policy, UNKNOWN_POLICY} from '../../core/policy.ts';
import type {PlannedRequest} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import type {AwsPlace, GroupLink} from '../../core/settings.ts';
import type {Seconds} from '../../core/time.ts';
import {exact, type Untrusted, untrusted} from '../../core/untrusted.ts';
import type {AwsSession} from '../aws/access.ts';

export const KIND = 'aws-permission-set';

/** A permission set asks for nothing by itself; what a loan is for goes on record all the same. */
export const POLICY: Policy = {
  maxDuration: LONGEST_SESSION,
  requires: {justification: true, ticket: false, approval: false, mfa: false, authContext: false},
  approvers: [],
};

/** A permission set in an account, as the portal or the settings tell of it. */
export interface SetInAccount {
  readonly session: AwsSession;
  readonly accountId: string;
  /** May be empty: not known. */
  readonly accountName: Untrusted;
  readonly permissionSet: string;
  /** The PIM group that brings it, where the settings link one. */
  readonly groupId?: string | undefined;
}

/** The same whichever session shows it: the partition, the account and the set are what it is. */
export const idOf = ({
  session,
  accountId,
  permissionSet,
}: Pick<SetInAccount, 'session' | 'accountId' | 'permissionSet'>): string =>
  eligibilityId(KIND, session.partition, accountId, permissionSet);

/** What the portal lists is assigned already (design 7); what a group brings must be activated, by the group's own rules. */
export function eligibilityOf(set: SetInAccount, sessionSeconds: Seconds | null): Eligibility {
  const {session, accountId, accountName, permissionSet, groupId} = set;
  const linked = groupId !== undefined;
  return {
    ...{id: idOf(set), kind: KIND, name: untrusted(permissionSet)},
    scope: {
      id: accountId,
      name: exact(accountName) === '' ? untrusted(accountId) : accountName,
      type: 'account',
    },
    entitlement: linked ? 'eligible' : 'standing',
    memberType: linked ? 'group' : 'direct',
    maxDuration: linked ? null : POLICY.maxDuration,
    requires: linked ? UNKNOWN_POLICY.requires : POLICY.requires,
    guarantee: linked ? linkedGuarantee(sessionSeconds) : permissionSetGuarantee(sessionSeconds),
    ...{condition: null, endsAt: null, grantId: null},
    address: {session: session.name, accountId, permissionSet, ...(linked ? {groupId} : {})},
  };
}

/** Where a row of ours leads. Rejects a row that another version wrote otherwise. */
export function placeOf({address}: Pick<Eligibility, 'address'>): AwsPlace {
  const {session, accountId, permissionSet} = address;
  if (session === undefined || accountId === undefined || permissionSet === undefined)
    throw new Trouble({code: 'not-found', asked: 'its session, account and permission set', what: 'role'});
  return {session, accountId, permissionSet};
}

/** The request that lends, without the token that it bears (reference aws-jit 2). */
export function planOf({endpoints}: AwsSession, intent: Intent): PlannedRequest {
  const {accountId, permissionSet} = placeOf(intent);
  const query = `role_name=${encodeURIComponent(permissionSet)}&account_id=${encodeURIComponent(accountId)}`;
  return {method: 'GET', url: `${endpoints.portal}/federation/credentials?${query}`, body: null};
}

/** The links of one session, of which the first counts where two name one place. */
export const linksOf = (links: readonly GroupLink[], session: string): readonly GroupLink[] =>
  links.filter(link => link.session === session);
