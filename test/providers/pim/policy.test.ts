import {expect, test} from 'vitest';
import {UNKNOWN_POLICY} from '../../../src/core/policy.ts';
import {policyOf} from '../../../src/providers/pim/policy.ts';

const RULES = [
  {id: 'Expiration_Admin_Eligibility', maximumDuration: 'P365D'},
  {id: 'Expiration_EndUser_Assignment', maximumDuration: 'PT8H'},
  {id: 'Enablement_EndUser_Assignment', enabledRules: ['Justification', 'MultiFactorAuthentication']},
  {id: 'Enablement_Admin_Assignment', enabledRules: ['Ticketing']},
  {
    id: 'Approval_EndUser_Assignment',
    setting: {
      isApprovalRequired: true,
      approvalStages: [{primaryApprovers: [{description: 'Ada'}, {description: null}, {}]}, {}],
    },
  },
  {id: 'AuthenticationContext_EndUser_Assignment', isEnabled: true, claimValue: 'c1'},
];

test('only the rules for an end user count', () => {
  expect(policyOf(RULES)).toEqual({
    maxDuration: 28_800,
    requires: {justification: true, ticket: false, mfa: true, approval: true, authContext: 'c1'},
    approvers: ['Ada'],
  });
});

test('a rule that is not there leaves its part unknown', () => {
  expect(policyOf([])).toEqual(UNKNOWN_POLICY);
  expect(policyOf(undefined)).toEqual(UNKNOWN_POLICY);
});

test.each([
  [{isEnabled: false, claimValue: 'c1'}, false],
  [{isEnabled: true, claimValue: ''}, false],
  [{isEnabled: null, claimValue: 'c1'}, null],
  [{isEnabled: true, claimValue: 'c2'}, 'c2'],
] as const)('authentication context %o is %s', (rule, context) => {
  const rules = [{id: 'AuthenticationContext_EndUser_Assignment', ...rule}];
  expect(policyOf(rules).requires.authContext).toBe(context);
});

test('approvers of a policy that asks for no approval are nobody', () => {
  const setting = {isApprovalRequired: false, approvalStages: [{primaryApprovers: [{description: 'Ada'}]}]};
  expect(policyOf([{id: 'Approval_EndUser_Assignment', setting}]).approvers).toEqual([]);
});

test('a maximum that is no length is unknown', () => {
  expect(policyOf([{id: 'Expiration_EndUser_Assignment', maximumDuration: 'P1Y'}]).maxDuration).toBeNull();
});
