import type {Identity, SignInEvent, SignInFlow} from '../core/identity.ts';
import type {Actor} from '../core/intent.ts';
import type {AuthorityName} from '../core/kind.ts';
import type {Authority} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
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
): AsyncGenerator<SignInEvent> {
  const authority = authorityNamed(app, provider);
  let identity: Identity | undefined;
  for await (const event of authority.signIn(flow, signal)) {
    if (event.type === 'signed-in') identity = event.identity;
    yield event;
  }
  if (identity !== undefined) await record(app, 'sign-in', {actor: whoIn(app, identity)});
}

/** The profile's authority of that name; throws `misconfigured` where the profile has none. */
export function authorityNamed(app: App, provider: AuthorityName): Authority {
  const authority = app.authorities.find(one => one.provider === provider);
  if (authority !== undefined) return authority;
  throw new Trouble({
    code: 'misconfigured',
    setting: `profiles.${app.profile}.${provider}`,
    reason: 'this profile has no such section',
    nextSteps: ['Name the tenant and the app registration: stint login --tenant TENANT --client-id ID'],
  });
}

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

/** As in every other line of the record: where the cloud signs people in. A cloud without a known host by its name. */
function hostOf(app: App, {provider, cloud}: Identity): string {
  if (provider !== 'entra') return cloud;
  try {
    return endpointsOf(app.settings, cloud).authorityHost;
  } catch (thrown) {
    if (thrown instanceof Trouble) return cloud;
    throw thrown;
  }
}
