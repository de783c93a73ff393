import {
  GetRoleCredentialsCommand,
  ListAccountRolesCommand,
  ListAccountsCommand,
  LogoutCommand,
} from '@aws-sdk/client-sso';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {portalOf, refreshed, refusal, refusedAs, type SignedIn, signedIn} from './aws-support.ts';
import {caller, hour, minute, post, type Send, stillCloud, visit} from './support.ts';

let cloud: PracticeCloud;
let person: SignedIn;
const accounts = (change: object = {}) =>
  portalOf(cloud).send(new ListAccountsCommand({accessToken: person.accessToken, ...change}));
const roles = (account: string) => {
  const accountId = /^\d+$/.test(account) ? account : cloud.organisation.aws.accountId(account);
  return portalOf(cloud).send(new ListAccountRolesCommand({accessToken: person.accessToken, accountId}));
};
const lent = (account: string, roleName: string) => {
  const accountId = cloud.organisation.aws.accountId(account);
  return portalOf(cloud).send(
    new GetRoleCredentialsCommand({accessToken: person.accessToken, accountId, roleName}),
  );
};

beforeEach(async () => {
  cloud = await stillCloud();
  cloud.organisation.aws
    .permissionSet({account: 'prod', name: 'Admin', sessionSeconds: 4 * 3600})
    .permissionSet({account: 'prod', name: 'Read_Only'})
    .permissionSet({account: 'dev', name: 'Admin'})
    .account({name: 'nobody-home'});
  person = await signedIn(cloud);
});
afterEach(() => cloud.stop());

test('lists what is assigned', async () => {
  expect((await accounts()).accountList?.map(({accountName}) => accountName)).toEqual(['prod', 'dev']);
  expect((await roles('prod')).roleList?.map(({roleName}) => roleName)).toEqual(['Admin', 'Read_Only']);
});

