import {randomUUID} from 'node:crypto';
import {AuthorizationManagementClient} from '@azure/arm-authorization';
import {DeviceCodeCredential, type TokenCredential} from '@azure/identity';
import {PublicClientApplication} from '@azure/msal-node';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {stillCloud, visit} from './support.ts';

let cloud: PracticeCloud;
beforeEach(async () => {
  cloud = await stillCloud({scenario: 'small', deviceCodeInterval: 0});
});
afterEach(() => cloud.stop());

const common = () => ({
  tenantId: cloud.tenantId,
  clientId: cloud.clientId,
  authorityHost: cloud.origins.login,
  disableInstanceDiscovery: true,
});
const prompts: string[] = [];
const deviceCode = () => {
  prompts.length = 0;
  const userPromptCallback = ({userCode}: {userCode: string}) => {
    prompts.push(userCode);
    cloud.approveSignIn(userCode);
  };
  return new DeviceCodeCredential({...common(), userPromptCallback});
};
async function all<Row>(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const seen: Row[] = [];
  for await (const row of rows) seen.push(row);
  return seen;
}
const tokenCalls = () => cloud.log.filter(({path}) => path.endsWith('/token')).length;
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
const client = (credential: TokenCredential) =>
  new AuthorizationManagementClient(credential, '', {
    endpoint: cloud.origins.arm,
    credentialScopes: [`${cloud.origins.arm}/.default`],
  });

test('one device sign-in serves ARM and Graph, and is remembered', async () => {
  const credential = deviceCode();
  const arm = await credential.getToken(`${cloud.origins.arm}/.default`, {enableCae: true});
  const graph = await credential.getToken(`${cloud.origins.graph}/.default`, {enableCae: true});
  expect([claimsOf(arm.token).aud, claimsOf(graph.token).aud]).toEqual([
    cloud.origins.arm,
    cloud.origins.graph,
  ]);
  expect(claimsOf(arm.token).xms_cc).toEqual(['cp1']);
  const before = tokenCalls();
  await credential.getToken(`${cloud.origins.arm}/.default`, {enableCae: true});
  expect([prompts.length, tokenCalls()]).toEqual([1, before]);
});

test("ARM's own client lists all pages, activates, and reads the refusal", async () => {
  cloud.organisation.pageSize(1);
  const arm = client(deviceCode());
  const rows = await all(arm.roleEligibilityScheduleInstances.listForScope('', {filter: 'asTarget()'}));
  expect(rows).toHaveLength(3);
  const wanted = {
    principalId: cloud.user.oid,
    roleDefinitionId: rows[0]?.roleDefinitionId ?? '',
    requestType: 'SelfActivate',
    justification: 'incident 42',
    scheduleInfo: {expiration: {type: 'AfterDuration', duration: 'PT1H'}},
  } as const;
  const scope = (rows[0]?.scope ?? '').slice(1);
  const request = await arm.roleAssignmentScheduleRequests.create(scope, randomUUID(), wanted);
  expect(request.status).toBe('Provisioned');
  const active = await all(arm.roleAssignmentScheduleInstances.listForScope('', {filter: 'asTarget()'}));
  expect(active.map(row => row.assignmentType)).toEqual(['Assigned', 'Activated']);
  await expect(arm.roleAssignmentScheduleRequests.create(scope, randomUUID(), wanted)).rejects.toMatchObject({
    statusCode: 400,
    code: 'RoleAssignmentExists',
  });
});

test('claims that the session cannot bring prompt again, and the token then carries them', async () => {
  const credential = deviceCode();
  await credential.getToken(`${cloud.origins.arm}/.default`, {enableCae: true});
  const claims = '{"access_token":{"acrs":{"essential":true, "value":"c1"}}}';
  const {token} = await credential.getToken(`${cloud.origins.arm}/.default`, {enableCae: true, claims});
  expect(prompts).toHaveLength(2);
  expect(claimsOf(token)).toMatchObject({acrs: ['c1'], xms_cc: ['cp1']});
});

test('a challenge for a fresh token is answered by the client itself, without a prompt', async () => {
  const arm = client(deviceCode());
  await all(arm.roleEligibilityScheduleInstances.listForScope('', {filter: 'asTarget()'}));
  cloud.challengeAccessTokens();
  const rows = await all(arm.roleEligibilityScheduleInstances.listForScope('', {filter: 'asTarget()'}));
  expect(rows).toHaveLength(3);
  expect(cloud.log.some(({origin, status}) => origin === 'arm' && status === 401)).toBe(true);
  expect(prompts).toHaveLength(1);
});

test("a declined sign-in ends the credential's wait", async () => {
  const credential = new DeviceCodeCredential({
    ...common(),
    userPromptCallback: ({userCode}) => cloud.declineSignIn(userCode),
  });
  await expect(credential.getToken(`${cloud.origins.arm}/.default`)).rejects.toThrow(
    'authorization_declined',
  );
});

/** What a browser does with the page: it waits for it, then posts the form to the app. */
async function browse(page: string): Promise<void> {
  const {body} = await visit(page);
  const fields: [string, string][] = [...body.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name, value]) => [name, value],
  );
  await visit(/action="([^"]+)"/.exec(body)?.[1] ?? '', {method: 'POST', body: new URLSearchParams(fields)});
}

test('a browser sign-in with PKCE, as MSAL does it', async () => {
  const authority = `${cloud.origins.login}/${cloud.tenantId}`;
  const app = new PublicClientApplication({
    auth: {clientId: cloud.clientId, authority, knownAuthorities: [authority], clientCapabilities: ['cp1']},
  });
  const pages: Promise<void>[] = [];
  const asked = app.acquireTokenInteractive({
    scopes: [`${cloud.origins.arm}/.default`],
    openBrowser: async url => {
      pages.push(browse(url));
    },
  });
  await expect.poll(() => cloud.pendingSignIns, {interval: 5}).toEqual([{flow: 'browser', userCode: null}]);
  cloud.approveSignIn();
  const {accessToken, account} = await asked;
  await Promise.all(pages);
  expect(claimsOf(accessToken)).toMatchObject({aud: cloud.origins.arm, xms_cc: ['cp1']});
  expect(account?.username).toBe(cloud.user.upn);
});
