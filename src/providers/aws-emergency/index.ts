import type {Eligibility} from '../../core/eligibility.ts';
import type {Grant} from '../../core/grant.ts';
import type {AccessProvider, Answer, Authority, Page} from '../../core/ports.ts';
import {checkLoan, endLoan, findLoan, lentGrants, noOpenRequests} from '../aws/loans.ts';
import {userPolicy} from '../aws-roles/of-user.ts';
import {activation, consoleOf, lending, plan} from './acts.ts';
import {userAuthority} from './authority.ts';
import {type Bench, benchOf, type UserRoleParts} from './bench.ts';
import {whoActs} from './who.ts';

export type {UserRoleParts} from './bench.ts';
export {createUserSessions, type UserFactor, type UserSessions} from './user-sessions.ts';

/**
 * A role that an IAM user assumes with a second factor (reference aws-jit 9): neither Entra nor Identity Center is needed,
 * and no list. Its loans are the everyday AWS roles' too, which show and end them. Throws `misconfigured` for a rung that
 * makes no sense.
 */
export function createUserRole(parts: UserRoleParts): {
  readonly provider: AccessProvider;
  readonly authority: Authority;
} {
  const bench = benchOf(parts);
  const {desk} = bench;
  const who = whoActs(bench);
  const provider: AccessProvider = {
    kind: 'aws-role',
    eligible: () => theOne(bench),
    active: () => lentGrants(desk),
    open: noOpenRequests,
    policy: async () => ({
      ...userPolicy,
      requires: {...userPolicy.requires, mfa: parts.rung.mfaSerial !== undefined},
    }),
    plan: async intent => plan(bench, who, intent),
    activate: (intent, call) => activation(bench, who, intent, call),
    check: receipt => checkLoan(desk, receipt),
    find: intent => findLoan(desk, intent),
    deactivate: grant => endLoan(desk, grant),
    cancel: async () => ({type: 'not-active'}),
    lend: (grant, call) => lending(bench, who, grant, call),
    extend: async grant => notLonger(grant),
    console: (grant, call) => consoleOf(bench, who, grant, call),
  };
  return {provider, authority: userAuthority(bench, who)};
}

async function* theOne({eligibility}: Bench): AsyncGenerator<Page<Eligibility>> {
  yield {items: [eligibility], complete: true};
}

const notLonger = ({eligibilityId}: Grant): Answer => ({
  type: 'refused',
  state: 'failed',
  problem: {
    code: 'unsupported',
    reason: 'A role of an emergency user is lent until its end, and no longer.',
    nextSteps: ['End it, and ask for it again with stint break-glass'],
    ...{provider: 'aws-role', eligibilityId},
  },
});
