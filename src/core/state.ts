/** The contract's states (4). The wire's words are turned into these by each provider's `translate.ts`. */
export const ACTIVATION_STATES = [
  'submitted',
  'step-up',
  'pending-approval',
  'provisioning',
  'scheduled',
  'active',
  'deactivating',
  'ended',
  'denied',
  'cancelled',
  'failed',
  'unknown',
] as const;

export type ActivationState = (typeof ACTIVATION_STATES)[number];

const FINAL: readonly ActivationState[] = ['ended', 'denied', 'cancelled', 'failed'];

/** Nothing the cloud can still say changes these. */
export const isFinal = (state: ActivationState): boolean => FINAL.includes(state);
