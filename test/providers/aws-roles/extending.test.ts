import {describe, expect, test} from 'vitest';
import type {Grant} from '../../../src/core/grant.ts';
import type {AccessProvider, Call, Extension} from '../../../src/core/ports.ts';
import {Trouble} from '../../../src/core/problem.ts';
import {Secret} from '../../../src/core/secret.ts';
import {minutes, seconds} from '../../../src/core/time.ts';
import {no} from './loopback.ts';
import {ADMIN, ask, grantIn, intentFor, problemIn, type Scene, scene} from './support.ts';

const stage = scene();
const mfaSerial = 'arn:aws:iam::111122223333:mfa/ada';

function extend(
  on: Scene,
  provider: AccessProvider,
  grant: Grant,
  request: Partial<Extension> = {},
  call: Partial<Call> = {},
) {
  const wish = {id: 'longer', duration: 3600, justification: null, ...request};
  const extending = provider.extend?.(grant, wish, {signal: on.signal, ...call});
  if (extending === undefined) throw new Error('it extends nothing');
  return extending;
}

/** A loan of half an hour, ten minutes old, and a provider that has it. */
async function lent(on: Scene) {
  const provider = on.provider(ADMIN);
  const grant = grantIn(await ask(on, provider, {duration: 1800}));
  await on.cloud.clock.turn(minutes(10));
  return {provider, grant};
}

const inBook = async (on: Scene) => (await on.loans.open(on.cloud.clock.now())).map(({grant}) => grant);

describe('a role for longer', () => {
  test('is assumed again until the new end, as the same loan', async () => {
    const on = stage();
    const {provider, grant} = await lent(on);
    const longer = grantIn(await extend(on, provider, grant));
    const endsAt = on.cloud.clock.now() + minutes(60);
    expect(longer).toEqual({...grant, endsAt, credentialsEndAt: endsAt});
    expect(await inBook(on)).toEqual([longer]);
    expect(on.cloud.asked('AssumeRole').map(({fields}) => fields.DurationSeconds)).toEqual(['1800', '3600']);
    expect((await provider.lend?.(grant, {signal: on.signal}))?.accessKeyId).toBe('ASIAROLE2');
  });

  test('is given to the new end and no longer', async () => {
    const on = stage();
    const {provider, grant} = await lent(on);
    await extend(on, provider, grant, {duration: 2400});
    await on.cloud.clock.turn(seconds(2399));
    await provider.lend?.(grant, {signal: on.signal});
    await on.cloud.clock.turn(seconds(1));
    await expect(provider.lend?.(grant, {signal: on.signal})).rejects.toMatchObject({
      problem: {code: 'not-active'},
    });
  });

  test('carries the same record into CloudTrail, or the new reason', async () => {
    const on = stage();
    const {provider, grant} = await lent(on);
    await extend(on, provider, grant);
    await on.cloud.clock.turn(minutes(1));
    const renamed = grantIn(await extend(on, provider, grant, {justification: 'and 43'}));
    expect(renamed.justification).toBe('and 43');
    const tags = on.cloud.asked('AssumeRole').map(({fields}) => fields['Tags.member.1.Value']);
    expect(tags).toEqual(['incident 42', 'incident 42', 'and 43']);
  });
});

describe('what stays as it was', () => {
  test.each([
    ['longer than the role allows', {duration: 3601}, {code: 'duration-too-long', most: 3600}],
    ['no longer than what is left', {duration: 1200}, {code: 'duration-too-short', least: 1201}],
  ])('%s', async (_what, request, problem) => {
    const on = stage();
    const {provider, grant} = await lent(on);
    const told = problemIn(await extend(on, provider, grant, request));
    expect(told).toMatchObject({...problem, provider: 'aws-role', eligibilityId: grant.eligibilityId});
    expect(await inBook(on)).toEqual([grant]);
    expect(on.cloud.asked('AssumeRole')).toHaveLength(1);
  });

  test('a role that STS no longer lets be assumed', async () => {
    const on = stage();
    const {provider, grant} = await lent(on);
    on.cloud.retorts.set('AssumeRole', [no(403, 'AccessDenied', 'not authorized')]);
    expect(problemIn(await extend(on, provider, grant)).code).toBe('denied');
    expect(await inBook(on)).toEqual([grant]);
    expect((await provider.lend?.(grant, {signal: on.signal}))?.accessKeyId).toBe('ASIAROLE1');
  });

  test('one that the portal is not open for', async () => {
    const on = stage();
    const {provider, grant} = await lent(on);
    on.portalSays = new Trouble({code: 'signed-out', reason: 'expired', session: 'corp'});
    expect(problemIn(await extend(on, provider, grant))).toMatchObject({code: 'signed-out', session: 'corp'});
  });

  test('one that is over', async () => {
    const on = stage();
    const {provider, grant} = await lent(on);
    await on.cloud.clock.turn(minutes(20));
    expect(problemIn(await extend(on, provider, grant)).code).toBe('not-active');
    expect(on.cloud.asked('AssumeRole')).toHaveLength(1);
  });
});

test('a role with an MFA device asks for a new code', async () => {
  const on = stage();
  const provider = on.provider({...ADMIN, mfaSerial});
  const mfaCode = new Secret('123456');
  const intent = await intentFor(on, provider, {duration: 1800});
  const grant = grantIn(await provider.activate(intent, {signal: on.signal, mfaCode}));
  expect(problemIn(await extend(on, provider, grant))).toMatchObject({
    code: 'step-up-needed',
    context: 'mfa',
  });
  const longer = await extend(on, provider, grant, {}, {mfaCode: new Secret('654321')});
  expect(grantIn(longer).id).toBe(grant.id);
  expect(on.cloud.asked('AssumeRole').map(({fields}) => fields.TokenCode)).toEqual(['123456', '654321']);
});
