import type {Identity} from '../../core/identity.ts';
import type {Authority} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import {untrusted} from '../../core/untrusted.ts';
import type {Bench} from './bench.ts';
import type {Who} from './who.ts';

/** The user's key as a sign-in: there is nothing to sign in to, and forgetting it is all that signing out is. */
export function userAuthority(bench: Bench, who: Who): Authority {
  const identity = async () => identityOf(bench, who);
  return {
    provider: 'aws',
    identity,
    actor: who,
    signIn: () => nothingToAsk(),
    stepUp: () => nothingToAsk(),
    signOut: async () => {
      bench.parts.sessions.forget(bench.parts.key.accessKeyId);
      return {...(await identity()), signedIn: false};
    },
  };
}

function identityOf({parts: {rung}, role}: Bench, who: Who): Identity {
  const {tenantId, oid, account} = who.known() ?? {tenantId: null, oid: null, account: rung.user};
  return {
    ...{provider: 'aws', session: null, account: untrusted(account), tenantId, oid},
    ...{cloud: role.partition, clientId: null, signedIn: true, expiresAt: null},
    tokenStore: {
      level: 'memory',
      path: null,
      protection: 'in memory, as long as this emergency is asked for',
    },
  };
}

async function* nothingToAsk(): AsyncGenerator<never, void, void> {
  yield* [];
  throw new Trouble({
    code: 'unsupported',
    reason: 'An emergency user has a key and an MFA code, and no sign-in.',
    provider: 'aws',
  });
}
