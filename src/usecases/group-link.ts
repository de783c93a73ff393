import type {Eligibility} from '../core/eligibility.ts';
import type {GroupLink} from '../core/settings.ts';
import type {App} from './app.ts';

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
