/** An account of the AWS organisation. `id`: twelve digits. */
export interface PracticeAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** A permission set that the practice user is given in an account. */
export interface PracticePermissionSet {
  readonly accountId: string;
  readonly name: string;
  /** How long its sessions are (reference aws-jit 0, row 2). */
  readonly sessionSeconds: number;
  /** The PIM group that brings it, or null where it stands. */
  readonly groupId: string | null;
}

/** What a role's trust policy lets its callers do (reference aws-jit 3). */
export interface PracticeTrust {
  /** May be called with `SourceIdentity`, and with tags. */
  readonly sourceIdentity: boolean;
  readonly tagSession: boolean;
  readonly externalId: string | null;
  readonly mfa: boolean;
  /** ARNs of roles and users, account ids, or `*` for the whole organisation. */
  readonly principals: readonly string[];
}

/** A role of the organisation's own. */
export interface PracticeRole {
  readonly arn: string;
  readonly accountId: string;
  readonly name: string;
  readonly id: string;
  readonly maxSessionSeconds: number;
  readonly trust: PracticeTrust;
  /** The permission set that the practice home's settings go through, or null: then they do not name the role. */
  readonly via: PracticeVia | null;
  readonly mfaSerial: string | null;
}

export interface PracticeVia {
  readonly accountId: string;
  readonly permissionSet: string;
}

export interface PracticeIamUser {
  readonly arn: string;
  readonly accountId: string;
  readonly name: string;
  readonly id: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly mfaSerial: string | null;
}

/** Who credentials speak for. `role`: its own ARN, without the session. */
export interface PracticePrincipal {
  readonly type: 'role' | 'user';
  readonly accountId: string;
  /** `arn:aws:iam::…:role/…` or `…:user/…`, as trust policies name it. */
  readonly sourceArn: string;
  /** As GetCallerIdentity tells it. */
  readonly arn: string;
  readonly userId: string;
}

/** Credentials that were handed out. Times in ms. */
export interface IssuedSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly by: 'portal' | 'assume-role' | 'session-token';
  readonly principal: PracticePrincipal;
  readonly arn: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** The session policy as it was sent, or null. */
  readonly policy: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly sourceIdentity: string | null;
  readonly chained: boolean;
  readonly mfa: boolean;
}
