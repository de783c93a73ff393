import type {ActivationState} from '../../core/state.ts';
import type {Instant} from '../../core/time.ts';

const STATES: Readonly<Record<string, ActivationState>> = {
  pendingapproval: 'pending-approval',
  pendingapprovalprovisioning: 'pending-approval',
  pendingadmindecision: 'pending-approval',
  granted: 'provisioning',
  accepted: 'provisioning',
  adminapproved: 'provisioning',
  pendingevaluation: 'provisioning',
  pendingprovisioning: 'provisioning',
  provisioningstarted: 'provisioning',
  pendingschedulecreation: 'provisioning',
  schedulecreated: 'provisioning',
  pendingexternalprovisioning: 'provisioning',
  provisioned: 'provisioning',
  pendingrevocation: 'deactivating',
  revoked: 'ended',
  canceled: 'cancelled',
  denied: 'denied',
  admindenied: 'denied',
  timedout: 'denied',
  failed: 'failed',
  failedasresourceislocked: 'failed',
  invalid: 'failed',
};

/**
 * What a request's status means, by the table of contract 4 over the words of reference azure-pim 2.3, whatever their
 * case. Never `active`: that takes an instance. `now` is server time.
 */
export function stateOf(status: string, startsAt: Instant | null, now: Instant): ActivationState {
  const word = status.toLowerCase();
  if (word === 'granted' && startsAt !== null && startsAt > now) return 'scheduled';
  if (Object.hasOwn(STATES, word)) return STATES[word] ?? 'unknown';
  return word.startsWith('failed') ? 'failed' : 'unknown';
}

/** With these words the instance may be there already, so it is worth a look. */
export const mayBeActive = (status: string): boolean =>
  ['provisioned', 'granted'].includes(status.toLowerCase());
