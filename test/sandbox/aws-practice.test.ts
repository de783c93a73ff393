import {readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {Ajv2020} from 'ajv/dist/2020.js';
import {afterEach, describe, expect, test} from 'vitest';
import {practiceHomeDirectory, writePracticeHome} from '../../src/sandbox/home.ts';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {SETTINGS_SCHEMA} from '../../src/stores/settings-schema.ts';
import {refreshed, refusedAs, signedIn} from './aws-support.ts';
import {type Json, type Reply, stillCloud, visit} from './support.ts';

const open: PracticeCloud[] = [];
const started = async (...args: Parameters<typeof stillCloud>) => {
  const cloud = await stillCloud(...args);
  open.push(cloud);
  return cloud;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map(cloud => cloud.stop()));
});

async function profileOf(cloud: PracticeCloud): Promise<Json> {
  return (await configOf(cloud)).profiles.default;
}

async function configOf(cloud: PracticeCloud): Promise<Json> {
  const directory = await practiceHomeDirectory();
  await writePracticeHome(cloud, directory);
  const config = JSON.parse(await readFile(join(directory, 'config.json'), 'utf8'));
  await rm(directory, {recursive: true});
  return config;
}

describe('scenarios', () => {
  test('the demo has twelve accounts, a linked group that can be activated, and two roles of its own', async () => {
    const {organisation} = await started({scenario: 'demo'});
    const {permissionSets, assigned} = organisation.aws;
    const accounts = organisation.aws.accounts.filter(({name}) => name !== 'emergency-operations');
    const roles = organisation.aws.roles.filter(({via}) => via !== null);
    const counts = accounts.map(({id}) => permissionSets.filter(({accountId}) => accountId === id).length);
    expect(counts).toHaveLength(12);
    expect(counts.every(count => count >= 2 && count <= 5)).toBe(true);
    const links = permissionSets.filter(({groupId}) => groupId !== null);
    const groups = organisation.eligibilities.filter(({kind}) => kind === 'entra-group');
    expect(links.map(({groupId}) => groups.find(({scope}) => scope.id === groupId)?.scope.name)).toEqual([
      'sg-aws-prod-admins',
    ]);
    expect(assigned).toHaveLength(permissionSets.length - 1);
    expect(
      roles.map(({via}) =>
        assigned.some(set => set.accountId === via?.accountId && set.name === via.permissionSet),
      ),
    ).toEqual([true, true]);
  });

  test('same seed, same accounts', async () => {
    const ids = async (seed: number) =>
      (await started({scenario: 'demo', seed})).organisation.aws.accounts.map(({id}) => id);
    const first = await ids(1);
    expect(await ids(1)).toEqual(first);
    expect(await ids(2)).not.toEqual(first);
    expect(first.every(id => /^\d{12}$/.test(id))).toBe(true);
  });

  test('as many accounts as are asked for', async () => {
    const {organisation} = await started({scenario: 'thousands', count: 10, awsAccounts: 700});
    expect(organisation.aws.accounts).toHaveLength(700);
    expect(new Set(organisation.aws.accounts.map(({id}) => id)).size).toBe(700);
    expect(organisation.aws.assigned.length).toBe(1750);
    expect((await started({scenario: 'thousands', count: 10})).organisation.aws.accounts).toEqual([]);
  });
});

describe('the practice home', () => {
  test('names the session, the links and the roles', async () => {
    const cloud = await started({scenario: 'demo'});
    const {kinds, aws} = await profileOf(cloud);
    expect(kinds.slice(-2)).toEqual(['aws-permission-set', 'aws-role']);
    expect(aws.sessions).toEqual([
      {name: 'practice', startUrl: `${cloud.origins.oidc}/start`, region: 'eu-west-1'},
    ]);
    expect(aws.groupLinks).toEqual([
      {
        groupId: cloud.organisation.scope('entra-group', 'sg-aws-prod-admins').id,
        ...{accountId: cloud.organisation.aws.accountId('payments-prod'), session: 'practice'},
        permissionSet: 'AdministratorAccess',
      },
    ]);
    expect(aws.roles.map((role: Json) => [role.name, role.via.permissionSet, role.sessionTags])).toEqual([
      ['prod-deployer', 'Operator', true],
      ['ledger-break-fix', 'Operator', false],
    ]);
  });

  test.each(['demo', 'small', 'empty'] as const)('is one that the app takes: %s', async scenario => {
    const check = new Ajv2020({strict: false}).compile(SETTINGS_SCHEMA);
    check(await configOf(await started({scenario})));
    expect(check.errors).toBeNull();
  });

  test('asks nobody to sign in to an AWS that holds nothing', async () => {
    const {kinds, aws} = await profileOf(await started());
    expect([kinds, aws]).toEqual([['azure-resource', 'entra-role', 'entra-group'], undefined]);
  });
});

describe('the control origin', () => {
  const tell = (cloud: PracticeCloud, path: string, body?: object): Promise<Reply> =>
    visit(
      cloud.origins.control + path,
      body === undefined ? {} : {method: 'POST', body: JSON.stringify(body)},
    );

  test('turns the strings of AWS', async () => {
    const cloud = await started({scenario: 'small'});
    const serial = 'arn:aws:iam::111122223333:mfa/ada';
    expect((await tell(cloud, '/aws/mfa-code', {serial})).body).toEqual({code: cloud.mfaCode(serial)});
    expect((await tell(cloud, '/aws/mfa-code', {})).status).toBe(409);
    const place = {account: 'payments-prod', permissionSet: 'Operator'};
    expect((await tell(cloud, '/aws/permission-set', place)).status).toBe(200);
    const sets = async () => (await tell(cloud, '/aws/state')).body.assigned.map(({name}: Json) => name);
    expect(await sets()).toContain('Operator');
    expect((await tell(cloud, '/aws/withdraw', place)).status).toBe(200);
    expect(await sets()).not.toContain('Operator');
    expect((await tell(cloud, '/aws/settings', {portalLimit: null, scimInMs: 5})).status).toBe(200);
    expect(cloud.organisation.aws.settings).toMatchObject({portalLimit: null, scimInMs: 5});
    expect((await tell(cloud, '/aws/settings', {scimInMs: 'soon'})).status).toBe(409);
    expect((await tell(cloud, '/aws/settings', {dreams: true})).status).toBe(409);
    expect((await tell(cloud, '/aws/forbid', {account: 'shared-logs'})).status).toBe(200);
    expect((await tell(cloud, '/aws/remove-role', {arn: 'arn:aws:iam::111122223333:role/x'})).status).toBe(
      200,
    );
    expect((await tell(cloud, '/aws/revoke-sessions', {})).status).toBe(200);
    const {client, refreshToken} = await signedIn(cloud);
    expect((await tell(cloud, '/aws/revoke-refresh-tokens', {})).status).toBe(200);
    expect(await refusedAs(refreshed(cloud, client, refreshToken))).toBe('400 InvalidGrantException');
  });

  test('strikes any of the origins', async () => {
    const cloud = await started();
    const fault = {match: {origin: 'oidc'}, do: {status: 500}};
    expect((await tell(cloud, '/faults', fault)).status).toBe(200);
    expect((await visit(`${cloud.origins.oidc}/device`)).status).toBe(500);
    expect((await visit(`${cloud.origins.login}/device`)).status).toBe(200);
  });
});
