import type {Authority} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import type {AwsAccess} from './access.ts';
import {createClientParts} from './clients.ts';
import {actorOf, identityOf, learnUserName} from './identity.ts';
import {createInside, type Inside} from './inside.ts';
import type {AwsSessionsOptions} from './options.ts';
import {signIn} from './sign-in.ts';
import {signOut} from './sign-out.ts';
import {tokenOf} from './tokens.ts';

export type {AwsSessionsOptions, AwsVault} from './options.ts';

export interface AwsSessions {
  readonly access: AwsAccess;
  /** One for each session, in the order of the settings. */
  readonly authorities: readonly Authority[];
}

/** The sign-ins of one profile with AWS. Costs nothing until one is used; SDKs are loaded by the calls that need them. */
export function createAwsSessions(options: AwsSessionsOptions): AwsSessions {
  const {network, clock, server, sessions, debug} = options;
  const clientParts = createClientParts({network, clock, server, debug});
  const insides = sessions.map(session => createInside(options, session, clientParts));
  const named = (name: string): Inside => {
    const inside = insides.find(({session}) => session.name === name);
    if (inside === undefined) throw unknownSession(options, name);
    return inside;
  };
  const access: AwsAccess = {
    ...{sessions, clientParts},
    session: name => named(name).session,
    token: async (session, signal, refused) => tokenOf(named(session), signal, refused),
    actor: async session => actorOf(named(session)),
    learnUserName: async (session, userName) => learnUserName(named(session), userName),
  };
  return {access, authorities: insides.map(authorityOf)};
}

function authorityOf(inside: Inside): Authority {
  return {
    provider: 'aws',
    session: inside.session.name,
    identity: () => identityOf(inside),
    actor: () => actorOf(inside),
    signIn: (flow, signal) => signIn(inside, flow, signal),
    stepUp: () => noStepUp(),
    signOut: () => signOut(inside),
  };
}

/** AWS asks for no claims; what a role wants besides is an MFA code, which travels with the call. */
async function* noStepUp(): AsyncGenerator<never, void, void> {
  yield* [];
  throw new Trouble({code: 'unsupported', reason: 'AWS sign-ins have no step-up.', provider: 'aws'});
}

function unknownSession({profile, sessions}: AwsSessionsOptions, name: string): Trouble {
  const names = sessions.map(session => session.name).join(', ');
  return new Trouble({
    code: 'misconfigured',
    setting: `profiles.${profile}.aws.sessions`,
    reason: `it has no session “${name}”${names === '' ? '' : `; there are: ${names}`}`,
    provider: 'aws',
  });
}
