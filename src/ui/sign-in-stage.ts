import type {SignInEvent} from '../core/identity.ts';
import type {Challenge, SignInStage} from './model.ts';

/** Conditional Access said no to the device code itself: the browser can still do (design 5). */
const BLOCKS_DEVICE_CODE = [53003, 530033, 530036];

export function isBlocked(stage: SignInStage): boolean {
  if (stage.type !== 'stopped' || stage.problem.code !== 'sign-in-blocked') return false;
  return stage.problem.aadsts !== undefined && BLOCKS_DEVICE_CODE.includes(stage.problem.aadsts);
}

/** What a person has to do for this event; `null` when it is done. */
export function challengeOf(event: SignInEvent): Challenge | null {
  switch (event.type) {
    case 'device-code':
      return {
        type: 'device',
        userCode: event.userCode,
        verificationUri: event.verificationUri,
        expiresAt: event.expiresAt,
      };
    case 'browser':
      return {type: 'browser', expiresAt: event.expiresAt};
    case 'signed-in':
      return null;
  }
}
