import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Trouble} from '../../src/core/problem.ts';
import {createSettingsStore} from '../../src/stores/settings.ts';
import {scratchFolder} from './scratch.ts';

const CORP = {name: 'corp', startUrl: 'https://d-1234567890.awsapps.com/start', region: 'eu-west-1'};
const VIA = {session: 'corp', accountId: '111122223333', permissionSet: 'Operator'};
const ROLE = {name: 'prod-admin', roleArn: 'arn:aws:iam::111122223333:role/ops/ProdAdmin', via: VIA};
const LINK = {groupId: 'g', accountId: '111122223333', permissionSet: 'Admin', session: 'corp'};

interface Section {
  readonly sessions?: readonly unknown[];
  readonly roles?: readonly unknown[];
  readonly groupLinks?: readonly unknown[];
  readonly trustedEndpoints?: readonly unknown[];
}

/** What reading says of an `aws` section: `accepted`, or the setting and the reason. */
async function verdictOn(aws: Section): Promise<unknown> {
  const config = join(scratchFolder(), 'stint');
  const configFile = join(config, 'config.json');
  mkdirSync(config);
  writeFileSync(configFile, JSON.stringify({profiles: {p: {aws}}}));
  const read = createSettingsStore({places: {config, configFile}}).read();
  return read.then(
    () => 'accepted',
    thrown => (thrown instanceof Trouble ? thrown.problem : thrown),
  );
}

const refused = (setting: string, reason: string | RegExp) => ({
  code: 'misconfigured',
  setting: `profiles.p.aws.${setting}`,
  reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
});

const withSession = (changes: object) => verdictOn({sessions: [{...CORP, ...changes}]});
const withRole = (changes: object) => verdictOn({sessions: [CORP], roles: [{...ROLE, ...changes}]});

describe('sessions', () => {
  test.each([
    ['eu-west-1', 'https://d-1234567890.awsapps.com/start'],
    ['eu-west-1', 'https://corp.awsapps.com/start/#/'],
    ['eu-west-1', 'https://ssoins-1.portal.eu-west-1.app.aws'],
    ['us-gov-west-1', 'https://start.us-gov-home.awsapps.com/directory/d-1234567890'],
    ['cn-north-1', 'https://start.home.awsapps.cn/directory/d-1234567890'],
    ['eu-west-1', 'https://localhost:8443/start'],
    ['eu-west-1', 'http://127.0.0.1:8443/start'],
  ])('in %s %s is accepted', async (region, startUrl) => {
    expect(await withSession({region, startUrl})).toBe('accepted');
  });

  test.each([
    [
      'eu-west-1',
      'https://awsapps.com.example.org/start',
      /^awsapps\.com\.example\.org is not a host of AWS/,
    ],
    ['eu-west-1', 'https://evilawsapps.com/start', /is not a host of AWS/],
    ['eu-west-1', 'https://start.home.awsapps.cn/directory/d-1', /is not a host of AWS for eu-west-1/],
    ['cn-north-1', 'https://d-1234567890.awsapps.com/start', /is not a host of AWS for cn-north-1/],
    ['eu-west-1', 'https://d-1.awsapps.com:8443/start', /is not a host of AWS/],
    ['eu-west-1', 'http://d-1.awsapps.com/start', 'it must begin with https://'],
    ['eu-west-1', 'https://d-1.awsapps.com@example.org/start', 'it is not a URL of a page'],
    ['eu-west-1', 'https://a:b@localhost/start', 'it is not a URL of a page'],
    ['eu-west-1', 'https://', 'it must match pattern "^https?://\\S+$"'],
    ['eu-west-1', 'https://[', 'it is not a URL of a page'],
    ['eu-west-1', 'javascript:alert(1)', /^it must match pattern/],
    ['eu-west-1', 'd-1.awsapps.com/start', /^it must match pattern/],
  ])('in %s %s is refused', async (region, startUrl, reason) => {
    expect(await withSession({region, startUrl})).toMatchObject(refused('sessions.0.startUrl', reason));
  });

  test.each(['', 'a b', 'a/b', 'a@b', 'é', 'a\n'])('the name %j is refused', async name => {
    expect(await withSession({name})).toMatchObject(refused('sessions.0.name', /^it must match pattern/));
  });

  test('a name is given once', async () => {
    expect(await verdictOn({sessions: [CORP, {...CORP, name: 'lab'}, CORP]})).toMatchObject(
      refused('sessions.2.name', 'there is another “corp”; names are given once'),
    );
  });
});

