import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type PracticeCloud, startPracticeCloud} from '../../src/sandbox/index.ts';
import {live, newMachine, startProcess, tokenRequests, wallClock} from './entra/support.ts';
import {add, all, intentFor, only} from './stage.ts';
import {subjects} from './subjects.ts';

/** The three kinds over the real sign-in: one session, both SDKs, one HTTP stack. */
let cloud: PracticeCloud;
let session: ReturnType<typeof startProcess>;

const signal = new AbortController().signal;
const server = {now: () => cloud.clock.now(), offset: () => 0};

const approving = (events: Parameters<typeof live>[0]) =>
  live(events, event => {
    if (event.type === 'device-code') cloud.approveSignIn(String(event.userCode));
  });

const providerOf = (subject: (typeof subjects)[number]) => subject.make(session, wallClock, server);

beforeAll(async () => {
  cloud = await startPracticeCloud({scenario: 'empty', deviceCodeInterval: 0.02});
  for (const subject of subjects) add(cloud.organisation, subject, {requires: {authContext: 'c1'}});
  session = startProcess(cloud, newMachine());
  await approving(session.signIn('device', signal));
});
afterAll(() => cloud.stop());

describe.each(subjects)('$kind, signed in', subject => {
  test('lists without another sign-in', async () => {
    const provider = providerOf(subject);
    const before = tokenRequests(cloud);
    expect(await all(provider.eligible(signal))).toHaveLength(1);
    // One refresh at most, for a resource that has not been asked for yet (reference azure-pim 1.2).
    expect(tokenRequests(cloud) - before).toBeLessThanOrEqual(1);
  });

  test('is stepped up by the claims of the refusal, and then active', async () => {
    const provider = providerOf(subject);
    const eligibility = only(await all(provider.eligible(signal)));
    const on = {access: session, cloud, signal};
    const refused = await provider.activate(await intentFor(on, eligibility), {signal});
    if (refused.type !== 'refused' || refused.problem.code !== 'step-up-needed')
      throw new Error(refused.type);
    const {context, claims = ''} = refused.problem;
    await approving(session.stepUp({context, claims}, subject.kind, 'device', signal));
    const answer = await provider.activate(await intentFor(on, eligibility), {signal, claims});
    expect(answer).toMatchObject({type: 'active', grant: {eligibilityId: eligibility.id}});
  });
});
