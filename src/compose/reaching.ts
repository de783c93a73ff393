import {awsEndpointsOf} from '../core/aws-variables.ts';
import type {ProbeTarget} from '../core/emergency.ts';
import {isOfUser} from '../core/ladder.ts';
import type {Network, Prober} from '../core/ports.ts';
import {endpointsOf, type Settings} from '../core/settings.ts';
import type {App} from '../usecases/app.ts';
import {later} from './later.ts';
import type {World} from './world.ts';

export interface ReachingParts {
  readonly world: World;
  readonly settings: Settings;
  readonly network: Network;
  readonly profile: string;
}

interface Reaching {
  readonly prober: Prober;
  readonly targets: NonNullable<App['targets']>;
}

/** What a profile needs to be reachable, and who asks whether it is. */
export function reaching(parts: ReachingParts): Reaching {
  const {network, world} = parts;
  const prober = later(async () =>
    (await import('../providers/evidence/index.ts')).createProber({network, clock: world.clock}),
  );
  return {
    prober: {probe: async (targets, limit, signal) => (await prober()).probe(targets, limit, signal)},
    targets: () => targetsOf(parts),
  };
}

/** Each once. Rejects `misconfigured` for a cloud or an endpoint variable that is refused. */
export async function targetsOf({world, settings, profile}: ReachingParts): Promise<readonly ProbeTarget[]> {
  const {awsProbeTargets, probeTargets, stsProbeTarget} = await import('../providers/evidence/targets.ts');
  const found = settings.profiles?.[profile];
  const endpointsIn = (region: string) =>
    awsEndpointsOf(region, world.env, found?.aws?.trustedEndpoints ?? []);
  const entra = found?.entra === undefined ? [] : [found.entra];
  const regions = (found?.aws?.sessions ?? []).map(({region}) => region);
  const users = (settings.breakGlass?.ladder ?? []).filter(isOfUser).map(({region}) => region);
  const all = [
    ...entra.flatMap(({cloud = 'public', tenantId}) =>
      probeTargets({endpoints: endpointsOf(settings, cloud), tenantId}),
    ),
    ...regions.flatMap(region => awsProbeTargets(region, endpointsIn(region))),
    ...users.map(region => stsProbeTarget(region, endpointsIn(region))),
  ];
  return [...new Map(all.map(target => [target.url, target])).values()];
}
