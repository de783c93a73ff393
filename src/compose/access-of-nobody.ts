import {Trouble} from '../core/problem.ts';
import type {AwsAccess} from '../providers/aws/access.ts';
import {type ClientsParts, createClientParts} from '../providers/aws/clients.ts';

/** AWS without a sign-in: what is kept can be used and ended, nothing can be asked for. */
export const accessOfNobody = (parts: ClientsParts): AwsAccess => ({
  sessions: [],
  session: name => {
    throw new Trouble({
      code: 'misconfigured',
      setting: 'profiles',
      reason: `there is no AWS session “${name}” (any more)`,
    });
  },
  token: () => Promise.reject(nobody()),
  clientParts: createClientParts(parts),
  actor: () => Promise.reject(nobody()),
  learnUserName: async () => undefined,
});

const nobody = (): Trouble => new Trouble({code: 'signed-out', reason: 'never', provider: 'aws'});
