import type {Activation} from '../core/activation.ts';
import {type Instant, showInstant} from '../core/time.ts';
import {visible} from '../core/untrusted.ts';
import {showMoment} from './output/moments.ts';

/** The detail of what is active and can be used by now. */
export const USABLE = 'usable';

/** Where one item stands, in a few words. `now` is server time. */
export function progressWords(activation: Activation, now: Instant, detail?: string | undefined): string {
  const {state, grant, approvers, endsEarlyAt} = activation;
  switch (state) {
    case 'submitted':
      return 'asked';
    case 'step-up':
      return 'a fresh proof of who you are is asked for';
    case 'pending-approval':
      return `waiting for ${approvers.length === 0 ? 'approval' : approvers.map(visible).join(', ')}`;
    case 'provisioning':
      return detail === undefined ? 'accepted, being set up' : `accepted; ${visible(detail)}`;
    case 'scheduled':
      return 'accepted, begins at its start time';
    case 'active':
      if (detail !== undefined && detail !== USABLE) return visible(detail);
      return `${detail ?? 'active'}${grant?.endsAt == null ? '' : ` until ${showMoment(grant.endsAt, now)}`}`;
    case 'deactivating':
      return endsEarlyAt === null ? 'ending' : `ends at ${showInstant(endsEarlyAt)}`;
    case 'unknown':
      return activation.problem === null && activation.requestId === null
        ? 'getting ready'
        : 'what became of it is not known yet';
    default:
      return state;
  }
}
