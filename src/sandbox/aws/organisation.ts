import type {Limit} from '../settings.ts';
import type {MfaDevices} from './mfa.ts';
import type {
  IssuedSession,
  PracticeAccount,
  PracticeIamUser,
  PracticePermissionSet,
  PracticeRole,
} from './model.ts';
import {
  accountOf,
  addAccount,
  addIamUser,
  addLink,
  addPermissionSet,
  addRole,
  type PlaceParts,
} from './places.ts';
import {reservedArn} from './portal.ts';
import type {PortalSessions} from './portal-sessions.ts';
import type {RoleSessions} from './role-sessions.ts';
import {allowsAt} from './session-policy.ts';
import type {AwsSettings} from './settings.ts';
import type {AccountWish, IamUserWish, LinkWish, PermissionSetWish, RoleWish} from './wishes.ts';

/** The AWS side of the organisation. Adders chain. Accounts are named or given by id. */
export interface AwsOrganisation {
  account(wish: AccountWish): AwsOrganisation;
  /** Assigned to the practice user for good. */
  permissionSet(wish: PermissionSetWish): AwsOrganisation;
  /** Held while the user's PIM group is active, with the delays of SCIM. */
  linkGroup(wish: LinkWish): AwsOrganisation;
  role(wish: RoleWish): AwsOrganisation;
  iamUser(wish: IamUserWish): AwsOrganisation;
  /** The assignment is gone; credentials that were handed out live on. */
  withdraw(place: {readonly account: string; readonly permissionSet: string}): AwsOrganisation;
  removeRole(arn: string): AwsOrganisation;
  /** Listing the roles of this account is answered 403. */
  forbid(account: string): AwsOrganisation;

  oauthBodiesOnly(on?: boolean): AwsOrganisation;
  lenientRefresh(on?: boolean): AwsOrganisation;
  /** null: no limit. */
  portalLimit(limit: Limit | null): AwsOrganisation;
  registrationSeconds(seconds: number): AwsOrganisation;
  /** Every other switch, to be set directly. */
  readonly settings: AwsSettings;

  /** All access tokens of the portal die: 401. Refreshing goes on. */
  revokeAwsSessions(): void;
  /** The next refresh is answered InvalidGrantException; access tokens live on. */
  revokeAwsRefreshTokens(): void;
  /** What the MFA device shows now. */
  mfaCode(serial: string): string;

  readonly accounts: readonly PracticeAccount[];
  readonly permissionSets: readonly PracticePermissionSet[];
  /** Those that the portal lists at this moment. */
  readonly assigned: readonly PracticePermissionSet[];
  readonly roles: readonly PracticeRole[];
  readonly iamUsers: readonly PracticeIamUser[];
  readonly issuedSessions: readonly IssuedSession[];
  /** Whether these credentials would still be let through: alive, and not cut off by their session policy. */
  isUsable(accessKeyId: string): boolean;
  /** Throws for a name that is not there. */
  accountId(name: string): string;
  /** The role that Identity Center makes for the set, as trust policies name it. */
  permissionSetArn(account: string, name: string): string;
}

export interface AwsOrganisationParts extends PlaceParts {
  readonly settings: AwsSettings;
  readonly assigned: () => readonly PracticePermissionSet[];
  readonly portalSessions: PortalSessions;
  readonly roleSessions: RoleSessions;
  readonly mfa: MfaDevices;
  readonly now: () => number;
}

export function createAwsOrganisation(parts: AwsOrganisationParts): AwsOrganisation {
  const {settings, portalSessions, mfa} = parts;
  const chained: Chained =
    act =>
    (...args) => {
      act(...args);
      return organisation;
    };
  const organisation: AwsOrganisation = Object.assign(shownBy(parts), {
    ...adders(parts, chained),
    ...switches(settings, chained),
    settings,
    revokeAwsSessions: () => portalSessions.revokeAccess(),
    revokeAwsRefreshTokens: () => portalSessions.revokeRefresh(),
    mfaCode: mfa.code,
  });
  return organisation;
}

type Chained = <Args extends readonly unknown[]>(
  act: (...args: Args) => unknown,
) => (...args: Args) => AwsOrganisation;

function adders(parts: AwsOrganisationParts, chained: Chained) {
  const {estate} = parts;
  return {
    account: chained((wish: AccountWish) => addAccount(parts, wish)),
    permissionSet: chained((wish: PermissionSetWish) => addPermissionSet(parts, wish)),
    linkGroup: chained((wish: LinkWish) => addLink(parts, wish)),
    role: chained((wish: RoleWish) => addRole(parts, wish)),
    iamUser: chained((wish: IamUserWish) => addIamUser(parts, wish)),
    forbid: chained((account: string) => estate.forbidden.add(accountOf(parts, account).id)),
    removeRole: chained((arn: string) => estate.roles.delete(arn)),
    withdraw: chained(
      ({account, permissionSet}: {readonly account: string; readonly permissionSet: string}) => {
        const {id} = accountOf(parts, account);
        const at = estate.sets.findIndex(set => set.accountId === id && set.name === permissionSet);
        if (at < 0) throw new Error(`There is no ${permissionSet} in ${account}`);
        estate.sets.splice(at, 1);
      },
    ),
  };
}

function switches(settings: AwsSettings, chained: Chained) {
  return {
    oauthBodiesOnly: chained((on = true) => Object.assign(settings, {oauthBodiesOnly: on})),
    lenientRefresh: chained((on = true) => Object.assign(settings, {lenientRefresh: on})),
    portalLimit: chained((limit: Limit | null) => Object.assign(settings, {portalLimit: limit})),
    registrationSeconds: chained((seconds: number) =>
      Object.assign(settings, {registrationSeconds: seconds}),
    ),
  };
}

function shownBy(parts: AwsOrganisationParts) {
  const {estate, roleSessions, seed} = parts;
  return {
    get accounts() {
      return [...estate.accounts.values()];
    },
    get permissionSets() {
      return estate.sets;
    },
    get assigned() {
      return parts.assigned();
    },
    get roles() {
      return [...estate.roles.values()];
    },
    get iamUsers() {
      return [...estate.users.values()];
    },
    issuedSessions: roleSessions.issued,
    isUsable: (accessKeyId: string) => {
      const found = roleSessions.find(accessKeyId);
      return found !== undefined && parts.now() < found.expiresAt && allowsAt(found.policy, parts.now());
    },
    accountId: (name: string) => {
      const found = [...estate.accounts.values()].find(one => one.name === name || one.id === name);
      if (found === undefined) throw new Error(`There is no account ${name}`);
      return found.id;
    },
    permissionSetArn: (account: string, name: string) =>
      reservedArn(seed, {accountId: accountOf(parts, account).id, name}),
  };
}
