import {GetAccessKeyInfoCommand, GetCallerIdentityCommand} from '@aws-sdk/client-sts';
import {describe, expect, test} from 'vitest';
import {awsScene} from './aws-scene.ts';
import {type Keys, refusal, refusedAs, stsOf} from './aws-support.ts';
import {hour, minute, post} from './support.ts';

const on = awsScene();

describe('signatures', () => {
  test('of what we lent are taken', async () => {
    const {Arn, Account, UserId} = await on.whoIs(on.keys);
    expect(Arn).toMatch(/:assumed-role\/AWSReservedSSO_Operator_[0-9a-f]{16}\/ada@contoso\.com$/);
    expect([Account, UserId]).toEqual(['111122223333', expect.stringMatching(/^AROA[A-Z2-7]{17}:ada@/)]);
    expect((await on.whoIs(on.userKeys())).Arn).toBe('arn:aws:iam::111122223333:user/ada');
  });

  test.each<[string, (good: Keys) => Keys, string]>([
    ['another secret', good => ({...good, secretAccessKey: 'wrong'}), '403 SignatureDoesNotMatch'],
    ['another session token', good => ({...good, sessionToken: 'wrong'}), '403 InvalidClientTokenId'],
    ['no session token', ({sessionToken: _none, ...good}) => good, '403 InvalidClientTokenId'],
    [
      'a key that nobody issued',
      good => ({...good, accessKeyId: 'ASIAXXXXXXXXXXXXXXXX'}),
      '403 InvalidClientTokenId',
    ],
  ])('with %s are not', async (_name, change, expected) => {
    expect(await refusedAs(on.whoIs(change(on.keys)))).toBe(expected);
  });

  test('end with the credentials', async () => {
    on.cloud.clock.advance(hour);
    expect(await refusedAs(on.whoIs(on.keys))).toBe('403 ExpiredToken');
  });

  test.each([
    [-5 * minute - 1000, 'Signature expired'],
    [5 * minute + 1000, 'Signature not yet current'],
  ])('are for five minutes: %i ms', async (skew, message) => {
    const client = stsOf(on.cloud, on.keys);
    client.config.systemClockOffset += skew;
    const said = await refusal(client.send(new GetCallerIdentityCommand({})));
    expect(said).toMatchObject({name: 'SignatureDoesNotMatch', status: 403});
    expect(said.message).toContain(message);
  });

  test('cover the body', async () => {
    const client = stsOf(on.cloud, on.keys);
    const {requestHandler} = client.config;
    const handle = requestHandler.handle.bind(requestHandler);
    requestHandler.handle = (request, options) =>
      handle(Object.assign(request, {body: String(request.body).replace('2011', '2012')}), options);
    expect(await refusedAs(client.send(new GetCallerIdentityCommand({})))).toBe('403 SignatureDoesNotMatch');
  });

  test('are needed; and there are no other actions', async () => {
    const form = {Action: 'GetCallerIdentity', Version: '2011-06-15'};
    const bare = await post(on.cloud.origins.sts, form);
    expect(bare.status).toBe(403);
    expect(bare.headers.get('content-type')).toBe('text/xml');
    expect(bare.body).toContain('<Code>MissingAuthenticationToken</Code>');
    const other = new GetAccessKeyInfoCommand({AccessKeyId: on.keys.accessKeyId});
    expect(await refusedAs(stsOf(on.cloud, on.keys).send(other))).toBe('400 InvalidAction');
  });
});