test('a hundred accounts a page, and no more', async () => {
  cloud.organisation.aws.portalLimit(null);
  for (let at = 0; at < 250; at++)
    cloud.organisation.aws.permissionSet({account: `team-${at}`, name: 'Admin'});
  const seen: string[] = [];
  let nextToken: string | undefined;
  const pages: number[] = [];
  do {
    const page = await accounts({nextToken});
    pages.push(page.accountList?.length ?? 0);
    seen.push(...(page.accountList ?? []).map(({accountId = ''}) => accountId));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(pages).toEqual([100, 100, 52]);
  expect(new Set(seen).size).toBe(252);
  expect(await refusedAs(accounts({maxResults: 101}))).toBe('400 InvalidRequestException');
  expect(await refusedAs(accounts({maxResults: 0}))).toBe('400 InvalidRequestException');
  expect(await refusedAs(accounts({nextToken: 'made up'}))).toBe('400 InvalidRequestException');
});

describe('twenty calls a second', () => {
  test('and then 429 without a hint, until its clock has moved', async () => {
    const answers = await Promise.all(
      Array.from({length: 25}, () =>
        accounts().then(
          () => 200,
          () => 429,
        ),
      ),
    );
    expect(answers.filter(status => status === 200)).toHaveLength(20);
    expect(await refusedAs(roles('prod'))).toBe('429 TooManyRequestsException');
    const bare = await visit(`${cloud.origins.portal}/assignment/accounts`, {
      headers: {'x-amz-sso_bearer_token': person.accessToken},
    });
    expect([bare.status, bare.headers.get('retry-after')]).toEqual([429, null]);
    cloud.clock.advance(100);
    await accounts();
    await roles('prod');
    expect(await refusedAs(accounts())).toBe('429 TooManyRequestsException');
  });
});

test('credentials last as the permission set says', async () => {
  const {roleCredentials} = await lent('prod', 'Admin');
  expect(roleCredentials?.expiration).toBe(Math.floor(cloud.clock.now() / 1000 + 4 * 3600) * 1000);
  const [issued] = cloud.organisation.aws.issuedSessions;
  expect(issued?.accessKeyId).toBe(roleCredentials?.accessKeyId);
  expect(issued?.arn).toMatch(
    /^arn:aws:sts::\d{12}:assumed-role\/AWSReservedSSO_Admin_[0-9a-f]{16}\/ada@contoso\.com$/,
  );
});

describe('no', () => {
  test('for a role that is not assigned, an account that is not there, and one that is closed', async () => {
    expect(await refusal(lent('dev', 'Owner'))).toMatchObject({
      ...{name: 'ForbiddenException', status: 403, message: 'No access'},
    });
    expect(await refusedAs(roles('999999999999'))).toBe('404 ResourceNotFoundException');
    cloud.organisation.aws.forbid('prod');
    expect(await refusedAs(roles('prod'))).toBe('403 ForbiddenException');
    await roles('dev');
    cloud.organisation.aws.withdraw({account: 'dev', permissionSet: 'Admin'});
    expect(await refusedAs(lent('dev', 'Admin'))).toBe('403 ForbiddenException');
  });

  test('for a dead token; a refresh heals what was revoked', async () => {
    cloud.revokeAwsSessions();
    expect(await refusedAs(accounts())).toBe('401 UnauthorizedException');
    const {accessToken = ''} = await refreshed(cloud, person.client, person.refreshToken);
    person = {...person, accessToken};
    await accounts();
    cloud.clock.advance(hour);
    expect(await refusedAs(accounts())).toBe('401 UnauthorizedException');
  });

  test('after logout, which leaves role sessions alone', async () => {
    const {roleCredentials} = await lent('prod', 'Admin');
    await portalOf(cloud).send(new LogoutCommand({accessToken: person.accessToken}));
    expect(await refusedAs(accounts())).toBe('401 UnauthorizedException');
    expect(await refusedAs(refreshed(cloud, person.client, person.refreshToken))).toBe(
      '400 InvalidGrantException',
    );
    expect(cloud.organisation.aws.isUsable(roleCredentials?.accessKeyId ?? '')).toBe(true);
  });
});

test('the log shows that a token was there, not which', async () => {
  await accounts();
  const row = cloud.log.at(-1);
  expect(row?.headers['x-amz-sso_bearer_token']).toBe('***');
  expect(JSON.stringify(row)).not.toContain(person.accessToken);
});

describe('a PIM group that brings a permission set', () => {
  const base = '/identityGovernance/privilegedAccess/group';
  let send: Send;
  const ask = (action: string) =>
    send('POST', `${base}/assignmentScheduleRequests`, {
      ...{accessId: 'member', principalId: cloud.user.oid, action, justification: 'incident 42'},
      groupId: cloud.organisation.scope('entra-group', 'sg-aws').id,
      scheduleInfo: {expiration: {type: 'afterDuration', duration: 'PT1H'}},
    });
  const held = () =>
    roles('locked').then(
      () => true,
      () => false,
    );

  beforeEach(async () => {
    cloud.organisation.eligible({kind: 'entra-group', role: 'Member', scope: 'sg-aws'});
    cloud.organisation.aws.linkGroup({group: 'sg-aws', account: 'locked', permissionSet: 'Admin'});
    send = await caller(cloud, 'graph');
  });

  test('comes three minutes after the activation and goes forty after its end', async () => {
    expect(await held()).toBe(false);
    expect(await refusedAs(lent('locked', 'Admin'))).toBe('403 ForbiddenException');
    expect((await ask('selfActivate')).status).toBe(201);
    cloud.clock.advance(3 * minute - 1);
    expect(await held()).toBe(false);
    cloud.clock.advance(1);
    await lent('locked', 'Admin');
    expect((await accounts()).accountList).toHaveLength(3);
    cloud.clock.advance(3 * minute);
    expect((await ask('selfDeactivate')).status).toBe(201);
    person = await signedIn(cloud);
    cloud.clock.advance(40 * minute - 1);
    expect(await held()).toBe(true);
    cloud.clock.advance(1);
    expect(await held()).toBe(false);
  });

  test('lingers just so when its time runs out, and never comes when it was too short', async () => {
    cloud.organisation.aws.settings.scimInMs = 61 * minute;
    await ask('selfActivate');
    cloud.clock.advance(62 * minute);
    person = await signedIn(cloud);
    expect(await held()).toBe(false);
    cloud.organisation.aws.settings.scimInMs = minute;
    expect(await held()).toBe(true);
    cloud.clock.advance(39 * minute);
    expect(await held()).toBe(false);
  });
});

test('Entra and AWS tell their own device codes apart', async () => {
  const base = `${cloud.origins.login}/${cloud.tenantId}/oauth2/v2.0`;
  const scope = `${cloud.origins.arm}/.default`;
  const {body} = await post(`${base}/devicecode`, {client_id: cloud.clientId, scope});
  const page = `${cloud.origins.oidc}/device`;
  expect((await post(page, {code: body.user_code})).body).toContain('not known');
});
