import type {Eligibility} from '../../core/eligibility.ts';
import type {Grant} from '../../core/grant.ts';
import type {AwsCredentials} from '../../core/loan.ts';
import type {
  AccessProvider,
  AccountBook,
  Call,
  Clock,
  ConsoleLink,
  LoanBook,
  ServerTime,
} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import type {GroupLink} from '../../core/settings.ts';
import type {AwsAccess} from '../aws/access.ts';
import {consoleLink} from '../aws/federation.ts';
import {checkLoan, endLoan, findLoan, lentGrants, lentOr, noOpenRequests} from '../aws/loans.ts';
import type {Portal} from '../aws/portal-port.ts';
import {eligiblePages} from './eligible.ts';
import {extending} from './extending.ts';
import {inThisKind} from './gaps.ts';
import {freshCredentials, type LendingParts, lendingTo} from './lending.ts';
import {SessionLengths} from './session-lengths.ts';
import {KIND, POLICY, placeOf, planOf} from './translate.ts';
import {learnWhoAsks} from './user-name.ts';

export interface PermissionSetParts {
  readonly access: AwsAccess;
  readonly portal: Portal;
  readonly loans: LoanBook;
  readonly accounts: AccountBook;
  readonly links: readonly GroupLink[];
  readonly profile: string;
  readonly clock: Clock;
  readonly server: ServerTime;
}

/** Permission sets of all sessions: what the portal shows, lent for a while (design 7). No SDK is loaded before it is asked. */
export function createAwsPermissionSets(parts: PermissionSetParts): AccessProvider {
  const lengths = new SessionLengths();
  const desk: LendingParts = {...parts, kind: KIND, lengths};
  const {access, portal, server} = parts;
  return {
    kind: KIND,
    eligible: (signal, maxAge) => eligiblePages({...parts, lengths}, {signal, maxAge}),
    active: () => lentGrants(desk),
    open: noOpenRequests,
    policy: async () => POLICY,
    plan: async intent => [planOf(access.session(placeOf(intent).session), intent)],
    activate: (intent, call) => lendingTo(desk, intent, call),
    check: receipt => checkLoan(desk, receipt),
    find: intent => findLoan(desk, intent),
    deactivate: grant => endLoan(desk, grant),
    cancel: async () => ({type: 'not-active'}),
    arrived: (eligibility, signal) => hasArrived(portal, eligibility, signal),
    lend: (grant, call) => lending(desk, grant, call),
    extend: (grant, request, call) => extending(desk, grant, request, call),
    console: async (grant, call): Promise<ConsoleLink> => {
      const credentials = await lending(desk, grant, call);
      const terms = {now: server.now(), endsAt: grant.endsAt ?? credentials.expiresAt, chained: false};
      return inThisKind(
        consoleLink(access, access.session(placeOf(grant).session), credentials, terms, call.signal),
        grant.eligibilityId,
      );
    },
  };
}

function lending(desk: LendingParts, grant: Grant, {signal}: Call): Promise<AwsCredentials> {
  const renewed = lentOr(desk, grant, async loan => {
    const place = placeOf(loan.grant);
    const {credentials} = await freshCredentials(desk, place, signal);
    await learnWhoAsks(desk, place.session, credentials, signal);
    return credentials;
  });
  return inThisKind(renewed, grant.eligibilityId);
}

/** The portal shows the one account with the set in it; an account that is not shown at all yet is refused (reference aws-jit 2). */
async function hasArrived(portal: Portal, eligibility: Eligibility, signal: AbortSignal): Promise<boolean> {
  const {session, accountId, permissionSet} = placeOf(eligibility);
  try {
    const shown = await inThisKind(portal.permissionSets(session, accountId, signal), eligibility.id);
    return shown.includes(permissionSet);
  } catch (thrown) {
    if (thrown instanceof Trouble && thrown.problem.code === 'not-eligible') return false;
    throw thrown;
  }
}
