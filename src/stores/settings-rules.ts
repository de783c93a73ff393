import {cloudFault, PUBLISHED_CLOUDS} from '../core/clouds.ts';
import {DURATION_FORMS, readDuration} from '../core/duration.ts';
import type {Settings} from '../core/settings.ts';
import {awsFaults, type Fault} from './settings-aws-rules.ts';
import {ladderFaults} from './settings-ladder-rules.ts';
import {nameOf} from './settings-name.ts';
import {sinkFaults} from './settings-sink-rules.ts';

/** Counts up whenever a rule here changes, so that verdicts of an older stint no longer count. */
export const RULES_EDITION = 4;

/** What the schema cannot say (contract 5): the first rule that the settings break. */
export function ruleFault(settings: Settings): Fault | undefined {
  return [
    ...cloudFaults(settings),
    ...durationFaults(settings),
    ...profileFaults(settings),
    ...sinkFaults(settings),
    ...ladderFaults(settings),
  ][0];
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
  const text = defaults?.duration;
  if (text !== undefined && readDuration(text) === undefined)
    yield {
      setting: 'defaults.duration',
      reason: `“${text}” is not a duration; write it as ${DURATION_FORMS}`,
    };
}

function* profileFaults(settings: Settings): Generator<Fault> {
  for (const [name, profile] of Object.entries(settings.profiles ?? {})) {
    const cloud = profile.entra?.cloud;
    if (cloud !== undefined && !isCloud(settings, cloud))
      yield {setting: nameOf(['profiles', name, 'entra', 'cloud']), reason: `there is no cloud “${cloud}”`};
    if (profile.aws !== undefined) yield* awsFaults(nameOf(['profiles', name, 'aws']), profile.aws);
  }
}

const isCloud = ({clouds = {}}: Settings, name: string): boolean =>
  Object.hasOwn(PUBLISHED_CLOUDS, name) || Object.hasOwn(clouds, name);
