import type {AwsEndpoints} from '../../core/aws.ts';
import type {CloudEndpoints} from '../../core/clouds.ts';
import type {ProbeTarget} from '../../core/emergency.ts';

export interface EntraProbes {
  readonly endpoints: CloudEndpoints;
  /** A GUID or a domain, as the settings have it; absent: any tenant's sign-in will do. */
  readonly tenantId?: string | undefined;
}

const ARM_LIST = 'providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2020-10-01';
const GRAPH_LIST = 'v1.0/roleManagement/directory/roleEligibilityScheduleInstances?$top=1';

/** Sign-in and both PIM surfaces. Without a token the lists answer 401, which is an answer (reference azure-pim 2.7, 3). */
export function probeTargets({endpoints, tenantId = 'organizations'}: EntraProbes): readonly ProbeTarget[] {
  const {authorityHost, armEndpoint, graphEndpoint} = endpoints;
  const tenant = encodeURIComponent(tenantId);
  return [
    {
      service: 'entra',
      label: 'Microsoft Entra',
      url: `${authorityHost}/${tenant}/v2.0/.well-known/openid-configuration`,
      isSignIn: true,
    },
    {service: 'azure-pim', label: 'Azure PIM', url: `${armEndpoint}/${ARM_LIST}`},
    {service: 'graph-pim', label: 'Entra PIM', url: `${graphEndpoint}/${GRAPH_LIST}`},
  ];
}

/** Identity Center's two hosts and STS of a Region: any of AWS's refusals is an answer (reference aws-jit 10). */
export function awsProbeTargets(region: string, endpoints: AwsEndpoints): readonly ProbeTarget[] {
  const service = 'identity-center';
  return [
    {service, label: `AWS Identity Center (${region})`, url: `${endpoints.oidc}/`, isSignIn: true},
    {service, label: `AWS access portal (${region})`, url: `${endpoints.portal}/`},
    stsProbeTarget(region, endpoints),
  ];
}

/** All that a role of an IAM user needs. */
export const stsProbeTarget = (region: string, {sts}: Pick<AwsEndpoints, 'sts'>): ProbeTarget => ({
  service: 'sts',
  label: `AWS STS (${region})`,
  url: `${sts}/?Action=GetCallerIdentity&Version=2011-06-15`,
});
