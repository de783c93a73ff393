import {describe, expect, test} from 'vitest';
import {fold, types} from './activating.ts';
import type {AwsWorld} from './aws-world.ts';
import {all, troubled} from './fake-cloud.ts';
import {go, linkedWorld} from './linking.ts';
import {OFFLINE, refused} from './samples.ts';

describe('what stops it', () => {
  test.each([
    ['no such eligibility', (w: AwsWorld) => Object.assign(w.groups, {eligiblePages: all()}), 'not-eligible'],
    [
      'groups that cannot be read',
      (w: AwsWorld) => Object.assign(w.groups, {eligiblePages: [troubled(OFFLINE)]}),
      'unreachable',
    ],
    [
      'signed out of Entra',
      (w: AwsWorld) => Object.assign(w.entra, {who: troubled({code: 'signed-out', reason: 'never'})}),
      'signed-out',
    ],
    [
      'a refusal',
      (w: AwsWorld) => Object.assign(w.groups, {answers: [refused({code: 'denied'}, 'denied')]}),
      'denied',
    ],
  ] as const)('%s: nothing is asked of AWS', async (_, breaks, code) => {
    const w = linkedWorld();
    breaks(w);
    const end = fold(await go(w), 'aws-9');
    expect(end.problem).toMatchObject({code, provider: 'entra-group', eligibilityId: 'aws-9'});
    expect([w.sets.asked, w.sets.sent]).toEqual([0, []]);
  });

  test('signed out of AWS: the group is left alone', async () => {
    const w = linkedWorld();
    w.corp.who = troubled({code: 'signed-out', reason: 'expired', session: 'corp'});
    expect(fold(await go(w), 'aws-9').problem).toMatchObject({code: 'signed-out', session: 'corp'});
    expect([w.groups.read, w.groups.sent]).toEqual([[], []]);
  });

  test('groups that are no source of the profile', async () => {
    const w = linkedWorld();
    const app = {...w.app, providers: w.app.providers.filter(one => one !== w.groups)};
    expect(fold(await go({...w, app}), 'aws-9').problem).toMatchObject({
      code: 'misconfigured',
      setting: 'profiles.default.aws.groupLinks',
    });
  });

  test('a loan that is open already: the group is left alone', async () => {
    const w = linkedWorld();
    await go(w);
    const end = fold(await go(w), 'aws-9');
    expect(end).toMatchObject({state: 'active', problem: {code: 'already-active'}});
    expect(w.groups.sent).toHaveLength(1);
  });

  test('a record that fails after the group was activated is told last', async () => {
    const w = linkedWorld();
    w.audit.broken = ['active'];
    const story = await go(w);
    expect(fold(story, 'aws-9')).toMatchObject({state: 'active', problem: {code: 'state-unwritable'}});
    expect(types(story).at(-1)).toBe('failed');
  });

  test('a row whose link is gone from the settings is asked for as it is', async () => {
    const w = linkedWorld();
    await go({...w, app: {...w.app, settings: {}}});
    expect([w.groups.sent.length, w.sets.sent.length]).toEqual([0, 1]);
  });
});
