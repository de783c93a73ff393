import type {Identity, SignInEvent, SignInFlow} from '../core/identity.ts';
import type {Actor} from '../core/intent.ts';
import type {AuthorityName} from '../core/kind.ts';
import type {Authority} from '../core/ports.ts';
import {type Problem, Trouble} from '../core/problem.ts';
import {endpointsOf} from '../core/settings.ts';
import {exact} from '../core/untrusted.ts';
import type {App} from './app.ts';
import {record} from './record.ts';

/** Signs in and tells it. Rejects with the authority's `Trouble`; a record that cannot be written comes after the story. */
export async function* signIn(
  app: App,
  provider: AuthorityName,
  flow: SignInFlow,
  signal: AbortSignal,
  session?: string | undefined,
): AsyncGenerator<SignInEvent> {
  const authority = authorityNamed(app, provider, session);
  let identity: Identity | undefined;
  for await (const event of authority.signIn(flow, signal)) {
    if (event.type === 'signed-in') identity = event.identity;
    yield event;
  }
  if (identity !== undefined) await record(app, 'sign-in', {actor: whoIn(app, identity)});
}

/**
 * The profile's authority of that name, and of that session where there are several (AWS). Throws `misconfigured` where the
 * profile has none such, `usage` where the session must be named.
 */
export function authorityNamed(app: App, provider: AuthorityName, session?: string | undefined): Authority {
  const all = app.authorities.filter(one => one.provider === provider);
  const meant = session === undefined ? all : all.filter(one => one.session === session);
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only;
  if (only !== undefined) throw new Trouble(whichOf(meant));
  throw new Trouble(
    all.length === 0 || session === undefined ? noSection(app, provider) : noSession(app, session, all),
  );
}

const FIRST_SIGN_IN: Readonly<Record<AuthorityName, string>> = {
  entra: 'Name the tenant and the app registration: stint login --tenant TENANT --client-id ID',
  aws: 'Name the access portal: stint login aws --sso-session NAME --start-url URL --region REGION',
};

function noSection({profile}: App, provider: AuthorityName): Problem {
  return {
    code: 'misconfigured',
    setting: `profiles.${profile}.${provider}`,
    reason: 'this profile has no such section',
    nextSteps: [FIRST_SIGN_IN[provider]],
  };
}

function noSession({profile}: App, session: string, all: readonly Authority[]): Problem {
  return {
    code: 'misconfigured',
    setting: `profiles.${profile}.aws.sessions`,
    reason: `there is no session “${session}”; there is ${namesOf(all).join(', ')}`,
    nextSteps: ['Name one of these with --sso-session', FIRST_SIGN_IN.aws],
  };
}

function whichOf(several: readonly Authority[]): Problem {
  const names = namesOf(several);
  return {
    code: 'usage',
    reason: `This profile has ${names.length} AWS sessions: ${names.join(', ')}.`,
    nextSteps: names.map(name => `Name it: --sso-session ${name}`),
  };
}

const namesOf = (all: readonly Authority[]): readonly string[] => all.flatMap(({session}) => session ?? []);

/** An identity as the record writes it; parts that are not known stay empty. */
export function whoIn(app: App, identity: Identity): Actor {
  const {tenantId, oid, account} = identity;
  return {
    profile: app.profile,
    authority: hostOf(app, identity),
    tenantId: tenantId ?? '',
    oid: oid ?? '',
    account: account === null ? '' : exact(account),
  };
}

/** As in every other line of the record: where people are signed in. A cloud without a known host by its name. */
function hostOf(app: App, {provider, cloud, session}: Identity): string {
  if (provider !== 'entra') return startUrlOf(app, session) ?? cloud;
  try {
    return endpointsOf(app.settings, cloud).authorityHost;
  } catch (thrown) {
    if (thrown instanceof Trouble) return cloud;
    throw thrown;
  }
}

function startUrlOf({settings, profile}: App, session: string | null | undefined): string | undefined {
  const sessions = settings.profiles?.[profile]?.aws?.sessions ?? [];
  return sessions.find(({name}) => name === session)?.startUrl;
}
