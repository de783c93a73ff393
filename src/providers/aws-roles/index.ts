import type {Eligibility} from '../../core/eligibility.ts';
import type {AccessProvider, Page} from '../../core/ports.ts';
import {checkLoan, endLoan, findLoan, lentGrants, noOpenRequests} from '../aws/loans.ts';
import {activation, plan} from './activation.ts';
import {type AwsRolesParts, type Bench, benchOf, roleAt} from './bench.ts';
import {extending} from './extending.ts';
import {consoleOfRole, lending} from './lending.ts';
import {consoleOfUser, isOfUser, keptOfUser, userPolicy} from './of-user.ts';
import {eligibilityOf, policyOf} from './translate.ts';

/**
 * Roles of the organisation's own, from the settings, assumed with the credentials of a permission set. Lists, policies
 * and loans need no network; the SDK is loaded by the first AssumeRole.
 */
export function createAwsRoles(parts: AwsRolesParts): AccessProvider {
  const bench = benchOf(parts);
  const {desk} = bench;
  return {
    kind: 'aws-role',
    eligible: () => listed(bench),
    active: () => lentGrants(desk),
    open: noOpenRequests,
    policy: async ({address}) => (isOfUser(address) ? userPolicy : policyOf(roleAt(bench, address))),
    plan: intent => plan(bench, intent),
    activate: (intent, call) => activation(bench, intent, call),
    check: receipt => checkLoan(desk, receipt),
    find: intent => findLoan(desk, intent),
    deactivate: grant => endLoan(desk, grant),
    cancel: async () => ({type: 'not-active'}),
    lend: (grant, call) => (isOfUser(grant.address) ? keptOfUser(desk, grant) : lending(bench, grant, call)),
    extend: (grant, request, call) => extending(bench, grant, request, call),
    console: (grant, call) =>
      isOfUser(grant.address) ? consoleOfUser(bench, grant, call) : consoleOfRole(bench, grant, call),
  };
}

/** A row that makes no sense is a gap, and hides no other. */
async function* listed({rows}: Bench): AsyncGenerator<Page<Eligibility>> {
  const items = rows.flatMap(row => ('fault' in row ? [] : [eligibilityOf(row)]));
  const gaps = rows.flatMap(row => ('fault' in row ? [row.fault] : []));
  yield {items, complete: true, ...(gaps.length === 0 ? {} : {gaps})};
}
