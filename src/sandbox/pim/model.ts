/** The three kinds of PIM that one Entra sign-in reaches. The names are the contract's. */
export type PracticeKind = 'azure-resource' | 'entra-role' | 'entra-group';

/** `id`: ARM scope id, `/` or `/administrativeUnits/{guid}`, or a group's guid. */
export interface PracticeScope {
  readonly id: string;
  readonly name: string;
  readonly type:
    | 'managementgroup'
    | 'subscription'
    | 'resourcegroup'
    | 'resource'
    | 'directory'
    | 'administrativeunit'
    | 'group';
}

/** `id`: guid of the role definition, or `member` / `owner` of a group. */
export interface PracticeRole {
  readonly id: string;
  readonly name: string;
}

export interface Approver {
  readonly id: string;
  readonly name: string;
}

/** What a role at a scope asks of the person who activates it (reference azure-pim 2.4). */
export interface PracticePolicy {
  /** ISO 8601. */
  readonly maxDuration: string;
  readonly justification: boolean;
  readonly ticket: boolean;
  readonly mfa: boolean;
  readonly approvers: readonly Approver[];
  /** `c1`..., or null for none. */
  readonly authContext: string | null;
  /** false: an ordinary user who reads it is told AuthorizationFailed (reference azure-pim 2.1, "policy"). */
  readonly readable: boolean;
}

export interface Condition {
  readonly expression: string;
  readonly version: string;
}

export interface PracticeEligibility {
  readonly kind: PracticeKind;
  readonly role: PracticeRole;
  readonly scope: PracticeScope;
  /** guid of the schedule; of the instance. */
  readonly scheduleId: string;
  readonly instanceId: string;
  readonly memberType: 'Direct' | 'Group';
  /** The user's oid, or the group's id for an inherited row. */
  readonly principalId: string;
  readonly condition: Condition | null;
  /** ms since the epoch; `endsAt` null: for good. */
  readonly startsAt: number;
  readonly endsAt: number | null;
  readonly policy: PracticePolicy;
}

/** A row of the active list. `Assigned` without an end is standing, with one time-bound (reference azure-pim 7). */
export interface PracticeAssignment {
  readonly id: string;
  readonly kind: PracticeKind;
  readonly role: PracticeRole;
  readonly scope: PracticeScope;
  readonly assignmentType: 'Activated' | 'Assigned';
  readonly memberType: 'Direct' | 'Group';
  readonly principalId: string;
  /** ms; `seenFrom`: since when the list shows it, which may be later than its start. */
  readonly startsAt: number;
  readonly seenFrom: number;
  readonly endsAt: number | null;
  readonly eligibility: PracticeEligibility | null;
}

export type RequestStatus =
  | 'PendingApproval'
  | 'Granted'
  | 'PendingProvisioning'
  | 'ProvisioningStarted'
  | 'Provisioned'
  | 'Denied'
  | 'TimedOut'
  | 'Canceled'
  | 'Revoked';

export interface Ticket {
  readonly number: string;
  readonly system: string;
}

/** What a request keeps of what was asked; times in ms. */
export interface PracticeRequest {
  readonly name: string;
  readonly kind: PracticeKind;
  readonly action: 'SelfActivate' | 'SelfDeactivate';
  readonly role: PracticeRole;
  readonly scope: PracticeScope;
  readonly principalId: string;
  readonly eligibility: PracticeEligibility | null;
  readonly justification: string | null;
  readonly ticket: Ticket | null;
  readonly condition: Condition | null;
  readonly expiration: Expiration | null;
  readonly createdAt: number;
  /** The start that was asked for, or null for "as soon as possible". */
  readonly startAsked: number | null;
  readonly startsAt: number;
  readonly status: RequestStatus;
  readonly approvalId: string | null;
  readonly decision: {readonly at: number; readonly by: string; readonly justification: string | null} | null;
  readonly completedAt: number | null;
}

export type Expiration =
  | {readonly type: 'AfterDuration'; readonly duration: string}
  | {readonly type: 'AfterDateTime'; readonly endDateTime: string}
  | {readonly type: 'NoExpiration'};

/** Who asks, as the access token tells it. */
export interface Caller {
  readonly oid: string;
  readonly amr: readonly string[];
  readonly acrs: readonly string[];
  /** The token was asked for with the client capability `cp1` (reference azure-pim 5.2, note 2). */
  readonly cp1: boolean;
}

/** A request as any of the three surfaces hands it in. */
export interface Ask {
  readonly kind: PracticeKind;
  readonly name: string;
  readonly action: string;
  readonly principalId: string;
  readonly roleId: string;
  readonly scopeId: string;
  /** The eligibility's schedule that the request names, if it does: GUID only. */
  readonly linked: string | null;
  /** The scope by name, where the organisation knows it. */
  readonly scope: PracticeScope | null;
  readonly justification: string | null;
  readonly ticket: Ticket | null;
  readonly condition: Condition | null;
  readonly startAsked: number | null;
  readonly expiration: Expiration | null;
  readonly caller: Caller;
}
