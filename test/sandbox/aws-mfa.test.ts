import {GetSessionTokenCommand} from '@aws-sdk/client-sts';
import {beforeEach, describe, expect, test} from 'vitest';
import {arnOf, awsScene, keysOf, serial} from './aws-scene.ts';
import {refusal, refusedAs, stsOf} from './aws-support.ts';
import {minute} from './support.ts';

const on = awsScene();

describe('a second factor', () => {
  const proof = (code = on.cloud.mfaCode(serial)) => ({SerialNumber: serial, TokenCode: code});
  const guarded = {RoleArn: arnOf('Guarded')};
  beforeEach(() => {
    on.cloud.organisation.aws.role({arn: arnOf('Guarded'), trust: {mfa: true}});
  });

  test('lets in once; the next code lets in again', async () => {
    await on.assume({...guarded, ...proof()});
    const again = await refusal(on.assume({...guarded, ...proof()}));
    expect(again).toMatchObject({name: 'AccessDenied', status: 403});
    expect(again.message).toContain('invalid MFA one time pass code');
    on.cloud.clock.advance(30_000);
    await on.assume({...guarded, ...proof()});
  });

  test('is refused when wrong or old', async () => {
    const old = on.cloud.mfaCode(serial);
    const wrong = String((Number(old) + 1) % 1_000_000).padStart(6, '0');
    expect((await refusal(on.assume({...guarded, ...proof(wrong)}))).message).toContain('invalid MFA');
    on.cloud.clock.advance(minute);
    expect((await refusal(on.assume({...guarded, ...proof(old)}))).message).toContain('invalid MFA');
  });

  test('of nobody, or from role credentials where AWS is taken at its word', async () => {
    const stranger = {SerialNumber: 'arn:aws:iam::111122223333:mfa/bob', TokenCode: '123456'};
    expect((await refusal(on.assume({...guarded, ...stranger}))).message).toContain(
      'unable to validate MFA code',
    );
    on.cloud.organisation.aws.settings.mfaForRoles = false;
    expect((await refusal(on.assume({...guarded, ...proof()}))).message).toContain(
      'unable to validate MFA code',
    );
    await on.assume({...guarded, ...proof()}, on.userKeys());
  });

  test('makes a session token that roles with a second factor trust', async () => {
    const ask = (change: object, as = on.userKeys()) =>
      stsOf(on.cloud, as).send(new GetSessionTokenCommand(change));
    const {Credentials} = await ask({DurationSeconds: 900, ...proof()});
    expect((await on.whoIs(keysOf(Credentials))).Arn).toBe('arn:aws:iam::111122223333:user/ada');
    await on.assume({...guarded, DurationSeconds: 3600}, keysOf(Credentials));
    expect(await refusedAs(on.assume(guarded, keysOf((await ask({})).Credentials)))).toBe('403 AccessDenied');
    expect(await refusedAs(ask({DurationSeconds: 899}))).toBe('400 ValidationError');
    expect(await refusedAs(ask({}, keysOf(Credentials)))).toBe('403 AccessDenied');
    expect(await refusedAs(ask({}, on.keys))).toBe('403 AccessDenied');
  });
});
