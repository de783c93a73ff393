import {afterAll, beforeAll, expect, test} from 'vitest';
import {type PracticeCloud, startPracticeCloud} from '../../../src/sandbox/index.ts';
import {live, never, newMachine, startProcess, tokenRequests} from './support.ts';

let cloud: PracticeCloud;
beforeAll(async () => {
  cloud = await startPracticeCloud({scenario: 'empty', deviceCodeInterval: 0.05});
});
afterAll(() => cloud.stop());

test('a code, then signed in; the second process asks nothing', async () => {
  const machine = newMachine();
  const first = startProcess(cloud, machine);
  const events = await live(first.signIn('device', never()), event => {
    if (event.type === 'device-code') cloud.approveSignIn(String(event.userCode));
  });
  expect(events.map(({type}) => type)).toEqual(['device-code', 'signed-in']);
  const requests = tokenRequests(cloud);
  const second = startProcess(cloud, machine);
  expect(await second.actor(never())).toMatchObject({oid: cloud.user.oid, tenantId: cloud.tenantId});
  expect(tokenRequests(cloud)).toBe(requests);
});
