import {afterEach, describe, expect, test} from 'vitest';
import {SCIM_LAG} from '../../../src/core/aws.ts';
import {hours, minutes, seconds} from '../../../src/core/time.ts';
import {arrivedIn, ask, calls, lend, lent, PROD, theOne, withSet} from './asking.ts';
import {awsPlace, closePlaces, toldBy} from './place.ts';

afterEach(closePlaces);

describe('lending', () => {
  test('gives the kept credentials while they live', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    await on.clock.turn(minutes(59));
    const first = await lend(on, grant);
    expect(first.expiresAt).toBe(grant.credentialsEndAt);
    expect(calls(on)).toBe(1);
  });

  test('renews them when the loan goes on, and keeps the new ones', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on, {duration: 3 * 3600});
    await on.clock.turn(minutes(54));
    expect((await lend(on, grant)).expiresAt).toBe(grant.credentialsEndAt);
    await on.clock.turn(minutes(2));
    const renewed = await lend(on, grant);
    expect(renewed.expiresAt).toBe(on.cloud.clock.now() + hours(1));
    expect((await lend(on, grant)).accessKeyId).toBe(renewed.accessKeyId);
    expect(calls(on)).toBe(2);
  });

  test('gets new ones where none are kept', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    on.loans.kept.clear();
    await lend(on, grant);
    expect(calls(on)).toBe(2);
  });

  test('gives nothing after the end, although AWS would', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on, {duration: 600});
    await on.clock.turn(seconds(599));
    await lend(on, grant);
    await on.clock.turn(seconds(1));
    await expect(lend(on, grant)).rejects.toMatchObject({
      problem: {code: 'not-active', provider: 'aws-permission-set'},
    });
    expect(calls(on)).toBe(1);
  });

  test('gives nothing of a loan that was ended', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    expect(await on.provider.deactivate(grant, 'end', {signal: on.signal})).toEqual({type: 'ended'});
    await expect(lend(on, grant)).rejects.toMatchObject({problem: {code: 'not-active'}});
  });

  test('says who must sign in when it cannot renew', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on, {duration: 3 * 3600});
    await on.clock.turn(minutes(61));
    on.access.forget('corp');
    await expect(lend(on, grant)).rejects.toMatchObject({problem: {code: 'signed-out', session: 'corp'}});
  });
});

describe('the console', () => {
  test('is opened for no longer than the loan', async () => {
    const on = await awsPlace(withSet(4 * 3600));
    const grant = await lent(on, {duration: 7200});
    await on.clock.turn(minutes(30));
    const link = await on.provider.console?.(grant, {signal: on.signal});
    expect(link?.endsAt).toBe(grant.endsAt);
    expect(String(link?.url)).toBe('***');
    expect(link?.url.reveal()).toContain(on.cloud.origins.signin);
  });

  test('is not opened for a loan that is nearly over', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on, {duration: 600});
    await expect(on.provider.console?.(grant, {signal: on.signal})).rejects.toMatchObject({
      problem: {code: 'unsupported', eligibilityId: grant.eligibilityId},
    });
  });
});

describe('a place that a PIM group brings', () => {
  const group = 'c0ffee00-0000-4000-8000-000000000001';
  const link = {groupId: group, accountId: PROD, permissionSet: 'Owner', session: 'corp'};

  test('has arrived when the portal shows it, and is lent then', async () => {
    const on = await awsPlace({
      links: [link],
      cloud: {aws: {scimInMs: minutes(3)}},
      fill: ({organisation}) => {
        organisation.aws
          .account({id: PROD, name: 'Prod'})
          .linkGroup({group: 'sg-aws', account: 'Prod', permissionSet: 'Owner'});
        organisation.activeFor({
          kind: 'entra-group',
          role: 'Member',
          scope: 'sg-aws',
          forMs: hours(1),
          sinceMs: 0,
        });
      },
    });
    const owner = await theOne(on);
    expect(await arrivedIn(on, owner)).toBe(false);
    expect(await ask(on)).toMatchObject({type: 'refused', problem: {code: 'not-eligible'}});
    await on.clock.turn(minutes(3));
    expect(await arrivedIn(on, owner)).toBe(true);
    expect(await lent(on)).toMatchObject({
      guarantee: {endedBy: 'session', overrunSeconds: SCIM_LAG + 3600},
      address: {groupId: group},
    });
  });

  test('another set in the account is no arrival', async () => {
    const on = await awsPlace({...withSet(), links: [link]});
    const {items} = await on.clock.through(toldBy(on.provider.eligible(on.signal)));
    const owner = items.find(({name}) => String(name) === 'Owner');
    if (owner === undefined) throw new Error('it is not there');
    expect(await arrivedIn(on, owner)).toBe(false);
  });
});
