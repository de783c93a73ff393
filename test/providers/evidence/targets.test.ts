import {expect, test} from 'vitest';
import {awsEndpoints} from '../../../src/core/aws.ts';
import {PUBLISHED_CLOUDS} from '../../../src/core/clouds.ts';
import {awsProbeTargets, probeTargets, stsProbeTarget} from '../../../src/providers/evidence/index.ts';

const {public: endpoints} = PUBLISHED_CLOUDS;
if (endpoints === undefined) throw new Error('there is no public cloud');

test('Entra is asked for its discovery document, and PIM for lists', () => {
  const targets = probeTargets({endpoints, tenantId: 'contoso.onmicrosoft.com'});
  expect(targets.map(({service, url}) => [service, url.split('?')[0]])).toEqual([
    [
      'entra',
      'https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration',
    ],
    [
      'azure-pim',
      'https://management.azure.com/providers/Microsoft.Authorization/roleEligibilityScheduleInstances',
    ],
    [
      'graph-pim',
      'https://graph.microsoft.com/v1.0/roleManagement/directory/roleEligibilityScheduleInstances',
    ],
  ]);
});

test('a tenant leads to no other host', () => {
  const [entra] = probeTargets({endpoints, tenantId: '../@evil.example/?'});
  expect(new URL(entra?.url ?? '').origin).toBe(endpoints.authorityHost);
  const [any] = probeTargets({endpoints});
  expect(any?.url).toContain('/organizations/v2.0/');
});

test.each([
  ['eu-west-1', 'amazonaws.com'],
  ['us-gov-west-1', 'amazonaws.com'],
  ['cn-north-1', 'amazonaws.com.cn'],
])('AWS is asked in %s', (region, suffix) => {
  const targets = awsProbeTargets(region, awsEndpoints(region));
  expect(targets.map(({service, url}) => [service, new URL(url).host])).toEqual([
    ['identity-center', `oidc.${region}.${suffix}`],
    ['identity-center', `portal.sso.${region}.${suffix}`],
    ['sts', `sts.${region}.${suffix}`],
  ]);
  expect(targets.every(({label}) => label.includes(`(${region})`))).toBe(true);
  expect(targets.at(-1)).toEqual(stsProbeTarget(region, awsEndpoints(region)));
});
