import {afterEach, describe, expect, test} from 'vitest';
import type {Grant} from '../../../src/core/grant.ts';
import type {Extension} from '../../../src/core/ports.ts';
import {hours, minutes, seconds} from '../../../src/core/time.ts';
import {calls, endingIn, lend, lent, PROD, theOne, withSet} from './asking.ts';
import {type AwsPlace, awsPlace, closePlaces} from './place.ts';

afterEach(closePlaces);

function extend(on: AwsPlace, grant: Grant, request: Partial<Extension> = {}, signal = on.signal) {
  const wish = {id: 'longer', duration: 3600, justification: null, ...request};
  const extending = on.provider.extend?.(grant, wish, {signal});
  if (extending === undefined) throw new Error('it extends nothing');
  return extending;
}

async function extended(on: AwsPlace, grant: Grant, request: Partial<Extension> = {}): Promise<Grant> {
  const answer = await extend(on, grant, request);
  if (answer.type !== 'active') throw new Error(`it is ${JSON.stringify(answer)}`);
  return answer.grant;
}

const inBook = async (on: AwsPlace) => (await on.loans.open(on.cloud.clock.now())).map(({grant}) => grant);

describe('a longer loan', () => {
  test('is the same one with a later end, and credentials that last until then', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    await on.clock.turn(minutes(30));
    const longer = await extended(on, grant);
    const endsAt = on.cloud.clock.now() + hours(1);
    expect(longer).toMatchObject({
      id: grant.id,
      startsAt: grant.startsAt,
      requestId: grant.requestId,
      endsAt,
    });
    expect(longer).toMatchObject({
      guarantee: {endedBy: 'session', overrunSeconds: 0},
      credentialsEndAt: endsAt,
    });
    expect(await inBook(on)).toEqual([longer]);
    expect(calls(on)).toBe(2);
  });

  test('is lent from until its new end and no longer', async () => {
    const on = await awsPlace(withSet(4 * 3600));
    const grant = await lent(on, {duration: 600});
    await extended(on, grant, {duration: 1800});
    await on.clock.turn(seconds(1799));
    await lend(on, grant);
    await on.clock.turn(seconds(1));
    await expect(lend(on, grant)).rejects.toMatchObject({problem: {code: 'not-active'}});
  });

  test('keeps the credentials that last, and says how long they outlive it', async () => {
    const on = await awsPlace(withSet(4 * 3600));
    const grant = await lent(on, {duration: 600});
    const longer = await extended(on, grant, {duration: 3 * 3600});
    expect(longer.credentialsEndAt).toBe(grant.credentialsEndAt);
    expect(longer.guarantee).toMatchObject({endedBy: 'local', overrunSeconds: 3600});
    expect(calls(on)).toBe(1);
  });

  test('goes beyond one session, whose credentials are renewed as ever', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    const longer = await extended(on, grant, {duration: 12 * 3600});
    expect(longer.endsAt).toBe(on.cloud.clock.now() + hours(12));
    expect(longer.guarantee).toEqual({endedBy: 'local', overrunSeconds: 3600});
    await on.clock.turn(hours(7));
    expect((await lend(on, longer)).expiresAt).toBe(on.cloud.clock.now() + hours(1));
  });

  test('keeps its justification, or takes the new one', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    expect((await extended(on, grant, {duration: 4000})).justification).toBe('incident 42');
    await on.clock.turn(seconds(1));
    expect((await extended(on, grant, {duration: 5000, justification: 'and 43'})).justification).toBe(
      'and 43',
    );
  });

  test('is found by the intent that opened it', async () => {
    const on = await awsPlace(withSet());
    const longer = await extended(on, await lent(on), {duration: 7200});
    const [loan] = [...on.loans.loans.values()];
    expect(loan).toMatchObject({intentId: longer.requestId, grant: {endsAt: longer.endsAt}});
  });
});

describe('what stays as it was', () => {
  test.each([
    ['more than twelve hours', {duration: 43_201}, {code: 'duration-too-long', most: 43_200}],
    ['less than is left', {duration: 3000}, {code: 'duration-too-short', asked: 3000, least: 3601}],
    ['exactly what is left', {duration: 3600}, {code: 'duration-too-short', least: 3601}],
    ['part of a second', {duration: 4000.5}, {code: 'unsupported'}],
  ])('%s', async (_what, request, problem) => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    expect(await extend(on, grant, request)).toMatchObject({
      ...{type: 'refused', state: 'failed'},
      problem: {...problem, provider: 'aws-permission-set', eligibilityId: grant.eligibilityId},
    });
    expect(await inBook(on)).toEqual([grant]);
    expect(calls(on)).toBe(1);
  });

  test('a loan that is over', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on, {duration: 600});
    await on.clock.turn(minutes(10));
    expect(await extend(on, grant)).toMatchObject({problem: {code: 'not-active'}});
    expect(await inBook(on)).toEqual([]);
  });

  test('one that is ended while the portal is asked', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    const ending = on.loans.extend.bind(on.loans);
    on.loans.extend = async (loan, credentials) => {
      await on.loans.end(grant.id);
      return ending(loan, credentials);
    };
    expect(await extend(on, grant, {duration: 7200})).toMatchObject({problem: {code: 'not-active'}});
    expect([await inBook(on), on.loans.kept.size]).toEqual([[], 0]);
  });

  test('one whose permission set is no longer given', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    on.cloud.organisation.aws.withdraw({account: PROD, permissionSet: 'Operator'});
    expect(await extend(on, grant, {duration: 7200})).toMatchObject({problem: {code: 'not-eligible'}});
    expect(await inBook(on)).toEqual([grant]);
  });

  test('one that nobody is signed in for any more', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    on.access.forget('corp');
    expect(await extend(on, grant, {duration: 7200})).toMatchObject({
      problem: {code: 'signed-out', session: 'corp'},
    });
  });

  test('one whose answer held credentials that had ended', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    const body = {roleCredentials: endingIn(on, -1)};
    on.cloud.faults.add({match: {path: '/federation/credentials'}, do: {status: 200, body}});
    expect(await extend(on, grant, {duration: 7200})).toMatchObject({problem: {code: 'bad-answer'}});
    expect(await inBook(on)).toEqual([grant]);
  });

  test('one that was interrupted', async () => {
    const on = await awsPlace(withSet());
    const grant = await lent(on);
    const answer = await extend(on, grant, {duration: 7200}, AbortSignal.abort());
    expect(answer).toMatchObject({type: 'refused', state: 'cancelled', problem: {code: 'cancelled'}});
    expect(await inBook(on)).toEqual([grant]);
  });

  test('one that rests on a PIM group', async () => {
    const links = [{session: 'corp', accountId: PROD, permissionSet: 'Operator', groupId: 'g-1'}];
    const on = await awsPlace({...withSet(), links});
    expect((await theOne(on)).address.groupId).toBe('g-1');
    const grant = await lent(on);
    expect(await extend(on, grant, {duration: 7200})).toMatchObject({problem: {code: 'unsupported'}});
    expect(calls(on)).toBe(1);
  });
});
