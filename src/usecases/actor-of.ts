import type {WireAddress} from '../core/eligibility.ts';
import type {Actor} from '../core/intent.ts';
import {authorityOf, type Kind} from '../core/kind.ts';
import type {Authority} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import type {App} from './app.ts';

/** Whatever has a place at a cloud: an eligibility, a grant, an intent. An AWS address names its session. */
export interface Placed {
  readonly kind: Kind;
  readonly address: WireAddress;
}

/** Who acts for a row, or for a kind with one sign-in. Rejects `signed-out` when a person would have to be asked. */
export async function actorOf(app: App, what: Placed | Kind, signal: AbortSignal): Promise<Actor> {
  const placed = typeof what === 'string' ? {kind: what, address: {}} : what;
  const authority = authorityFor(app, placed);
  if (authority === undefined) throw new Trouble(noAuthority(app, placed));
  return authority.actor(signal);
}

/** Who signs people in for a row: in AWS, the session that its address names; a row without one goes to the first. */
export function authorityFor(app: App, {kind, address}: Placed): Authority | undefined {
  const provider = authorityOf(kind);
  const {session} = address;
  const named = provider === 'aws' ? session : undefined;
  return app.authorities.find(
    one => one.provider === provider && (named === undefined || one.session === named),
  );
}

function noAuthority(app: App, {kind, address}: Placed) {
  const {session} = address;
  if (authorityOf(kind) !== 'aws' || session === undefined)
    return {code: 'signed-out', reason: 'never', provider: kind} as const;
  return {
    code: 'misconfigured',
    setting: `profiles.${app.profile}.aws.sessions`,
    reason: `there is no session “${session}” (any more)`,
    provider: kind,
  } as const;
}

/** Loans belong to the profile whose book they are in: whose they are is known without a sign-in. */
export const isOfProfile = (app: App, actor: Actor): boolean => actor.profile === app.profile;

/** The same person in the same tenant of the same cloud; the profile is only a name for them. */
export function isSameActor(one: Actor, other: Actor): boolean {
  return one.authority === other.authority && one.tenantId === other.tenantId && one.oid === other.oid;
}
