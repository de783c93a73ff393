import type {ActivationState} from '../../core/state.ts';

const WORDS: Readonly<Record<ActivationState, string>> = {
  submitted: 'asked',
  'step-up': 'proof needed',
  'pending-approval': 'waiting',
  provisioning: 'provisioning',
  scheduled: 'scheduled',
  active: 'active',
  deactivating: 'ending',
  ended: 'ended',
  denied: 'denied',
  cancelled: 'withdrawn',
  failed: 'refused',
  unknown: 'asking',
};

/** A state in at most twelve cells. */
export const stateWord = (state: ActivationState): string => WORDS[state];
