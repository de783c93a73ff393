import {describe, expect, test} from 'vitest';
import {Trouble} from '../../../src/core/problem.ts';
import {Secret} from '../../../src/core/secret.ts';
import {minutes, seconds} from '../../../src/core/time.ts';
import {ADMIN, ask, assumption, grantIn, intentFor, type Scene, START, scene} from './support.ts';

const stage = scene();
const mfaSerial = 'arn:aws:iam::111122223333:mfa/ada';

async function all<T>(pages: AsyncIterable<{readonly items: readonly T[]; readonly complete: boolean}>) {
  const items: T[] = [];
  let complete = false;
  for await (const page of pages) {
    items.push(...page.items);
    complete = page.complete;
  }
  return {items, complete};
}

/** A loan of so many seconds, and a provider that has it. */
async function lent(on: Scene, duration: number, row: object = {}) {
  const provider = on.provider({...ADMIN, ...row});
  const call = {signal: on.signal, mfaCode: new Secret('123456')};
  const intent = await intentFor(on, provider, {duration, ticket: {number: 'INC-7', system: null}});
  const grant = grantIn(await provider.activate(intent, call));
  const lend = () =>
    provider.lend?.(grant, {signal: on.signal}) ?? Promise.reject(new Error('it cannot lend'));
  return {provider, intent, grant, lend};
}

const gone = {problem: {code: 'not-active', asked: 'prod-admin@444455556666'}};

describe('credentials of an open loan', () => {
  test('are the kept ones to the last second', async () => {
    const on = stage();
    const {lend, grant} = await lent(on, 3600);
    const kept = await lend();
    expect(kept).toMatchObject({accessKeyId: 'ASIAROLE1', expiresAt: grant.endsAt});
    await on.cloud.clock.turn(minutes(60) - 1);
    expect(await lend()).toBe(kept);
    expect(on.cloud.asked('AssumeRole')).toHaveLength(1);
  });

  test('are no longer given at the end', async () => {
    const on = stage();
    const {lend} = await lent(on, 3600);
    await on.cloud.clock.turn(minutes(60));
    await expect(lend()).rejects.toMatchObject(gone);
  });

  test('are asked for anew where none are kept, for exactly what is left, with the same record', async () => {
    const on = stage();
    const {lend, grant} = await lent(on, 3600);
    on.loans.kept.clear();
    await on.cloud.clock.turn(minutes(20) + 500);
    const anew = await lend();
    const [first, second] = on.cloud.asked('AssumeRole').map(({fields}) => fields);
    expect(second).toEqual({...first, DurationSeconds: '2400'});
    expect(anew.accessKeyId).toBe('ASIAROLE2');
    expect(await lend()).toBe(anew);
    expect(anew.expiresAt).toBeLessThan((grant.endsAt ?? 0) + seconds(1));
  });

  test('are cut to the end by a policy where less than 15 minutes are left', async () => {
    const on = stage();
    const {lend, grant} = await lent(on, 3600);
    on.loans.kept.clear();
    await on.cloud.clock.turn(minutes(50));
    expect((await lend()).expiresAt).toBe(grant.endsAt);
    const [, again] = on.cloud.asked('AssumeRole');
    expect(again?.fields).toMatchObject({
      DurationSeconds: '900',
      Policy: expect.stringContaining('T13:00:00Z'),
    });
  });

  test('are not asked for anew without a new code, where the role wants one', async () => {
    const on = stage();
    const {lend, provider, grant} = await lent(on, 3600, {mfaSerial});
    on.loans.kept.clear();
    await expect(lend()).rejects.toMatchObject({problem: {code: 'step-up-needed', context: 'mfa'}});
    const call = {signal: on.signal, mfaCode: new Secret('222222')};
    expect(await provider.lend?.(grant, call)).toMatchObject({accessKeyId: 'ASIAROLE2'});
    expect(on.cloud.asked('AssumeRole')[1]?.fields).toMatchObject({TokenCode: '222222'});
  });

  test('never begin a loan by themselves', async () => {
    const on = stage();
    const {lend, provider, grant} = await lent(on, 3600);
    expect(await provider.deactivate(grant, 'end-1', {signal: on.signal})).toEqual({type: 'ended'});
    await expect(lend()).rejects.toMatchObject(gone);
    expect(on.loans.kept.size).toBe(0);
  });

  test('are not given when the loan was ended while they were asked for', async () => {
    const on = stage();
    const {lend, grant} = await lent(on, 3600);
    on.loans.kept.clear();
    const renew = on.loans.renew.bind(on.loans);
    on.loans.renew = async (id, credentials) => {
      await on.loans.end(grant.id);
      return renew(id, credentials);
    };
    await expect(lend()).rejects.toMatchObject(gone);
  });

  test('are the kept ones as long as they live, where renewing fails', async () => {
    const on = stage();
    const {lend, grant} = await lent(on, 3600);
    const kept = await lend();
    on.loans.kept.set(grant.id, {...kept, expiresAt: START + minutes(4)});
    on.portalSays = new Trouble({code: 'throttled'});
    expect(await lend()).toMatchObject({accessKeyId: 'ASIAROLE1'});
    await on.cloud.clock.turn(minutes(4));
    await expect(lend()).rejects.toMatchObject({problem: {code: 'throttled'}});
  });
});

