import type {Activation} from '../core/activation.ts';
import {minutes, seconds} from '../core/time.ts';
import type {Patience} from '../usecases/story.ts';
import {type Call, isOn} from './flags.ts';
import {durationFlag} from './globals.ts';
import type {Session} from './session.ts';

const PROVISIONING = minutes(5);
const APPROVAL = minutes(30);

/** How long `activate` waits (contract 3, "Waiting by default"). Of `--wait` and `--no-wait` the last one counts. */
export function patienceOf(session: Session, call: Call): Patience {
  if (isOn(call, 'no-wait')) return {provisioning: 0, approval: 0};
  if (isOn(call, 'wait')) return {provisioning: PROVISIONING, approval: APPROVAL};
  const asked = durationFlag(call, 'wait');
  if (asked !== undefined) return {provisioning: seconds(asked), approval: seconds(asked)};
  return {provisioning: PROVISIONING, approval: session.onTerminal ? APPROVAL : 0};
}

/** Whether an item that is still on its way was waited for in the phase it is in. */
export const wasWaitedFor =
  ({approval, provisioning}: Patience) =>
  ({state}: Activation): boolean =>
    (state === 'pending-approval' ? approval : provisioning) > 0;
