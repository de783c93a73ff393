import {mkdirSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeEach, expect, test} from 'vitest';
import {showInstant} from '../../../src/core/time.ts';
import {startPracticeCloud} from '../../../src/sandbox/index.ts';
import {createCliSignIns} from '../../../src/stores/cli-sign-ins.ts';
import {type Household, household} from './children.ts';
import {jsonAt, oidcCalls, practiceSession} from './support.ts';

const cloud = await startPracticeCloud({scenario: 'empty', deviceCodeApproval: {afterMs: 0}});
const {aws} = cloud.organisation;
aws.account({name: 'prod'}).permissionSet({account: 'prod', name: 'Operator'});
afterAll(() => cloud.stop());
beforeEach(() => {
  aws.settings.tokenSeconds = 3600;
});

const {startUrl, region} = practiceSession(cloud);
const endpoints = {
  AWS_ENDPOINT_URL_SSO_OIDC: cloud.origins.oidc,
  AWS_ENDPOINT_URL_SSO: cloud.origins.portal,
  AWS_PROFILE: 'prod',
};

/** What a person who uses the AWS CLI has in its config. */
function configured(house: Household): void {
  mkdirSync(join(house.home, '.aws'), {recursive: true});
  const lines = [
    ...['[profile prod]', 'sso_session = corp', `sso_account_id = ${aws.accountId('prod')}`],
    ...['sso_role_name = Operator', '[sso-session corp]', `sso_start_url = ${startUrl}`],
    ...[`sso_region = ${region}`, 'sso_registration_scopes = sso:account:access', ''],
  ];
  writeFileSync(join(house.home, '.aws', 'config'), lines.join('\n'));
}

const FROM_SSO = `
  import {fromSso} from '@aws-sdk/token-providers';
  const {token} = await fromSso()();
  const {createHash} = await import('node:crypto');
  console.log(createHash('sha256').update(token).digest('hex'));
`;
const CREDENTIALS = `
  import {fromSSO} from '@aws-sdk/credential-provider-sso';
  const {accessKeyId} = await fromSSO()();
  console.log(accessKeyId);
`;

const fileOf = (house: Household): string =>
  join(house.cliFolder, `${createCliSignIns('/').nameOf('corp')}.json`);

test("a file that we wrote is used by the SDK's own SSO provider, for tokens and for credentials", {
  timeout: 30_000,
}, async () => {
  const house = household(cloud);
  configured(house);
  const {token} = await house.run({act: 'sign-in', share: true});
  const from = cloud.log.length;
  expect((await house.script(FROM_SSO, endpoints)).trim()).toBe(token);
  expect(oidcCalls(cloud, from)).toEqual([]);
  const keyId = (await house.script(CREDENTIALS, endpoints)).trim();
  expect(aws.issuedSessions.map(({accessKeyId}) => accessKeyId)).toContain(keyId);
});

test('a file that we wrote is refreshed by the SDK, and what it leaves is used and refreshed by us', {
  timeout: 30_000,
}, async () => {
  const house = household(cloud);
  configured(house);
  aws.settings.tokenSeconds = 120;
  const {token: ours} = await house.run({act: 'sign-in', share: true});
  const before = jsonAt(fileOf(house));
  aws.settings.tokenSeconds = 3600;
  const from = cloud.log.length;
  const theirs = (await house.script(FROM_SSO, endpoints)).trim();
  expect(theirs).not.toBe(ours);
  expect(oidcCalls(cloud, from)).toEqual(['POST /token 200']);
  expect((await house.run({share: true})).token).toBe(theirs);
  const after = jsonAt(fileOf(house));
  expect({...after, accessToken: '', expiresAt: '', refreshToken: ''}).toEqual({
    ...{...before, accessToken: '', expiresAt: '', refreshToken: ''},
  });
  expect(statSync(fileOf(house)).mode & 0o777).toBe(0o600);
  expect(oidcCalls(cloud, from)).toHaveLength(1);
  // Nearly over again: now it is our turn.
  const nearly = showInstant(Math.floor(Date.now() / 1000) * 1000 + 60_000);
  writeFileSync(fileOf(house), JSON.stringify({...after, expiresAt: nearly}));
  const {token: again} = await house.run({});
  expect(oidcCalls(cloud, from)).toEqual(['POST /token 200', 'POST /token 200']);
  expect((await house.script(FROM_SSO, endpoints)).trim()).toBe(again);
  expect(oidcCalls(cloud, from)).toHaveLength(2);
});
