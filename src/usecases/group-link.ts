import type {Eligibility} from '../core/eligibility.ts';
import type {Grant} from '../core/grant.ts';
import {type Problem, Trouble} from '../core/problem.ts';
import type {GroupLink} from '../core/settings.ts';
import {exact} from '../core/untrusted.ts';
import {type App, providerOf} from './app.ts';
import {list} from './list.ts';
import {gather} from './reading.ts';
import {troubleIn} from './trouble.ts';

/** The link of the settings that leads to a permission set through a PIM group; `undefined` where none covers the row. */
export function linkOf(
  app: App,
  {kind, address}: Pick<Eligibility, 'kind' | 'address'>,
): GroupLink | undefined {
  const {session, accountId, permissionSet, groupId} = address;
  if (kind !== 'aws-permission-set' || groupId === undefined) return undefined;
  const links = app.settings.profiles?.[app.profile]?.aws?.groupLinks ?? [];
  return links.find(
    link =>
      link.session === session &&
      link.accountId === accountId &&
      link.permissionSet === permissionSet &&
      link.groupId.toLowerCase() === groupId.toLowerCase(),
  );
}

/**
 * My own eligibility for the linked group: `Member` of it, from a recent copy, else read anew. Rejects with the source's
 * trouble where it could not be read, `not-eligible` where it was and there is none, `misconfigured` without the source.
 */
export async function groupMeant(app: App, link: GroupLink, signal: AbortSignal): Promise<Eligibility> {
  if (providerOf(app, KIND) === undefined) throw new Trouble(noSource(app));
  for (const source of ['recent', 'fresh'] as const) {
    const {items, problems} = await gather(list(app, {kinds: [KIND], source}, signal));
    const found = items.find(item => isMemberOf(link, item));
    if (found !== undefined) return found;
    const [problem] = problems;
    if (problem !== undefined) throw new Trouble(problem);
  }
  throw new Trouble({code: 'not-eligible', provider: KIND});
}

/** My membership of the linked group while it is active, however I came by it. Rejects with the source's trouble. */
export async function groupHeld(app: App, link: GroupLink, signal: AbortSignal): Promise<Grant | undefined> {
  const provider = providerOf(app, KIND);
  if (provider === undefined) throw new Trouble(noSource(app));
  for await (const page of provider.active(signal)) {
    const held = page.items.find(item => item.state === 'active' && isMemberOf(link, item));
    if (held !== undefined) return held;
  }
  return undefined;
}

/** A request for the linked group that waits, or is being carried out. */
export interface OpenRequest {
  readonly requestId: string;
  readonly state: 'pending-approval' | 'provisioning';
}

/** `undefined` also where nobody could tell: the cloud itself takes no second request beside an open one. */
export async function openRequest(
  app: App,
  link: GroupLink,
  signal: AbortSignal,
): Promise<OpenRequest | undefined> {
  let open: OpenRequest | undefined;
  await troubleIn(async () => {
    for await (const {items} of providerOf(app, KIND)?.open(signal) ?? [])
      for (const item of items) if (isMemberOf(link, item)) open ??= waiting(item);
  });
  return open;
}

function waiting({requestId, state}: Grant): OpenRequest | undefined {
  if (requestId === null || (state !== 'pending-approval' && state !== 'provisioning')) return undefined;
  return {requestId, state};
}

const KIND = 'entra-group';

/** By what contract 1 says of a group's rows: name `Member`, the scope is the group. */
const isMemberOf = ({groupId}: GroupLink, {name, scope}: Pick<Eligibility, 'name' | 'scope'>): boolean =>
  exact(name) === 'Member' && scope.id.toLowerCase() === groupId.toLowerCase();

function noSource({profile}: App): Problem {
  return {
    code: 'misconfigured',
    setting: `profiles.${profile}.aws.groupLinks`,
    reason: `a link leads through a group, and ${KIND} is no source of this profile`,
    nextSteps: [`Add ${KIND} to profiles.${profile}.kinds, and an entra section with a clientId`],
    provider: KIND,
  };
}
