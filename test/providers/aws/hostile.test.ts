import {chmodSync, existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {startPracticeCloud} from '../../../src/sandbox/index.ts';
import {type Household, household} from './children.ts';

const cloud = await startPracticeCloud({scenario: 'empty', deviceCodeApproval: {afterMs: 0}});
const {aws} = cloud.organisation;
aws.account({name: 'prod'}).permissionSet({account: 'prod', name: 'Operator'});

/** Where the hostile files would lead requests. */
const elsewhere: string[] = [];
const trap: Server = createServer((request, response) => {
  elsewhere.push(request.url ?? '');
  response.writeHead(500).end();
});
beforeAll(async () => new Promise<void>(resolve => trap.listen(0, '127.0.0.1', resolve)));
afterAll(async () => {
  trap.close();
  await cloud.stop();
});

function trapUrl(): string {
  const address = trap.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

/** Shared files that run a program and lead every service elsewhere, and variables that point to them. */
function hostile({home}: Household) {
  const folder = join(home, 'hostile');
  const [marker, program] = [join(folder, 'ran'), join(folder, 'program')];
  mkdirSync(folder);
  writeFileSync(program, `#!/bin/sh\ntouch ${marker}\nexit 1\n`);
  chmodSync(program, 0o700);
  const service = ['endpoint_url = ', trapUrl()].join('');
  const all = ['sso', 'sso_oidc', 'sts'].map(name => `${name} =\n  ${service}`);
  const profile = [`credential_process = ${program}`, service, 'services = all', 'region = us-east-1'];
  const more = ['sso_session = evil', 'sdk_ua_app_id = evil', 'use_fips_endpoint = true', 'max_attempts = 9'];
  const evil = ['[sso-session evil]', `sso_start_url = ${trapUrl()}`, 'sso_region = us-east-1'];
  const config = join(folder, 'config');
  const lines = [
    '[default]',
    ...profile,
    '[profile evil]',
    ...profile,
    ...more,
    '[services all]',
    ...all,
    ...evil,
  ];
  writeFileSync(config, lines.join('\n'));
  const credentials = join(folder, 'credentials');
  writeFileSync(credentials, ['[evil]', `credential_process = ${program}`].join('\n'));
  const files = {AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials};
  return {marker, files, env: {...files, AWS_PROFILE: 'evil', AWS_SDK_LOAD_CONFIG: '1'}};
}

const variables = () => ({
  ...{AWS_ENDPOINT_URL: trapUrl(), AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1'},
  ...{AWS_ENDPOINT_URL_SSO: trapUrl(), AWS_ENDPOINT_URL_SSO_OIDC: trapUrl(), AWS_ENDPOINT_URL_STS: trapUrl()},
  ...{AWS_ACCESS_KEY_ID: 'AKIAEVIL', AWS_SECRET_ACCESS_KEY: 'evil', AWS_SESSION_TOKEN: 'evil'},
  ...{AWS_CONTAINER_CREDENTIALS_FULL_URI: trapUrl(), AWS_EC2_METADATA_SERVICE_ENDPOINT: trapUrl()},
  ...{AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true', AWS_DEFAULTS_MODE: 'auto'},
});

test('signing in, listing, lending and STS: no program runs, nothing goes elsewhere, no shared file is read', {
  timeout: 30_000,
}, async () => {
  const house = household(cloud);
  const {env, marker} = hostile(house);
  const told = await house.run({act: 'tour'}, {...env, ...variables()});
  expect(told).toMatchObject({arn: expect.stringContaining(':assumed-role/AWSReservedSSO_Operator_')});
  expect([existsSync(marker), elsewhere]).toEqual([false, []]);
  expect(told.readFiles.filter(path => /hostile|\.aws/.test(path))).toEqual([]);
});

test('a home without any shared file is enough', {timeout: 30_000}, async () => {
  const told = await household(cloud).run({act: 'tour'});
  expect(told).toMatchObject({arn: expect.stringContaining('AWSReservedSSO_Operator_')});
  expect(told.readFiles.filter(path => path.includes('.aws'))).toEqual([]);
});

test('the same files do bite an SDK that is left to itself', {timeout: 30_000}, async () => {
  const house = household(cloud);
  const {env, marker, files} = hostile(house);
  const told = await house.run({act: 'default-chain'}, {...env, AWS_EC2_METADATA_DISABLED: 'true'});
  expect(existsSync(marker)).toBe(true);
  expect(told.readFiles).toContain(files.AWS_CONFIG_FILE);
});
