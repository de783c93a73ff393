import type {ScopeTree} from '../scopes.ts';
import {type Estate, findAccount} from './estate.ts';
import {accountIdFrom, iamIdFrom, newSecretKey} from './identifiers.ts';
import type {PracticeAccount, PracticeIamUser, PracticeRole, PracticeVia} from './model.ts';
import {reservedArn} from './portal.ts';
import type {AccountWish, IamUserWish, LinkWish, PermissionSetWish, RoleWish} from './wishes.ts';

export interface PlaceParts {
  readonly seed: number;
  readonly estate: Estate;
  readonly scopes: ScopeTree;
}

/** An account by name or id; one that is not there yet is made. */
export function accountOf(parts: PlaceParts, named: string): PracticeAccount {
  return (
    findAccount(parts.estate, named) ??
    addAccount(parts, /^\d{12}$/.test(named) ? {id: named, name: named} : {name: named})
  );
}

export function addAccount({seed, estate}: PlaceParts, {id, name, email}: AccountWish): PracticeAccount {
  const account = {
    id: id ?? accountIdFrom(seed, name),
    name,
    email: email ?? `aws+${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}@contoso.com`,
  };
  estate.accounts.set(account.id, account);
  return account;
}

export function addPermissionSet(
  parts: PlaceParts,
  {account, name, sessionSeconds}: PermissionSetWish,
): void {
  addSet(parts, {account, name, sessionSeconds, groupId: null});
}

/** Members of the PIM group `group` hold the set. */
export function addLink(parts: PlaceParts, {account, permissionSet, group, sessionSeconds}: LinkWish): void {
  const {id: groupId} = parts.scopes.named('entra-group', group);
  addSet(parts, {account, name: permissionSet, sessionSeconds, groupId});
}

function addSet(
  parts: PlaceParts,
  {account, name, sessionSeconds, groupId}: PermissionSetWish & {readonly groupId: string | null},
): void {
  const {id: accountId} = accountOf(parts, account);
  parts.estate.sets.push({accountId, name, sessionSeconds: sessionSeconds ?? 3600, groupId});
}

export function addRole(parts: PlaceParts, wish: RoleWish): PracticeRole {
  const arn = 'arn' in wish && wish.arn !== undefined ? wish.arn : arnOf(parts, wish);
  const [, accountId, path] = /^arn:aws[\w-]*:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  if (accountId === undefined || path === undefined) throw new Error(`Not the ARN of a role: ${arn}`);
  accountOf(parts, accountId);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const via = viaOf(parts, wish);
  const role = {
    ...{arn, accountId, name, via, id: iamIdFrom('AROA', parts.seed, arn)},
    maxSessionSeconds: wish.maxSessionSeconds ?? 3600,
    mfaSerial: wish.mfaSerial ?? null,
    trust: trustOf(parts, wish, via),
  };
  parts.estate.roles.set(arn, role);
  return role;
}

function arnOf(parts: PlaceParts, {name, account}: RoleWish): string {
  if (name === undefined || account === undefined)
    throw new Error('A role needs an arn, or a name and an account');
  return `arn:aws:iam::${accountOf(parts, account).id}:role/${name}`;
}

function viaOf(parts: PlaceParts, {via}: RoleWish): PracticeVia | null {
  return via === undefined
    ? null
    : {accountId: accountOf(parts, via.account).id, permissionSet: via.permissionSet};
}

/** What is not said is allowed, to the permission set it goes through or else to the whole organisation. */
function trustOf(
  {seed}: PlaceParts,
  {trust = {}, mfaSerial}: RoleWish,
  via: PracticeVia | null,
): PracticeRole['trust'] {
  const whoever = via === null ? '*' : reservedArn(seed, {accountId: via.accountId, name: via.permissionSet});
  return {
    sourceIdentity: trust.sourceIdentity ?? true,
    tagSession: trust.tagSession ?? true,
    externalId: trust.externalId ?? null,
    mfa: trust.mfa ?? mfaSerial !== undefined,
    principals: trust.principals ?? [whoever],
  };
}

export function addIamUser(parts: PlaceParts, {name, account, mfaSerial}: IamUserWish): PracticeIamUser {
  const {id: accountId} = accountOf(parts, account);
  const arn = `arn:aws:iam::${accountId}:user/${name}`;
  const user = {
    ...{arn, accountId, name, mfaSerial: mfaSerial ?? null, id: iamIdFrom('AIDA', parts.seed, arn)},
    accessKeyId: iamIdFrom('AKIA', parts.seed, arn).slice(0, 20),
    secretAccessKey: newSecretKey(),
  };
  parts.estate.users.set(arn, user);
  return user;
}
