import type {Locks, Network} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import type {EntraSettings, ProfileSettings, Settings} from '../core/settings.ts';
import type {MeasuredServerTime} from '../host/server-time.ts';
import type {Database} from '../stores/database.ts';
import type {Places} from '../stores/places.ts';
import type {OpenVault} from '../stores/tokens/vault.ts';
import type {World} from './world.ts';

/** `login`'s flags for AWS, over what the profile says. */
export interface AwsGiven {
  /** The session they are about; the profile's only one, or `default`, where it is not named. */
  readonly session?: string | undefined;
  readonly startUrl?: string | undefined;
  readonly region?: string | undefined;
  /** Put the sign-in into the AWS CLI's own file. */
  readonly share?: boolean | undefined;
}

export interface ComposeOptions {
  readonly profile: string;
  /** `login`'s flags, over what the profile says. */
  readonly entra?: EntraSettings | undefined;
  readonly aws?: AwsGiven | undefined;
  /** True for `login`: a token store is needed now, and asked for before anybody is sent to a browser. */
  readonly needsSignIn?: boolean | undefined;
  readonly debug?: ((line: string) => void) | undefined;
}

/** What every part of one app stands on. */
export interface Ground {
  readonly world: World;
  readonly options: ComposeOptions;
  readonly places: Places;
  readonly settings: Settings;
  readonly db: Database;
  readonly network: Network;
  readonly server: MeasuredServerTime;
  readonly locks: Locks;
  readonly vault: () => Promise<OpenVault>;
}

/** The profile with the flags of `login` on it. Throws `not-found` for one that is not there among others that are. */
export function profileOf({settings, options}: Ground): ProfileSettings {
  const profiles = settings.profiles ?? {};
  const found = Object.hasOwn(profiles, options.profile) ? profiles[options.profile] : undefined;
  const isGiven = options.entra !== undefined || options.aws !== undefined;
  if (found === undefined && !isGiven && Object.keys(profiles).length > 0)
    throw new Trouble({
      code: 'not-found',
      what: 'profile',
      asked: options.profile,
      near: Object.keys(profiles),
    });
  return {...found, ...entraWith(found, options), ...awsWith(found, options)};
}

function entraWith(found: ProfileSettings | undefined, {entra}: ComposeOptions): ProfileSettings {
  return entra === undefined ? {} : {entra: {...found?.entra, ...entra}};
}

/** A session that the flags describe joins those of the profile, or stands in for the one of its name. */
function awsWith(found: ProfileSettings | undefined, {aws}: ComposeOptions): ProfileSettings {
  if (aws === undefined) return {};
  const known = found?.aws?.sessions ?? [];
  const name = aws.session ?? (known.length === 1 ? known[0]?.name : undefined) ?? 'default';
  const before = known.find(session => session.name === name);
  const startUrl = aws.startUrl ?? before?.startUrl;
  const region = aws.region ?? before?.region;
  if (startUrl === undefined || region === undefined) return found?.aws === undefined ? {} : {aws: found.aws};
  const sessions = [...known.filter(session => session !== before), {name, startUrl, region}];
  return {aws: {...found?.aws, sessions}};
}