describe('the book', () => {
  test('says what is lent, and that nothing waits', async () => {
    const on = stage();
    const {provider, grant, intent} = await lent(on, 600);
    expect(await all(provider.active(on.signal))).toEqual({items: [grant], complete: true});
    expect(await all(provider.open(on.signal))).toEqual({items: [], complete: true});
    const found = {type: 'active', grant, receipt: {requestId: intent.id, intent}};
    expect(await provider.find(intent, on.signal)).toEqual(found);
    expect(await provider.check({requestId: intent.id, intent}, on.signal)).toEqual(found);
    expect(await provider.cancel(grant, {signal: on.signal})).toEqual({type: 'not-active'});
  });

  test('knows nothing of what was never lent, or is over', async () => {
    const on = stage();
    const {provider, intent, grant} = await lent(on, 600);
    expect(await provider.find({...intent, id: 'another'}, on.signal)).toBe('never-arrived');
    await on.cloud.clock.turn(minutes(10));
    expect(await all(provider.active(on.signal))).toEqual({items: [], complete: true});
    expect(await provider.find(intent, on.signal)).toBe('never-arrived');
    expect(await provider.check({requestId: intent.id, intent}, on.signal)).toMatchObject({
      type: 'refused',
      state: 'ended',
    });
    expect(await provider.deactivate(grant, 'end-1', {signal: on.signal})).toEqual({type: 'not-active'});
    expect(on.loans.kept.size).toBe(0);
  });

  test('keeps loans of other kinds out of this one', async () => {
    const on = stage();
    const {provider, grant} = await lent(on, 600);
    const [loan] = [...on.loans.loans.values()];
    if (loan === undefined) throw new Error('no loan was opened');
    on.loans.loans.set('other', {...loan, grant: {...grant, id: 'other', kind: 'aws-permission-set'}});
    expect((await all(provider.active(on.signal))).items).toEqual([grant]);
  });

  test('lets the same role be asked for again once its loan has been ended', async () => {
    const on = stage();
    const {provider, grant} = await lent(on, 600);
    await on.cloud.clock.turn(seconds(5));
    await provider.deactivate(grant, 'end-1', {signal: on.signal});
    expect(grantIn(await ask(on, provider)).id).not.toBe(grant.id);
  });
});

describe('the console', () => {
  test('is signed in to with the role, for as long as the cloud chooses', async () => {
    const on = stage();
    const {provider, grant} = await lent(on, 600);
    const link = await provider.console?.(grant, {signal: on.signal});
    expect(link?.endsAt).toBeNull();
    const [call] = on.cloud.asked('getSigninToken');
    expect(call?.fields).not.toHaveProperty('SessionDuration');
    expect(JSON.parse(call?.fields.Session ?? '')).toEqual({
      ...{sessionId: 'ASIAROLE1', sessionKey: 'role-secret', sessionToken: 'role-token'},
    });
    expect(`${link?.url} ${JSON.stringify(link)}`).not.toContain('signin-token-1');
  });

  test('is closed when the loan is over', async () => {
    const on = stage();
    const {provider, grant} = await lent(on, 600);
    await on.cloud.clock.turn(minutes(10));
    await expect(provider.console?.(grant, {signal: on.signal})).rejects.toMatchObject(gone);
  });
});

describe('a dry run', () => {
  test('is what would be sent, to the letter, but for the code', async () => {
    const on = stage();
    const provider = on.provider({...ADMIN, externalId: 'ext-1', mfaSerial});
    const intent = await intentFor(on, provider, {duration: 600});
    const [request, ...more] = await provider.plan(intent);
    expect(on.cloud.heard).toEqual([]);
    await provider.activate(intent, {signal: on.signal, mfaCode: new Secret('123456')});
    const {TokenCode, ...sent} = assumption(on);
    expect(TokenCode).toBe('123456');
    expect(more).toEqual([]);
    expect(request).toEqual({method: 'POST', url: `${on.cloud.origin}/`, body: sent});
  });

  test('says of nobody that they are a start page', async () => {
    const on = stage();
    on.account = 'https://d-1.awsapps.com/start';
    const provider = on.provider();
    const [request] = await provider.plan(await intentFor(on, provider));
    expect(request?.body).toMatchObject({RoleSessionName: 'your.user.name'});
  });
});
