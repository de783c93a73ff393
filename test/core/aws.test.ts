import {describe, expect, test} from 'vitest';
import {awsEndpoints, consoleOf, isPageOf, partitionOf} from '../../src/core/aws.ts';

describe('a Region', () => {
  test.each([
    {
      ...{region: 'eu-west-1', partition: 'aws', console: 'https://eu-west-1.console.aws.amazon.com/'},
      hosts: ['oidc.eu-west-1.amazonaws.com', 'portal.sso.eu-west-1.amazonaws.com'],
      more: ['sts.eu-west-1.amazonaws.com', 'signin.aws.amazon.com'],
    },
    {
      ...{region: 'us-gov-west-1', partition: 'aws-us-gov', console: 'https://console.amazonaws-us-gov.com/'},
      hosts: ['oidc.us-gov-west-1.amazonaws.com', 'portal.sso.us-gov-west-1.amazonaws.com'],
      more: ['sts.us-gov-west-1.amazonaws.com', 'signin.amazonaws-us-gov.com'],
    },
    {
      ...{region: 'cn-north-1', partition: 'aws-cn', console: 'https://console.amazonaws.cn/'},
      hosts: ['oidc.cn-north-1.amazonaws.com.cn', 'portal.sso.cn-north-1.amazonaws.com.cn'],
      more: ['sts.cn-north-1.amazonaws.com.cn', 'signin.amazonaws.cn'],
    },
  ])('$region is in $partition, with its hosts', ({region, partition, console, hosts, more}) => {
    const {oidc, portal, sts, signin} = awsEndpoints(region);
    expect(partitionOf(region)).toBe(partition);
    expect([oidc, portal, sts, signin]).toEqual([...hosts, ...more].map(host => `https://${host}`));
    expect(consoleOf(region)).toBe(console);
  });

  test.each(['us-east-1', 'us-govern-1', 'cnorth-1'])('%s is in the partition of all the others', region => {
    expect(partitionOf(region)).toBe('aws');
  });
});

describe('a page to sign in on', () => {
  test.each([
    ['aws', 'd-1234567890.awsapps.com'],
    ['aws', 'DEVICE.SSO.EU-WEST-1.amazonaws.com'],
    ['aws', 'd-1234567890.portal.eu-west-1.app.aws'],
    ['aws-us-gov', 'start.us-gov-home.awsapps.com'],
    ['aws-cn', 'start.home.awsapps.cn'],
  ] as const)('of %s may be %s', (partition, host) => {
    expect(isPageOf(partition, host)).toBe(true);
  });

  test.each([
    ['aws', 'awsapps.com.example.org'],
    ['aws', 'notawsapps.com'],
    ['aws', 'd-1.awsapps.cn'],
    ['aws-us-gov', 'd-1.awsapps.cn'],
    ['aws-cn', 'd-1.awsapps.com'],
  ] as const)('of %s is never %s', (partition, host) => {
    expect(isPageOf(partition, host)).toBe(false);
  });
});
