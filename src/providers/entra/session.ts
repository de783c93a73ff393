import type {Identity} from '../../core/identity.ts';
import type {Actor} from '../../core/intent.ts';
import type {Authority} from '../../core/ports.ts';
import {problemOf, Trouble} from '../../core/problem.ts';
import {Secret} from '../../core/secret.ts';
import type {Audience, EntraAccess} from './access.ts';
import {identityOf} from './identity.ts';
import {type Checked, createInside, type Inside, recordOf, type SilentWish, silently} from './inside.ts';
import type {EntraSessionOptions} from './options.ts';
import {type GivenFor, renewing} from './renewing.ts';
import {signIn} from './sign-in.ts';
import {steppedToken, stepUp} from './step-up.ts';

/**
 * The sign-in of one profile with Entra: one sign-in, tokens for ARM and Graph from the same refresh token (design 5).
 * Costs nothing until it is used; the SDK is loaded by the first call that needs a token. Throws `misconfigured` for
 * a tenant that cannot be one.
 */
export function createEntraSession(options: EntraSessionOptions): EntraAccess & Authority {
  const inside = createInside(options);
  const quietly = atOnce(wish => silently(inside, wish));
  const {http, gave} = renewing(inside.http, async (refused, given, signal) => {
    const {token} = await another(inside, refused, given, signal);
    gave(token, given);
    return token;
  });
  return {
    ...{provider: 'entra', endpoints: options.endpoints, clientId: options.clientId, http},
    token: async (audience, {claims, signal}) => {
      const wish = {audience, signal};
      const {token, expiresAt} =
        claims === undefined ? await quietly(wish) : await steppedToken(inside, audience, {claims, signal});
      gave(token, {audience, claims});
      return {token: new Secret(token), expiresAt};
    },
    identity: () => identityOf(inside),
    actor: signal => actorOf(inside, quietly, signal),
    signIn: (flow, signal) => signIn(inside, flow, signal),
    stepUp: (challenge, kind, flow, signal) => {
      const audience = kind === 'azure-resource' ? 'arm' : 'graph';
      return stepUp(inside, {challenge, audience, flow, signal});
    },
    signOut: () => signOut(inside),
  };
}

/** In place of a token that a service has refused, of the same kind. */
function another(inside: Inside, refused: string, {audience, claims}: GivenFor, signal: AbortSignal) {
  return claims === undefined
    ? silently(inside, {audience, signal, refused})
    : steppedToken(inside, audience, {claims, signal, refused});
}

type Silently = (wish: SilentWish) => Promise<Checked>;

/** One piece of work that asks several times at once, as a list over all kinds does, is given one answer. */
function atOnce(ask: Silently): Silently {
  const asked = new WeakMap<AbortSignal, Map<Audience, Promise<Checked>>>();
  return wish => {
    const own = asked.get(wish.signal) ?? new Map<Audience, Promise<Checked>>();
    asked.set(wish.signal, own);
    const answer = own.get(wish.audience) ?? ask(wish).finally(() => own.delete(wish.audience));
    own.set(wish.audience, answer);
    return answer;
  };
}

/** `principalId` is the `oid` of the token itself: a guest's is not the home account's (design 5). */
async function actorOf(inside: Inside, quietly: Silently, signal: AbortSignal): Promise<Actor> {
  const {options} = inside;
  const {claims} = await anyToken(inside, quietly, signal);
  const account = (await recordOf(inside))?.account ?? claims.name ?? claims.oid;
  const authority = new URL(options.endpoints.authorityHost).origin;
  return {profile: options.profile, authority, tenantId: claims.tid, oid: claims.oid, account};
}

/** ARM's, or Graph's where the app has no consent for ARM. */
async function anyToken(inside: Inside, quietly: Silently, signal: AbortSignal): Promise<Checked> {
  const [first, second] =
    inside.options.firstAudience === 'graph' ? (['graph', 'arm'] as const) : (['arm', 'graph'] as const);
  try {
    return await quietly({audience: first, signal});
  } catch (thrown) {
    if (!(thrown instanceof Trouble) || problemOf(thrown).code !== 'consent-missing') throw thrown;
    return quietly({audience: second, signal});
  }
}

/** The tokens, what was stepped up, the record, and the key that protects them. */
async function signOut(inside: Inside): Promise<Identity> {
  const {options, key} = inside;
  await (await options.vault()).forget();
  await options.records.remove(key);
  return identityOf(inside);
}
