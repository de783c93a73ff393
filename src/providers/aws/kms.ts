import type {Problem} from '../../core/problem.ts';

/** An Identity Center whose data is encrypted with the organisation's own key says so (reference aws-jit 1, `KMS_*`). */
const REASONS: Readonly<Record<string, string>> = {
  KMS_AccessDeniedException: 'its key policy does not let Identity Center use it',
  KMS_DisabledKeyException: 'it is disabled',
  KMS_KeyNotFoundException: 'it is not there',
  KMS_InvalidKeyUsageException: 'it is not made for encryption',
  KMS_InvalidStateException: 'its state does not allow it',
};

export function blockedByKey(reason: string): Problem {
  return {
    code: 'sign-in-blocked',
    reason: `Identity Center cannot use the organisation's own encryption key: ${REASONS[reason] ?? reason}.`,
    nextSteps: [`Tell the administrator of Identity Center: ${reason}`],
  };
}
