import {describe, expect, test} from 'vitest';
import {durationOf, isCut, policyUntil, windowFrom} from '../../../src/providers/aws-roles/session-policy.ts';
import {ask, grantIn, START, scene} from './support.ts';

const window = (length: number) => ({startsAt: START, endsAt: START + length * 1000});

describe('a window', () => {
  test('begins with the second that runs, so that its end is a whole one', () => {
    expect(windowFrom(START + 999, 60)).toEqual({startsAt: START, endsAt: START + 60_000});
  });

  test.each([
    {length: 1, asked: 900, cut: true},
    {length: 899, asked: 900, cut: true},
    {length: 900, asked: 900, cut: false},
    {length: 3600, asked: 3600, cut: false},
    // What is left of an hour, when clocks have moved against each other meanwhile.
    {length: 3601, asked: 3600, cut: false},
  ])('of $length s is asked for as $asked s, cut: $cut', ({length, asked, cut}) => {
    expect(durationOf(window(length))).toBe(asked);
    expect(isCut(window(length))).toBe(cut);
  });
});

test('a policy tells its end as IAM reads it, and allows only', () => {
  const policy = JSON.parse(policyUntil(START + 60_000));
  expect(policy.Statement).toEqual([
    {
      ...{Effect: 'Allow', Action: '*', Resource: '*'},
      Condition: {DateLessThan: {'aws:CurrentTime': '2026-11-22T12:01:00Z'}},
    },
  ]);
});

const stage = scene();

test('the end is that of the credentials where STS gave less than was asked', async () => {
  const on = stage();
  on.cloud.next('AssumeRole', {status: 200, body: sessionUntil('2026-11-22T12:40:00Z')});
  expect(grantIn(await ask(on, on.provider(), {duration: 3600}))).toMatchObject({
    endsAt: START + 2_400_000,
    credentialsEndAt: START + 2_400_000,
  });
});

const sessionUntil = (end: string): string =>
  `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${end}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
