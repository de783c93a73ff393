import {afterEach, describe, expect, test} from 'vitest';
import {hours, minutes, seconds} from '../../../src/core/time.ts';
import {grantIn, problemIn} from '../aws-roles/support.ts';
import {only} from '../stage.ts';
import {ACCOUNT, ask, askedOf, closeUserPlaces, ROLE_ARN, RUNG, SERIAL, START, userPlace} from './place.ts';

afterEach(closeUserPlaces);

const assumed = ({cloud}: Awaited<ReturnType<typeof userPlace>>) =>
  cloud.organisation.aws.issuedSessions.filter(({by}) => by === 'assume-role');

describe('a role of an emergency user', () => {
  test('is lent with three calls to STS and nobody else', async () => {
    const on = await userPlace();
    const grant = grantIn(await ask(on, on.code()));
    expect(askedOf(on)).toEqual(['GetCallerIdentity', 'GetSessionToken', 'AssumeRole']);
    expect(grant).toMatchObject({
      ...{kind: 'aws-role', assignment: 'lent', state: 'active', startsAt: START, endsAt: START + hours(1)},
      address: {user: 'emergency-1', role: ROLE_ARN, region: 'eu-west-1'},
      guarantee: {endedBy: 'session', overrunSeconds: 0},
    });
  });

  test('tells CloudTrail who and why', async () => {
    const on = await userPlace();
    grantIn(await ask(on, on.code()));
    expect(only(assumed(on))).toMatchObject({
      sourceIdentity: 'emergency-1',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/break-glass-admin/emergency-1`,
      tags: {'stint:justification': 'INC1: disk full', 'stint:ticket': 'INC1'},
      chained: false,
    });
  });

  test('tells no more than the ladder lets it', async () => {
    const on = await userPlace({
      rung: {sourceIdentity: false, sessionTags: false},
      wish: {trust: {sourceIdentity: false, tagSession: false}},
    });
    grantIn(await ask(on, on.code()));
    expect(only(assumed(on))).toMatchObject({sourceIdentity: null, tags: {}});
  });

  test.each([60, 899, 900, 3600])('is of no more use after %i s, to the second', async length => {
    const on = await userPlace();
    const grant = grantIn(await ask(on, on.code(), {duration: length}));
    const key = (await on.provider.lend?.(grant, on.call))?.accessKeyId ?? '';
    const {aws} = on.cloud.organisation;
    await on.clock.turn(seconds(length) - 1);
    expect(aws.isUsable(key)).toBe(true);
    await on.clock.turn(1);
    expect(aws.isUsable(key)).toBe(false);
  });

  test('lasts as long as the role itself lets it: nothing is chained', async () => {
    const on = await userPlace({wish: {maxSessionSeconds: 4 * 3600}});
    const grant = grantIn(await ask(on, on.code(), {duration: 4 * 3600}));
    expect(grant.endsAt).toBe(START + hours(4));
  });

  test('and no longer', async () => {
    const on = await userPlace();
    expect(problemIn(await ask(on, on.code(), {duration: 3601}))).toMatchObject({code: 'duration-too-long'});
    expect(problemIn(await ask(on, on.code(), {duration: 43_201}))).toMatchObject({most: 43_200});
  });

  test('for strangers takes the external id', async () => {
    const trust = {externalId: 'ours'};
    const without = await userPlace({wish: {trust}});
    expect(problemIn(await ask(without, without.code()))).toMatchObject({code: 'denied'});
    const on = await userPlace({wish: {trust}, rung: {externalId: 'ours'}});
    grantIn(await ask(on, on.code()));
  });

  test('without a device goes by the key itself, and AWS says that a factor is missing', async () => {
    const on = await userPlace({rung: {mfaSerial: undefined}});
    expect(problemIn(await ask(on))).toMatchObject({
      code: 'denied',
      nextSteps: expect.arrayContaining([expect.stringContaining('mfaSerial')]),
    });
    expect(askedOf(on)).toEqual(['GetCallerIdentity', 'AssumeRole']);
    const trusting = await userPlace({rung: {mfaSerial: undefined}, wish: {trust: {mfa: false}}});
    grantIn(await ask(trusting));
  });
});

describe('the code', () => {
  test('is asked for before anything is sent', async () => {
    const on = await userPlace();
    expect(problemIn(await ask(on))).toMatchObject({code: 'step-up-needed', context: 'mfa'});
    expect(askedOf(on)).toEqual([]);
  });

  test('is good once, and one is enough for every rung of the same user', async () => {
    const on = await userPlace();
    on.cloud.organisation.aws.role({arn: `${ROLE_ARN}-2`, trust: {principals: ['*'], mfa: true}});
    const code = on.code();
    grantIn(await ask(on, code));
    const second = on.another({rung: {...RUNG, name: 'second', roleArn: `${ROLE_ARN}-2`}});
    grantIn(await ask(on, {}, {provider: second.provider}));
    expect(askedOf(on).filter(action => action === 'GetSessionToken')).toHaveLength(1);
    expect(on.parts.sessions.isOpen({...on.parts.key, serial: SERIAL}, on.cloud.clock.now())).toBe(true);
  });

  test('that was used is refused, in words, and the next one is taken', async () => {
    const on = await userPlace();
    const code = on.code();
    grantIn(await ask(on, code));
    on.parts.sessions.forget(on.parts.key.accessKeyId);
    on.loans.loans.clear();
    expect(problemIn(await ask(on, code))).toMatchObject({
      ...{code: 'step-up-needed', context: 'mfa', detail: expect.stringContaining('it has been used')},
    });
    await on.clock.turn(seconds(30));
    grantIn(await ask(on, on.code()));
  });

  test('of another device is refused', async () => {
    const on = await userPlace({rung: {mfaSerial: `${SERIAL}-2`}});
    expect(problemIn(await ask(on, on.code()))).toMatchObject({code: 'step-up-needed', context: 'mfa'});
    expect(assumed(on)).toEqual([]);
  });

  test('is needed again once the session is over', async () => {
    const on = await userPlace();
    const grant = grantIn(await ask(on, on.code()));
    await on.provider.deactivate(grant, 'end', on.call);
    await on.clock.turn(minutes(15));
    expect(problemIn(await ask(on))).toMatchObject({code: 'step-up-needed'});
    grantIn(await ask(on, on.code()));
  });

  test('is never shown', async () => {
    const on = await userPlace();
    const {mfaCode} = on.code();
    const told: string[] = [];
    const {provider} = on.another({debug: line => void told.push(line)});
    const answer = await ask(on, {mfaCode}, {provider});
    const text = JSON.stringify([answer, told, [...on.loans.loans.values()]]);
    for (const secret of [mfaCode, on.parts.key.secretAccessKey]) expect(text).not.toContain(secret.reveal());
    expect(told).toHaveLength(3);
  });
});

describe('the loan', () => {
  test('is one of the everyday book, and there is never a second', async () => {
    const on = await userPlace();
    const grant = grantIn(await ask(on, on.code()));
    expect(problemIn(await ask(on))).toMatchObject({code: 'already-active', grantId: grant.id});
  });

  test('is lent anew while the session lives, for exactly what is left', async () => {
    const on = await userPlace();
    const grant = grantIn(await ask(on, on.code()));
    on.loans.kept.clear();
    await on.clock.turn(minutes(10));
    const again = await on.provider.lend?.(grant, on.call);
    expect(again?.expiresAt).toBe(grant.endsAt);
    on.loans.kept.clear();
    await on.clock.turn(minutes(10));
    await expect(on.provider.lend?.(grant, on.call)).rejects.toMatchObject({
      problem: {code: 'step-up-needed'},
    });
  });

  test('cannot be made longer', async () => {
    const on = await userPlace();
    const grant = grantIn(await ask(on, on.code()));
    const request = {id: 'longer', duration: 7200, justification: null};
    expect(await on.provider.extend?.(grant, request, on.call)).toMatchObject({
      problem: {code: 'unsupported'},
    });
  });

  test('opens the console', async () => {
    const on = await userPlace();
    const link = await on.provider.console?.(grantIn(await ask(on, on.code())), on.call);
    expect(link?.url.reveal()).toContain(`${on.cloud.origins.signin}/federation?Action=login`);
  });

  test('is planned without a network and without the code', async () => {
    const on = await userPlace();
    const [eligibility] = (await on.provider.eligible(on.signal)[Symbol.asyncIterator]().next()).value.items;
    const request = {
      ...{duration: 3600, justification: 'INC1', ticket: null, narrowerScope: null, startAt: null},
    };
    const actor = {profile: 'default', authority: '', tenantId: '', oid: '', account: ''};
    const {id: eligibilityId, ...rest} = eligibility;
    const intent = {...rest, id: 'i', eligibilityId, request, actor, openedAt: START};
    const bodies = (await on.provider.plan(intent)).map(({body}) => body);
    expect(bodies).toMatchObject([
      {Action: 'GetSessionToken', SerialNumber: SERIAL},
      {Action: 'AssumeRole', RoleArn: ROLE_ARN},
    ]);
    expect(JSON.stringify(bodies)).not.toContain('TokenCode');
    expect(askedOf(on)).toEqual([]);
  });
});
