export {needsOf, rungOf} from './rung.ts';
export {eligibilityOfRung, type Whose} from './rung-eligibility.ts';

/**
 * A rung of the emergency ladder (contract 5, `breakGlass.ladder`): everything that asking for the role takes, so that no
 * list, policy or copy is needed. `name` is what a person types to confirm; it is unique in the ladder.
 */
export type Rung =
  | AzureRung
  | EntraRoleRung
  | GroupRung
  | PermissionSetRung
  | ConfiguredRoleRung
  | UserRoleRung;

interface RungBase {
  readonly name: string;
  /** Whose sign-in it goes by; absent: the profile in use. */
  readonly profile?: string | undefined;
  /** How long it is asked for, as a duration; absent: an hour. */
  readonly duration?: string | undefined;
}

export interface AzureRung extends RungBase {
  readonly kind: 'azure-resource';
  /** The role's name for people: `Owner`. */
  readonly role: string;
  /** An ARM id, and what people call it. */
  readonly scope: string;
  readonly scopeName?: string | undefined;
  /** A role definition's full id, or its GUID. */
  readonly roleDefinitionId: string;
}

export interface EntraRoleRung extends RungBase {
  readonly kind: 'entra-role';
  readonly role: string;
  readonly roleDefinitionId: string;
  /** `/` where it is absent. */
  readonly directoryScopeId?: string | undefined;
}

export interface GroupRung extends RungBase {
  readonly kind: 'entra-group';
  readonly groupId: string;
  readonly groupName?: string | undefined;
  readonly access: 'member' | 'owner';
}

export interface PermissionSetRung extends RungBase {
  readonly kind: 'aws-permission-set';
  readonly session: string;
  readonly accountId: string;
  readonly permissionSet: string;
}

/** A role of the profile's own `aws.roles`, by its name there. */
export interface ConfiguredRoleRung extends RungBase {
  readonly kind: 'aws-role';
  readonly role: string;
}

/** A role that an IAM user assumes with a second factor: it needs neither Entra nor Identity Center (reference aws-jit 9). */
export interface UserRoleRung extends RungBase {
  readonly kind: 'aws-role';
  readonly roleArn: string;
  /** What the user's key is kept under (`stint break-glass setup`). */
  readonly user: string;
  readonly mfaSerial?: string | undefined;
  readonly region: string;
  readonly externalId?: string | undefined;
  /** As in `aws.roles`: on unless it is `false`. */
  readonly sourceIdentity?: boolean | undefined;
  readonly sessionTags?: boolean | undefined;
}

export const isOfUser = (rung: Rung): rung is UserRoleRung => 'user' in rung;

/** How long an emergency role is asked for by default. */
export const EMERGENCY_DURATION = 3600;

export interface BreakGlassSettings {
  readonly ladder?: readonly Rung[] | undefined;
  /** A harmless role that drills run with in the real cloud; absent: they run on the practice cloud. */
  readonly drill?: Rung | undefined;
  readonly cosign?: 'off' | CosignSettings | undefined;
}

/** A second person is asked for; without one after `within` the flow goes on, marked single-person. */
export interface CosignSettings {
  /** A duration; absent: 10 minutes. */
  readonly within?: string | undefined;
  readonly signers: readonly Cosigner[];
}

export interface Cosigner {
  readonly name: string;
  /** Ed25519 public key, DER (SPKI) in base64, as `stint break-glass cosign --key` prints it. */
  readonly publicKey: string;
}
