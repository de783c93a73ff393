import {type CloudEndpoints, cloudFault, PUBLISHED_CLOUDS} from './clouds.ts';
import type {SignInFlow} from './identity.ts';
import {authorityOf, KINDS, type Kind} from './kind.ts';
import {Trouble} from './problem.ts';

/** `config.json` as the contract has it (5). Everything may be absent; unknown keys have been refused at the door. */
export interface Settings {
  readonly profiles?: Readonly<Record<string, ProfileSettings>> | undefined;
  readonly clouds?: Readonly<Record<string, CloudEndpoints>> | undefined;
  readonly defaults?: {readonly duration?: string | undefined} | undefined;
  readonly bundles?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly reminders?: readonly number[] | undefined;
  readonly ui?: UiSettings | undefined;
}

export interface ProfileSettings {
  readonly kinds?: readonly Kind[] | undefined;
  readonly entra?: EntraSettings | undefined;
  readonly aws?: unknown;
}

export interface EntraSettings {
  readonly tenantId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly cloud?: string | undefined;
  readonly flow?: SignInFlow | undefined;
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
