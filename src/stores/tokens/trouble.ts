import {Trouble} from '../../core/problem.ts';

/** The store is there, but cannot be opened: it is left as it is (contract 5). */
export const unreadable = (detail: string, cause?: unknown): Trouble =>
  new Trouble({code: 'signed-out', reason: 'store-unreadable', detail}, cause);

/** There is nowhere to put tokens; the choices are named. */
export const noStore = (reason: string): Trouble =>
  new Trouble({
    code: 'misconfigured',
    setting: 'STINT_TOKEN_STORE',
    reason,
    nextSteps: [
      'STINT_TOKEN_STORE=keyring where a keyring is running',
      'STINT_TOKEN_STORE=passphrase, and STINT_PASSPHRASE_FILE names a file (0600) or you are asked on a terminal',
      'STINT_TOKEN_STORE=memory forgets the sign-in when the command ends',
      'STINT_TOKEN_STORE=plaintext keeps tokens unencrypted, if you accept that',
    ],
  });
