import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {problemOf} from '../../../src/core/problem.ts';
import {type PracticeCloud, startPracticeCloud} from '../../../src/sandbox/index.ts';
import {live, never, newMachine, startProcess} from './support.ts';

let cloud: PracticeCloud;
beforeAll(async () => {
  cloud = await startPracticeCloud({scenario: 'empty', deviceCodeInterval: 0.02});
});
afterEach(() => cloud.faults.clear());
afterAll(() => cloud.stop());

const jwt = (payload: object) => `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.x`;

/** The token endpoint's answer, as it should be but for what is changed in the access token. */
function answerWith(changes: object): object {
  const {tenantId: tid, clientId, user, origins} = cloud;
  const seconds = Math.floor(Date.now() / 1000);
  const who = {tid, oid: user.oid, sub: user.oid, iat: seconds, exp: seconds + 3600, ver: '2.0'};
  const iss = `${origins.login}/${tid}/v2.0`;
  return {
    ...{token_type: 'Bearer', expires_in: 3600, ext_expires_in: 3600, refresh_token: 'r1'},
    scope: `${origins.arm}/user_impersonation`,
    access_token: jwt({...who, aud: origins.arm, ...changes}),
    id_token: jwt({...who, iss, aud: clientId, preferred_username: user.upn, name: user.name}),
    client_info: Buffer.from(JSON.stringify({uid: user.oid, utid: tid})).toString('base64url'),
  };
}

function signIn(changes: object, machine = newMachine()) {
  const body = answerWith(changes);
  cloud.faults.add({match: {origin: 'login', path: '/token'}, do: {status: 200, body}});
  return live(startProcess(cloud, machine).signIn('device', never()));
}

test('the answer that is changed below is taken when it is not', async () => {
  const machine = newMachine();
  const events = await signIn({}, machine);
  expect(events.at(-1)).toMatchObject({type: 'signed-in', identity: {tenantId: cloud.tenantId}});
  expect([machine.entries.size, machine.files.size]).toEqual([1, 1]);
});

test.each([
  {name: 'tenant', changes: {tid: 'f0f0f0f0-0000-4000-8000-000000000000'}, detail: 'of tenant f0f0f0f0-'},
  {name: 'audience', changes: {aud: 'https://graph.example'}, detail: 'for https://graph.example, not for'},
])('a first token of another $name signs nobody in, and nothing is kept', async ({changes, detail}) => {
  const machine = newMachine();
  const problem = problemOf(await signIn(changes, machine).catch((thrown: unknown) => thrown));
  expect(problem).toMatchObject({
    code: 'signed-out',
    reason: 'wrong-identity',
    detail: expect.stringContaining(detail),
  });
  expect([machine.entries.size, machine.files.size]).toEqual([0, 0]);
});
