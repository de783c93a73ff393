import {expect, test} from 'vitest';
import {stateOf} from '../../../src/providers/pim/status.ts';

const NOW = Date.UTC(2026, 10, 22, 12);

/** Contract 4, "state", over every word of reference azure-pim 2.3. */
const ROWS = {
  PendingApproval: 'pending-approval',
  PendingApprovalProvisioning: 'pending-approval',
  PendingAdminDecision: 'pending-approval',
  Granted: 'provisioning',
  Accepted: 'provisioning',
  AdminApproved: 'provisioning',
  PendingEvaluation: 'provisioning',
  PendingProvisioning: 'provisioning',
  ProvisioningStarted: 'provisioning',
  PendingScheduleCreation: 'provisioning',
  ScheduleCreated: 'provisioning',
  PendingExternalProvisioning: 'provisioning',
  Provisioned: 'provisioning',
  PendingRevocation: 'deactivating',
  Revoked: 'ended',
  Canceled: 'cancelled',
  Denied: 'denied',
  AdminDenied: 'denied',
  TimedOut: 'denied',
  Failed: 'failed',
  FailedAsResourceIsLocked: 'failed',
  FailedForReasonsToCome: 'failed',
  Invalid: 'failed',
  Dreaming: 'unknown',
  '': 'unknown',
  constructor: 'unknown',
} as const;

test.each(Object.entries(ROWS))('%s is %s', (word, state) => {
  const spellings = [word, word.toLowerCase(), word.toUpperCase()];
  expect(spellings.map(spelling => stateOf(spelling, null, NOW))).toEqual([state, state, state]);
});

test.each([
  [NOW + 1, 'scheduled'],
  [NOW, 'provisioning'],
  [NOW - 1, 'provisioning'],
] as const)('granted with a start at %d is %s', (startsAt, state) => {
  expect(stateOf('Granted', startsAt, NOW)).toBe(state);
});

test('only a grant can be scheduled', () => {
  expect(stateOf('PendingApproval', NOW + 1, NOW)).toBe('pending-approval');
});
