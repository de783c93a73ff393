import {GetRoleCredentialsCommand} from '@aws-sdk/client-sso';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {type Keys, portalOf, refusal, refusedAs, signedIn, stsOf} from './aws-support.ts';
import {hour, minute, post, stillCloud, visit} from './support.ts';

const serial = 'arn:aws:iam::111122223333:mfa/ada';
const arnOf = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const via = {account: 'prod', permissionSet: 'Operator'};

let cloud: PracticeCloud;
let keys: Keys;

beforeEach(async () => {
  cloud = await stillCloud();
  cloud.organisation.aws
    .account({id: '111122223333', name: 'prod'})
    .permissionSet({account: 'prod', name: 'Operator'})
    .role({arn: arnOf('Plain'), via})
    .role({arn: arnOf('Long'), maxSessionSeconds: 12 * 3600})
    .role({arn: arnOf('Short')})
    .iamUser({name: 'ada', account: 'prod', mfaSerial: serial});
  keys = await lent();
});
afterEach(() => cloud.stop());

async function lent(): Promise<Keys> {
  const {accessToken} = await signedIn(cloud);
  const place = {accountId: '111122223333', roleName: 'Operator'};
  const {roleCredentials} = await portalOf(cloud).send(
    new GetRoleCredentialsCommand({accessToken, ...place}),
  );
  return keysOf(roleCredentials);
}

function keysOf(given: object | undefined): Keys {
  const found = Object.fromEntries(
    Object.entries(given ?? {}).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  );
  return {
    accessKeyId: found.accessKeyId,
    secretAccessKey: found.secretAccessKey,
    sessionToken: found.sessionToken,
  };
}

function userKeys(): Keys {
  const [user] = cloud.organisation.aws.iamUsers;
  if (user === undefined) throw new Error('there is no user');
  return {accessKeyId: user.accessKeyId, secretAccessKey: user.secretAccessKey};
}

const assume = (change: Partial<AssumeRoleCommandInput> = {}, as: Keys = keys) =>
  stsOf(cloud, as).send(
    new AssumeRoleCommand({RoleArn: arnOf('Plain'), RoleSessionName: 'ada@contoso.com', ...change}),
  );
const whoIs = (as: Keys) => stsOf(cloud, as).send(new GetCallerIdentityCommand({}));
const issued = () => cloud.organisation.aws.issuedSessions.at(-1);

describe('signatures', () => {
  test('of what we lent are taken', async () => {
    const {Arn, Account, UserId} = await whoIs(keys);
    expect(Arn).toMatch(/:assumed-role\/AWSReservedSSO_Operator_[0-9a-f]{16}\/ada@contoso\.com$/);
    expect([Account, UserId]).toEqual(['111122223333', expect.stringMatching(/^AROA[A-Z2-7]{17}:ada@/)]);
    expect((await whoIs(userKeys())).Arn).toBe('arn:aws:iam::111122223333:user/ada');
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
    expect(await refusedAs(whoIs(change(keys)))).toBe(expected);
  });

  test('end with the credentials', async () => {
    cloud.clock.advance(hour);
    expect(await refusedAs(whoIs(keys))).toBe('403 ExpiredToken');
  });

  test.each([
    [-5 * minute - 1000, 'Signature expired'],
    [5 * minute + 1000, 'Signature not yet current'],
  ])('are for five minutes: %i ms', async (skew, message) => {
    const client = stsOf(cloud, keys);
    client.config.systemClockOffset += skew;
    const said = await refusal(client.send(new GetCallerIdentityCommand({})));
    expect(said).toMatchObject({name: 'SignatureDoesNotMatch', status: 403});
    expect(said.message).toContain(message);
  });

  test('cover the body', async () => {
    const client = stsOf(cloud, keys);
    const {requestHandler} = client.config;
    const handle = requestHandler.handle.bind(requestHandler);
    requestHandler.handle = (request, options) =>
      handle(Object.assign(request, {body: String(request.body).replace('2011', '2012')}), options);
    expect(await refusedAs(client.send(new GetCallerIdentityCommand({})))).toBe('403 SignatureDoesNotMatch');
  });

  test('are needed; and there are no other actions', async () => {
    const form = {Action: 'GetCallerIdentity', Version: '2011-06-15'};
    const bare = await post(cloud.origins.sts, form);
    expect(bare.status).toBe(403);
    expect(bare.headers.get('content-type')).toBe('text/xml');
    expect(bare.body).toContain('<Code>MissingAuthenticationToken</Code>');
  });
});

