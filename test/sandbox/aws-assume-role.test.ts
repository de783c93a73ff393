import type {AssumeRoleCommandInput} from '@aws-sdk/client-sts';
import {describe, expect, test} from 'vitest';
import {arnOf, awsScene, keysOf, serial} from './aws-scene.ts';
import {refusal, refusedAs} from './aws-support.ts';
import {minute} from './support.ts';

const on = awsScene();

describe('AssumeRole', () => {
  test('lends with everything it was given on record', async () => {
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}],
    });
    const {AssumedRoleUser, Credentials, SourceIdentity, PackedPolicySize} = await on.assume({
      ...{DurationSeconds: 900, SourceIdentity: 'ada', Policy: policy},
      Tags: [
        {Key: 'stint:justification', Value: 'incident 42'},
        {Key: 'stint:ticket', Value: 'INC7'},
      ],
    });
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::111122223333:assumed-role/Plain/ada@contoso.com');
    expect(SourceIdentity).toBe('ada');
    expect(PackedPolicySize).toBeGreaterThan(0);
    expect(Credentials?.Expiration?.getTime()).toBe(Math.floor(on.cloud.clock.now() / 1000 + 900) * 1000);
    expect(on.issued()).toMatchObject({
      ...{policy, sourceIdentity: 'ada', chained: true, by: 'assume-role'},
      tags: {'stint:justification': 'incident 42', 'stint:ticket': 'INC7'},
    });
    expect((await on.whoIs(keysOf(Credentials))).Arn).toBe(AssumedRoleUser?.Arn);
  });

  test.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    ['899 s', {DurationSeconds: 899}, 'greater than or equal to 900'],
    ['43201 s', {DurationSeconds: 43_201}, 'less than or equal to 43200'],
    ['an hour and a second when chained', {DurationSeconds: 3601}, 'role chaining'],
    ['a policy of 2049', {Policy: `{"${'x'.repeat(2045)}":1}`}, 'less than or equal to 2048'],
    ['51 tags', {Tags: Array.from({length: 51}, (_, at) => ({Key: `k${at}`, Value: ''}))}, 'equal to 50'],
    ['a key of 129', {Tags: [{Key: 'k'.repeat(129), Value: ''}]}, 'equal to 128'],
    ['a value of 257', {Tags: [{Key: 'k', Value: 'v'.repeat(257)}]}, 'equal to 256'],
    ['a letter that tags may not hold', {Tags: [{Key: 'k', Value: 'a#b'}]}, 'regular expression'],
    ['a session name with a space', {RoleSessionName: 'ada lovelace'}, 'regular expression'],
    ['a session name of one', {RoleSessionName: 'a'}, 'equal to 2'],
    ['a source identity of 65', {SourceIdentity: 'a'.repeat(65)}, 'equal to 64'],
    ['half a factor', {SerialNumber: serial}, 'together'],
    ['a code of words', {SerialNumber: serial, TokenCode: 'sixsix'}, 'regular expression'],
  ])('refuses %s', async (_name, change, why) => {
    const said = await refusal(on.assume(change));
    expect([said.name, said.status]).toEqual(['ValidationError', 400]);
    expect(said.message).toContain(why);
  });

  test.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    ['no JSON', {Policy: '{'}, '400 MalformedPolicyDocumentException'],
    ['no statement', {Policy: '{"Version":"2012-10-17"}'}, '400 MalformedPolicyDocumentException'],
    [
      'more than can be packed',
      {Tags: Array.from({length: 20}, (_, at) => ({Key: `k${at}`, Value: 'v'.repeat(256)}))},
      '400 PackedPolicyTooLargeException',
    ],
    [
      'a tag twice',
      {
        Tags: [
          {Key: 'a', Value: '1'},
          {Key: 'A', Value: '2'},
        ],
      },
      '400 InvalidParameterValue',
    ],
    [
      'what it does not play',
      {PolicyArns: [{arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess'}]},
      '400 NotPlayed',
    ],
    ['a reserved tag', {Tags: [{Key: 'aws:x', Value: '1'}]}, '400 InvalidParameterValue'],
  ])('refuses %s', async (_name, change, expected) => {
    expect(await refusedAs(on.assume(change))).toBe(expected);
  });

  test('refuses more than the role allows, and does not shorten it', async () => {
    const long = {RoleArn: arnOf('Long'), DurationSeconds: 43_200};
    expect((await on.assume(long, on.userKeys())).Credentials).toBeDefined();
    expect(on.issued()?.chained).toBe(false);
    const said = await refusal(on.assume({RoleArn: arnOf('Short'), DurationSeconds: 3601}, on.userKeys()));
    expect(said.message).toContain('exceeds the MaxSessionDuration');
  });

  const tags = [{Key: 'a', Value: 'b'}];
  test.each<[string, object, Partial<AssumeRoleCommandInput>, string | null]>([
    ['source identity', {sourceIdentity: false}, {SourceIdentity: 'ada'}, 'sts:SetSourceIdentity'],
    ['tags', {tagSession: false}, {Tags: tags}, 'sts:TagSession'],
    ['no tags', {tagSession: false}, {}, null],
    ['the wrong external id', {externalId: 'theirs'}, {ExternalId: 'other'}, 'sts:AssumeRole'],
    ['the right external id', {externalId: 'theirs'}, {ExternalId: 'theirs'}, null],
    ['other principals', {principals: ['arn:aws:iam::111122223333:role/Other']}, {}, 'sts:AssumeRole'],
    ['the whole account', {principals: ['111122223333']}, {}, null],
    ['a second factor', {mfa: true}, {}, 'sts:AssumeRole'],
  ])('names the action that the trust lacks: %s', async (_name, trust, change, action) => {
    on.cloud.organisation.aws.role({name: 'Guarded', account: 'prod', trust});
    const call = on.assume({RoleArn: arnOf('Guarded'), ...change});
    if (action === null) return void (await call);
    const said = await refusal(call);
    expect([said.name, said.status]).toEqual(['AccessDenied', 403]);
    expect(said.message).toMatch(
      new RegExp(
        `^User: arn:aws:sts::\\S+ is not authorized to perform: ${action} on resource: ${arnOf('Guarded')}$`,
      ),
    );
  });

  test('refuses a role that is gone in the same words', async () => {
    on.cloud.organisation.aws.removeRole(arnOf('Plain'));
    expect((await refusal(on.assume())).message).toContain('is not authorized to perform: sts:AssumeRole');
  });

  test('keeps the source identity through a chain', async () => {
    on.cloud.organisation.aws.role({name: 'Next', account: 'prod'});
    const first = keysOf((await on.assume({SourceIdentity: 'ada'})).Credentials);
    const next = {RoleArn: arnOf('Next')};
    expect((await on.assume(next, first)).SourceIdentity).toBe('ada');
    const said = await refusal(on.assume({...next, SourceIdentity: 'bob'}, first));
    expect(said.message).toContain('sts:SetSourceIdentity');
  });

  test('ends to the second where a session policy says so', async () => {
    const end = new Date(on.cloud.clock.now() + 5 * minute).toISOString().replace(/\.\d+Z$/, 'Z');
    const Condition = {DateLessThan: {'aws:CurrentTime': end}};
    const Statement = [{Effect: 'Allow', Action: '*', Resource: '*', Condition}];
    const Policy = JSON.stringify({Version: '2012-10-17', Statement});
    const cut = keysOf((await on.assume({DurationSeconds: 900, Policy})).Credentials);
    on.cloud.organisation.aws.role({name: 'Next', account: 'prod'});
    const {isUsable} = on.cloud.organisation.aws;
    expect(isUsable(cut.accessKeyId)).toBe(true);
    await on.assume({RoleArn: arnOf('Next')}, cut);
    on.cloud.clock.advance(5 * minute);
    expect(isUsable(cut.accessKeyId)).toBe(false);
    expect(await refusedAs(on.assume({RoleArn: arnOf('Next')}, cut))).toBe('403 AccessDenied');
    expect((await on.whoIs(cut)).Account).toBe('111122223333');
  });
});
