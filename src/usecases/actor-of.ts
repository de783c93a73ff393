import type {Actor} from '../core/intent.ts';
import {authorityOf, type Kind} from '../core/kind.ts';
import {Trouble} from '../core/problem.ts';
import type {App} from './app.ts';

/** Who acts for a kind. Rejects `signed-out` when a person would have to be asked. */
export async function actorOf(app: App, kind: Kind, signal: AbortSignal): Promise<Actor> {
  const authority = app.authorities.find(one => one.provider === authorityOf(kind));
  if (authority === undefined) throw new Trouble({code: 'signed-out', reason: 'never', provider: kind});
  return authority.actor(signal);
}

/** The same person in the same tenant of the same cloud; the profile is only a name for them. */
export function isSameActor(one: Actor, other: Actor): boolean {
  return one.authority === other.authority && one.tenantId === other.tenantId && one.oid === other.oid;
}