describe('AssumeRole', () => {
  test('lends with everything it was given on record', async () => {
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}],
    });
    const {AssumedRoleUser, Credentials, SourceIdentity, PackedPolicySize} = await assume({
      ...{DurationSeconds: 900, SourceIdentity: 'ada', Policy: policy},
      Tags: [
        {Key: 'stint:justification', Value: 'incident 42'},
        {Key: 'stint:ticket', Value: 'INC7'},
      ],
    });
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::111122223333:assumed-role/Plain/ada@contoso.com');
    expect(SourceIdentity).toBe('ada');
    expect(PackedPolicySize).toBeGreaterThan(0);
    expect(Credentials?.Expiration?.getTime()).toBe(Math.floor(cloud.clock.now() / 1000 + 900) * 1000);
    expect(issued()).toMatchObject({
      ...{policy, sourceIdentity: 'ada', chained: true, by: 'assume-role'},
      tags: {'stint:justification': 'incident 42', 'stint:ticket': 'INC7'},
    });
    expect((await whoIs(keysOf(Credentials))).Arn).toBe(AssumedRoleUser?.Arn);
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
    const said = await refusal(assume(change));
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
    ['a reserved tag', {Tags: [{Key: 'aws:x', Value: '1'}]}, '400 InvalidParameterValue'],
  ])('refuses %s', async (_name, change, expected) => {
    expect(await refusedAs(assume(change))).toBe(expected);
  });

  test('refuses more than the role allows, and does not shorten it', async () => {
    const long = {RoleArn: arnOf('Long'), DurationSeconds: 43_200};
    expect((await assume(long, userKeys())).Credentials).toBeDefined();
    expect(issued()?.chained).toBe(false);
    const said = await refusal(assume({RoleArn: arnOf('Short'), DurationSeconds: 3601}, userKeys()));
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
    cloud.organisation.aws.role({name: 'Guarded', account: 'prod', trust});
    const call = assume({RoleArn: arnOf('Guarded'), ...change});
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
    cloud.organisation.aws.removeRole(arnOf('Plain'));
    expect((await refusal(assume())).message).toContain('is not authorized to perform: sts:AssumeRole');
  });

  test('keeps the source identity through a chain', async () => {
    cloud.organisation.aws.role({name: 'Next', account: 'prod'});
    const first = keysOf((await assume({SourceIdentity: 'ada'})).Credentials);
    const next = {RoleArn: arnOf('Next')};
    expect((await assume(next, first)).SourceIdentity).toBe('ada');
    const said = await refusal(assume({...next, SourceIdentity: 'bob'}, first));
    expect(said.message).toContain('sts:SetSourceIdentity');
  });

  test('ends to the second where a session policy says so', async () => {
    const end = new Date(cloud.clock.now() + 5 * minute).toISOString().replace(/\.\d+Z$/, 'Z');
    const Condition = {DateLessThan: {'aws:CurrentTime': end}};
    const Statement = [{Effect: 'Allow', Action: '*', Resource: '*', Condition}];
    const Policy = JSON.stringify({Version: '2012-10-17', Statement});
    const cut = keysOf((await assume({DurationSeconds: 900, Policy})).Credentials);
    cloud.organisation.aws.role({name: 'Next', account: 'prod'});
    const {isUsable} = cloud.organisation.aws;
    expect(isUsable(cut.accessKeyId)).toBe(true);
    await assume({RoleArn: arnOf('Next')}, cut);
    cloud.clock.advance(5 * minute);
    expect(isUsable(cut.accessKeyId)).toBe(false);
    expect(await refusedAs(assume({RoleArn: arnOf('Next')}, cut))).toBe('403 AccessDenied');
    expect((await whoIs(cut)).Account).toBe('111122223333');
  });
});

