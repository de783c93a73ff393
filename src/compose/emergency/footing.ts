import {PUBLISHED_CLOUDS} from '../../core/clouds.ts';
import {isOfUser, type Rung} from '../../core/ladder.ts';
import type {Settings} from '../../core/settings.ts';
import type {World} from '../world.ts';

/** What an emergency goes by: in none of it can the environment or a cloud of one's own lead requests astray. */
export interface Footing {
  readonly world: World;
  readonly settings: Settings;
  /** What was left out, each in words. */
  readonly ignored: readonly string[];
}

/** Variables that move endpoints, or name AWS profiles, files and keys of their own. */
const MISLEADING = /^(AWS_|AZURE_)/;

/** Published hosts only (issue: break glass): a rung that goes by a cloud of one's own finds no such cloud. */
export function soberFooting(world: World, settings: Settings, profile: string): Footing {
  const {clouds, ...others} = settings;
  const env = Object.entries(world.env);
  const kept = env.filter(([name]) => !MISLEADING.test(name));
  const variables = env.flatMap(([name, value]) => (MISLEADING.test(name) && value ? [name] : []));
  return {
    world: {...world, env: Object.fromEntries(kept)},
    settings: others,
    ignored: [
      ...(variables.length === 0 ? [] : [`${variables.sort().join(', ')}: AWS is asked where AWS is`]),
      ...profilesElsewhere(settings, profile).map(
        name => `profiles.${name}.entra.cloud: no published cloud, so its roles are left out`,
      ),
      ...(clouds === undefined ? [] : ['clouds: published ones only']),
    ],
  };
}

/** Profiles that the ladder goes by and whose cloud is nobody's but theirs. */
function profilesElsewhere({profiles = {}, breakGlass}: Settings, inUse: string): readonly string[] {
  const isUsed = (name: string) =>
    (breakGlass?.ladder ?? []).some((rung: Rung) => !isOfUser(rung) && (rung.profile ?? inUse) === name);
  return Object.entries(profiles).flatMap(([name, {entra}]) => {
    const cloud = entra?.cloud ?? 'public';
    return !Object.hasOwn(PUBLISHED_CLOUDS, cloud) && isUsed(name) ? [name] : [];
  });
}
