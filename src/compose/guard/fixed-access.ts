import type {HttpClient} from '@azure/core-rest-pipeline';
import type {ServerTime} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import type {AwsAccess} from '../../providers/aws/access.ts';
import type {EntraAccess} from '../../providers/entra/index.ts';
import type {Begin} from './messages.ts';
import type {Post} from './post.ts';

type Entra = NonNullable<Begin['entra']>;

/** Access with the tokens that were given and no others: nothing is refreshed, nobody is asked. */
export function fixedAccess(
  {endpoints, clientId}: Entra,
  {tokens}: Pick<Post, 'tokens'>,
  http: HttpClient,
  server: ServerTime,
): EntraAccess {
  return {
    ...{endpoints, clientId, http},
    async token(audience, {claims}) {
      const given = tokens.get(audience);
      if (given === undefined || claims !== undefined || given.expiresAt <= server.now()) throw spent();
      return {token: given.token, expiresAt: given.expiresAt};
    },
    async actor() {
      const given = tokens.get('arm') ?? tokens.get('graph');
      if (given === undefined) throw spent();
      return given.actor;
    },
  };
}

const spent = (): Trouble =>
  new Trouble({
    code: 'signed-out',
    reason: 'expired',
    detail: 'the token that was left behind ends nothing any more.',
  });

/** Loans end in the book on this machine: nothing of AWS is asked, and there is nothing to ask it with. */
export const NO_AWS_ACCESS: AwsAccess = {
  sessions: [],
  session: () => {
    throw spent();
  },
  token: () => Promise.reject(spent()),
  clientParts: () => Promise.reject(spent()),
  actor: () => Promise.reject(spent()),
  learnUserName: () => Promise.reject(spent()),
};