describe('a second factor', () => {
  const proof = (code = cloud.mfaCode(serial)) => ({SerialNumber: serial, TokenCode: code});
  const guarded = {RoleArn: arnOf('Guarded')};
  beforeEach(() => {
    cloud.organisation.aws.role({arn: arnOf('Guarded'), trust: {mfa: true}});
  });

  test('lets in once; the next code lets in again', async () => {
    await assume({...guarded, ...proof()});
    const again = await refusal(assume({...guarded, ...proof()}));
    expect(again).toMatchObject({name: 'AccessDenied', status: 403});
    expect(again.message).toContain('invalid MFA one time pass code');
    cloud.clock.advance(30_000);
    await assume({...guarded, ...proof()});
  });

  test('is refused when wrong or old', async () => {
    const old = cloud.mfaCode(serial);
    const wrong = String((Number(old) + 1) % 1_000_000).padStart(6, '0');
    expect((await refusal(assume({...guarded, ...proof(wrong)}))).message).toContain('invalid MFA');
    cloud.clock.advance(minute);
    expect((await refusal(assume({...guarded, ...proof(old)}))).message).toContain('invalid MFA');
  });

  test('of nobody, or from role credentials where AWS is taken at its word', async () => {
    const stranger = {SerialNumber: 'arn:aws:iam::111122223333:mfa/bob', TokenCode: '123456'};
    expect((await refusal(assume({...guarded, ...stranger}))).message).toContain(
      'unable to validate MFA code',
    );
    cloud.organisation.aws.settings.mfaForRoles = false;
    expect((await refusal(assume({...guarded, ...proof()}))).message).toContain(
      'unable to validate MFA code',
    );
    await assume({...guarded, ...proof()}, userKeys());
  });

  test('makes a session token that roles with a second factor trust', async () => {
    const ask = (change: object, as = userKeys()) =>
      stsOf(cloud, as).send(new GetSessionTokenCommand(change));
    const {Credentials} = await ask({DurationSeconds: 900, ...proof()});
    expect((await whoIs(keysOf(Credentials))).Arn).toBe('arn:aws:iam::111122223333:user/ada');
    await assume({...guarded, DurationSeconds: 3600}, keysOf(Credentials));
    expect(await refusedAs(assume(guarded, keysOf((await ask({})).Credentials)))).toBe('403 AccessDenied');
    expect(await refusedAs(ask({DurationSeconds: 899}))).toBe('400 ValidationError');
    expect(await refusedAs(ask({}, keysOf(Credentials)))).toBe('403 AccessDenied');
    expect(await refusedAs(ask({}, keys))).toBe('403 AccessDenied');
  });
});

describe('the console', () => {
  const ask = (query: Readonly<Record<string, string>>) =>
    visit(`${cloud.origins.signin}/federation?${new URLSearchParams(query)}`);
  const session = ({accessKeyId, secretAccessKey, sessionToken = ''}: Keys) =>
    JSON.stringify({sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken});
  const token = (as: Keys, change: object = {}) =>
    ask({Action: 'getSigninToken', Session: session(as), ...change});
  const Destination = 'https://eu-west-1.console.aws.amazon.com/';

  test('takes a sign-in token for a quarter of an hour', async () => {
    const {body} = await token(keys, {SessionDuration: '3600'});
    const login = () => ask({Action: 'login', Issuer: 'stint', Destination, SigninToken: body.SigninToken});
    const reply = await login();
    expect([reply.status, reply.headers.get('location')]).toEqual([302, Destination]);
    cloud.clock.advance(15 * minute);
    expect((await login()).status).toBe(400);
    expect((await ask({Action: 'login', Destination, SigninToken: 'made up'})).status).toBe(400);
  });

  test('refuses what is no role session, and lengths that are out of bounds', async () => {
    expect((await token(keys, {SessionDuration: '899'})).status).toBe(400);
    expect((await token(keys, {SessionDuration: '43201'})).status).toBe(400);
    expect((await token({...keys, secretAccessKey: 'wrong'})).status).toBe(400);
    expect((await token(userKeys())).status).toBe(400);
    const chained = keysOf((await assume()).Credentials);
    expect((await token(chained, {SessionDuration: '900'})).status).toBe(400);
    expect((await token(chained)).status).toBe(200);
    cloud.clock.advance(hour);
    expect((await token(keys)).status).toBe(400);
  });
});
