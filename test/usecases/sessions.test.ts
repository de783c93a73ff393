import {describe, expect, test} from 'vitest';
import {Secret} from '../../src/core/secret.ts';
import {signIn} from '../../src/usecases/sign-in.ts';
import {signOut} from '../../src/usecases/sign-out.ts';
import {whoAmI} from '../../src/usecases/who-am-i.ts';
import {fold, run} from './activating.ts';
import {awsRole, awsWorld, orderOf, PORTAL, permissionSet} from './aws-world.ts';
import {troubled} from './fake-cloud.ts';
import {collect, quiet} from './fakes.ts';
import {STAY} from './samples.ts';

describe('who acts', () => {
  test('is asked once per session, and only where something is asked for', async () => {
    const w = awsWorld();
    const orders = [permissionSet(), permissionSet({id: 'aws-2'}), awsRole()].map(orderOf);
    await run(w, orders);
    expect([w.entra.actorsAsked, w.corp.actorsAsked, w.lab.actorsAsked]).toEqual([0, 1, 1]);
  });

  test('one session that has ended keeps no other from lending', async () => {
    const w = awsWorld();
    w.corp.who = troubled({code: 'signed-out', reason: 'expired', session: 'corp'});
    const story = await run(w, [permissionSet(), awsRole()].map(orderOf));
    expect(fold(story, 'aws-1').problem).toMatchObject({code: 'signed-out', session: 'corp'});
    expect(fold(story, 'awr-1').state).toBe('active');
  });

  test('a row of a session that the profile has no longer', async () => {
    const w = awsWorld();
    const gone = permissionSet({address: {...permissionSet().address, session: 'old'}});
    expect(fold(await run(w, [orderOf(gone)]), 'aws-1').problem).toMatchObject({
      code: 'misconfigured',
      setting: 'profiles.default.aws.sessions',
      reason: 'there is no session “old” (any more)',
    });
    expect(w.corp.actorsAsked).toBe(0);
  });
});

test('the MFA code goes to AWS roles alone, and into nothing that is written', async () => {
  const w = awsWorld();
  const mfaCode = new Secret('123456');
  await run(w, [permissionSet(), awsRole()].map(orderOf), {...STAY, mfaCode});
  expect(w.roles.sent.map(one => one.mfaCode)).toEqual([mfaCode]);
  expect(w.sets.sent.map(one => one.mfaCode)).toEqual([undefined]);
  const written = JSON.stringify([w.journal.rows, w.audit.facts, [...w.loans.loans.values()]]);
  expect(written).not.toContain('123456');
});

describe('signing in', () => {
  test('to the session that is named; the record has its access portal', async () => {
    const w = awsWorld();
    const story = await collect(signIn(w.app, 'aws', 'device', quiet(), 'corp'));
    expect(story.map(event => event.type)).toEqual(['device-code', 'signed-in']);
    expect(w.audit.facts).toMatchObject([
      {type: 'sign-in', authority: PORTAL, tenantId: null, account: null},
    ]);
  });

  test.each([
    ['none of several', undefined, {code: 'usage', reason: 'This profile has 2 AWS sessions: corp, lab.'}],
    ['one that there is not', 'old', {code: 'misconfigured', setting: 'profiles.default.aws.sessions'}],
  ])('%s', async (_, session, problem) => {
    const w = awsWorld();
    const story = collect(signIn(w.app, 'aws', 'device', quiet(), session));
    await expect(story).rejects.toMatchObject({problem});
  });

  test('the only one needs no name', async () => {
    const w = awsWorld();
    const app = {...w.app, authorities: [w.entra, w.lab]};
    await collect(signIn(app, 'aws', 'device', quiet()));
    expect(w.audit.facts).toMatchObject([{authority: 'https://lab.awsapps.com/start'}]);
  });

  test('a profile without AWS is told how to begin', async () => {
    const w = awsWorld();
    const app = {...w.app, authorities: [w.entra]};
    await expect(collect(signIn(app, 'aws', 'device', quiet(), 'corp'))).rejects.toMatchObject({
      problem: {
        setting: 'profiles.default.aws',
        nextSteps: [expect.stringContaining('stint login aws --sso-session NAME')],
      },
    });
  });
});

test('signing out is of one session; whoami has a row for each', async () => {
  const w = awsWorld();
  expect(await signOut(w.app, 'aws', 'lab')).toMatchObject({session: 'lab', signedIn: false});
  expect((await whoAmI(w.app)).map(one => [one.provider, one.session, one.signedIn])).toEqual([
    ['entra', undefined, true],
    ['aws', 'corp', true],
    ['aws', 'lab', false],
  ]);
  await expect(signOut(w.app, 'aws')).rejects.toMatchObject({problem: {code: 'usage'}});
});
