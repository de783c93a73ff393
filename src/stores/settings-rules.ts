import {cloudFault, PUBLISHED_CLOUDS} from '../core/clouds.ts';
import {DURATION_FORMS, readDuration} from '../core/duration.ts';
import type {ProfileSettings, Settings} from '../core/settings.ts';
import {nameOf} from './settings-name.ts';

/** Counts up whenever a rule here changes, so that verdicts of an older stint no longer count. */
export const RULES_EDITION = 1;

export interface Fault {
  /** Dotted. */
  readonly setting: string;
  readonly reason: string;
}

/** What the schema cannot say (contract 5): the first rule that the settings break. */
export function ruleFault(settings: Settings): Fault | undefined {
  return [...cloudFaults(settings), ...durationFaults(settings), ...profileFaults(settings)][0];
}

function* cloudFaults({clouds = {}}: Settings): Generator<Fault> {
  for (const [name, cloud] of Object.entries(clouds)) {
    const setting = nameOf(['clouds', name]);
    if (Object.hasOwn(PUBLISHED_CLOUDS, name))
      yield {setting, reason: 'a published cloud has that name; choose another'};
    const reason = cloudFault(cloud);
    if (reason !== undefined) yield {setting, reason};
  }
}

function* durationFaults({defaults}: Settings): Generator<Fault> {
  yield* durationFault('defaults.duration', defaults?.duration);
}

function* durationFault(setting: string, text: string | undefined): Generator<Fault> {
  if (text !== undefined && readDuration(text) === undefined)
    yield {setting, reason: `“${text}” is not a duration; write it as ${DURATION_FORMS}`};
}

function* profileFaults(settings: Settings): Generator<Fault> {
  for (const [name, profile] of Object.entries(settings.profiles ?? {})) {
    const cloud = profile.entra?.cloud;
    if (cloud !== undefined && !isCloud(settings, cloud))
      yield {setting: nameOf(['profiles', name, 'entra', 'cloud']), reason: `there is no cloud “${cloud}”`};
    yield* roleFaults(nameOf(['profiles', name, 'aws', 'roles']), profile);
  }
}

const isCloud = ({clouds = {}}: Settings, name: string): boolean =>
  Object.hasOwn(PUBLISHED_CLOUDS, name) || Object.hasOwn(clouds, name);

/** The AWS section has passed the schema, so its roles have this shape. */
function* roleFaults(setting: string, profile: ProfileSettings): Generator<Fault> {
  const {roles = []} = (profile.aws ?? {}) as {readonly roles?: readonly {readonly maxDuration?: string}[]};
  for (const [index, role] of roles.entries())
    yield* durationFault(`${setting}.${index}.maxDuration`, role.maxDuration);
}
