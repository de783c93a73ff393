import type {PracticeTrust} from './model.ts';

/** `id`: twelve digits; left out, one that is the same for the same seed and name. */
export interface AccountWish {
  readonly id?: string | undefined;
  readonly name: string;
  readonly email?: string | undefined;
}

/** `account`: a name or an id; one that is not there yet is made. */
export interface PermissionSetWish {
  readonly account: string;
  readonly name: string;
  /** Default 3600. */
  readonly sessionSeconds?: number | undefined;
}

/** `group`: name of a PIM group; its active members (not its owners) hold the set. */
export interface LinkWish {
  readonly group: string;
  readonly account: string;
  readonly permissionSet: string;
  readonly sessionSeconds?: number | undefined;
}

/** `arn`, or `name` and `account`. */
export interface RoleWish {
  readonly arn?: string | undefined;
  readonly name?: string | undefined;
  readonly account?: string | undefined;
  /** MaxSessionDuration; default 3600. */
  readonly maxSessionSeconds?: number | undefined;
  /** The permission set that the practice home's settings go through; without it they do not name the role. */
  readonly via?: {readonly account: string; readonly permissionSet: string} | undefined;
  /** A device that callers may prove themselves with; with it `trust.mfa` is true unless it says otherwise. */
  readonly mfaSerial?: string | undefined;
  readonly trust?: Partial<PracticeTrust> | undefined;
}

export interface IamUserWish {
  readonly name: string;
  readonly account: string;
  readonly mfaSerial?: string | undefined;
}