describe('roles', () => {
  test.each([
    [{}],
    [{maxDuration: '1s', externalId: 'ab', mfaSerial: 'GAHT12345678'}],
    [
      {
        maxDuration: 'PT1H',
        externalId: 'a/b:c,d=e.f@g+h-i_j',
        mfaSerial: 'arn:aws:iam::111122223333:mfa/ada',
      },
    ],
    [{maxDuration: '60m', externalId: 'x'.repeat(1224), mfaSerial: null}],
  ])('%j is accepted', async changes => {
    expect(await withRole(changes)).toBe('accepted');
  });

  test.each([
    [{name: 'a@b'}, 'name', 'it holds an @, which stands between a name and its account'],
    [
      {maxDuration: '1h1s'},
      'maxDuration',
      'AWS lends a role that is reached through a permission set (role chaining) for 1 h at most',
    ],
    [{maxDuration: 'P1D'}, 'maxDuration', /for 1 h at most$/],
    [{maxDuration: '0s'}, 'maxDuration', /^“0s” is not a duration/],
    [{maxDuration: '-1h'}, 'maxDuration', /^“-1h” is not a duration/],
    [{via: {...VIA, session: 'lab'}}, 'via.session', 'there is no session “lab”'],
    [{via: {...VIA, session: 'Corp'}}, 'via.session', 'there is no session “Corp”'],
    [
      {roleArn: 'arn:aws-cn:iam::111122223333:role/R'},
      'roleArn',
      'it is in aws-cn, and its session is in aws',
    ],
    [{roleArn: 'arn:aws-xx:iam::111122223333:role/R'}, 'roleArn', /^it must match pattern/],
    [{roleArn: 'arn:aws:iam::111122223333:user/R'}, 'roleArn', /^it must match pattern/],
    [{roleArn: 'arn:aws:iam::111122223333:role/R R'}, 'roleArn', /^it must match pattern/],
    [{externalId: 'a'}, 'externalId', /^it must match pattern/],
    [{externalId: 'x'.repeat(1225)}, 'externalId', /^it must match pattern/],
    [{externalId: 'a b'}, 'externalId', /^it must match pattern/],
    [{externalId: 'a\\b'}, 'externalId', /^it must match pattern/],
    [{mfaSerial: 'short'}, 'mfaSerial', /^it must match pattern/],
    [{mfaSerial: 'GAHT 2345678'}, 'mfaSerial', /^it must match pattern/],
  ])('%j is refused', async (changes, setting, reason) => {
    expect(await withRole(changes)).toMatchObject(refused(`roles.0.${setting}`, reason));
  });

  test('a role of another partition is accepted with a session of its own', async () => {
    const gov = {
      name: 'gov',
      startUrl: 'https://start.us-gov-home.awsapps.com/directory/d-1',
      region: 'us-gov-west-1',
    };
    const role = {...ROLE, roleArn: 'arn:aws-us-gov:iam::111122223333:role/R', via: {...VIA, session: 'gov'}};
    expect(await verdictOn({sessions: [CORP, gov], roles: [role]})).toBe('accepted');
  });

  test('a name is given once', async () => {
    expect(await verdictOn({sessions: [CORP], roles: [ROLE, ROLE]})).toMatchObject(
      refused('roles.1.name', 'there is another “prod-admin”; names are given once'),
    );
  });
});

test('a group link needs its session', async () => {
  expect(await verdictOn({sessions: [CORP], groupLinks: [LINK]})).toBe('accepted');
  expect(await verdictOn({sessions: [CORP], groupLinks: [LINK, {...LINK, session: 'lab'}]})).toMatchObject(
    refused('groupLinks.1.session', 'there is no session “lab”'),
  );
  expect(await verdictOn({groupLinks: [LINK]})).toMatchObject(
    refused('groupLinks.0.session', 'there is no session “corp”'),
  );
});

test('trusted endpoints are hosts', async () => {
  const good = ['sts.example.org', 'Proxy.Example.org:8443', '10.0.0.1', 'localhost:1', '[::1]:8443', 'a'];
  expect(await verdictOn({trustedEndpoints: good})).toBe('accepted');
  for (const bad of [
    'https://x.org',
    'x.org/path',
    'x.org:',
    '*.org',
    '',
    'a b',
    '-x',
    'u@x.org',
    'x.org:123456',
  ])
    expect(await verdictOn({trustedEndpoints: ['ok.org', bad]})).toMatchObject(
      refused('trustedEndpoints.1', /^it must match pattern/),
    );
});

test('a profile with a dot in its name is named as one has to write it', async () => {
  const config = scratchFolder();
  const configFile = join(config, 'config.json');
  writeFileSync(configFile, JSON.stringify({profiles: {'a.b': {aws: {sessions: [CORP, CORP]}}}}));
  await expect(createSettingsStore({places: {config, configFile}}).read()).rejects.toMatchObject({
    problem: {setting: 'profiles.a\\.b.aws.sessions.1.name'},
  });
});
