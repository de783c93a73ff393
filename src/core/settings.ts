import {type CloudEndpoints, cloudFault, PUBLISHED_CLOUDS} from './clouds.ts';
import type {SignInFlow} from './identity.ts';
import {authorityOf, KINDS, type Kind} from './kind.ts';
import type {BreakGlassSettings} from './ladder.ts';
import {Trouble} from './problem.ts';
import type {SinkSettings} from './sink.ts';

/** `config.json` as the contract has it (5). Everything may be absent; unknown keys have been refused at the door. */
export interface Settings {
  readonly profiles?: Readonly<Record<string, ProfileSettings>> | undefined;
  readonly clouds?: Readonly<Record<string, CloudEndpoints>> | undefined;
  readonly defaults?: {readonly duration?: string | undefined} | undefined;
  readonly bundles?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly reminders?: readonly number[] | undefined;
  readonly breakGlass?: BreakGlassSettings | undefined;
  readonly sinks?: readonly SinkSettings[] | undefined;
  readonly audit?: AuditSettings | undefined;
  readonly ui?: UiSettings | undefined;
}

export interface ProfileSettings {
  readonly kinds?: readonly Kind[] | undefined;
  readonly entra?: EntraSettings | undefined;
  readonly aws?: AwsSettings | undefined;
}

export interface AwsSettings {
  readonly sessions?: readonly AwsSessionSettings[] | undefined;
  readonly roles?: readonly AwsRoleSettings[] | undefined;
  readonly groupLinks?: readonly GroupLink[] | undefined;
  /** Our sign-ins lie in the AWS CLI's own file, in plain text, instead of in the encrypted store. */
  readonly shareWithAwsCli?: boolean | undefined;
  /** Hosts, with a port where it matters, that endpoint variables may name. */
  readonly trustedEndpoints?: readonly string[] | undefined;
}

/** An Identity Center to sign in to. `name` is what the AWS CLI calls an `sso-session`. */
export interface AwsSessionSettings {
  readonly name: string;
  readonly startUrl: string;
  readonly region: string;
}

/** A role of the organisation's own, assumed with the credentials of a permission set. */
export interface AwsRoleSettings {
  readonly name: string;
  readonly roleArn: string;
  readonly maxDuration?: string | undefined;
  readonly via?: AwsPlace | undefined;
  readonly externalId?: string | null | undefined;
  readonly mfaSerial?: string | null | undefined;
  readonly sourceIdentity?: boolean | undefined;
  readonly sessionTags?: boolean | undefined;
}

/** A permission set in an account, as a session shows it. */
export interface AwsPlace {
  readonly session: string;
  readonly accountId: string;
  readonly permissionSet: string;
}

/** Members of a PIM group hold a permission set: activating the group is the way in. */
export interface GroupLink extends AwsPlace {
  readonly groupId: string;
}

export interface EntraSettings {
  readonly tenantId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly cloud?: string | undefined;
  readonly flow?: SignInFlow | undefined;
}

export interface AuditSettings {
  /** The last line's hash and the key's fingerprint ride behind each justification; off unless it is set. */
  readonly anchorInJustification?: boolean | undefined;
}

export interface UiSettings {
  readonly theme?: 'auto' | 'light' | 'dark' | undefined;
  readonly ascii?: boolean | undefined;
  readonly keys?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** The Azure CLI's public client id: with it only Azure resource roles work (reference azure-pim 1.3). */
export const AZURE_CLI_CLIENT_ID = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

/** Kinds that are a source for this profile (contract 3, "Lists"): absent `kinds` is every kind with a section. */
export function kindsOf(profile: ProfileSettings): readonly Kind[] {
  const configured = KINDS.filter(kind => profile[authorityOf(kind)] !== undefined);
  return profile.kinds === undefined ? configured : configured.filter(kind => profile.kinds?.includes(kind));
}

/** The endpoints behind a cloud's name, checked. Throws `misconfigured` naming the setting. */
export function endpointsOf(settings: Settings, cloud: string): CloudEndpoints {
  const published = Object.hasOwn(PUBLISHED_CLOUDS, cloud) ? PUBLISHED_CLOUDS[cloud] : undefined;
  if (published) return published;
  const clouds = settings.clouds ?? {};
  const own = Object.hasOwn(clouds, cloud) ? clouds[cloud] : undefined;
  const fault = own === undefined ? 'there is no such cloud' : cloudFault(own);
  if (own === undefined || fault !== undefined)
    throw new Trouble({
      code: 'misconfigured',
      setting: `clouds.${cloud}`,
      reason: fault ?? 'there is no such cloud',
    });
  return own;
}
