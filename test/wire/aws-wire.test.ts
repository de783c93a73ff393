import {beforeAll, describe, expect, test} from 'vitest';
import type {AwsExchange} from './aws-exchange.ts';
import {queryFaults} from './aws-query.ts';
import {restFaults, restOperation} from './aws-rest.ts';
import {awsTour} from './aws-tour.ts';
import {type Model, smithyModel} from './smithy.ts';
import {hasAwsSpecs} from './specs.ts';

type Models = Readonly<Record<'oidc' | 'portal' | 'sts', Model>>;

const bothOf = (models: Models, one: AwsExchange): readonly string[] => {
  if (one.service === 'signin') return ['no model knows the console'];
  return one.service === 'sts' ? queryFaults(models.sts, one) : restFaults(models[one.service], one);
};

const operationOf = (models: Models, one: AwsExchange): string =>
  one.service === 'sts' || one.service === 'signin'
    ? (new URLSearchParams(one.asked).get('Action') ?? '?')
    : restOperation(models[one.service], one);

const errorOf = ({answerHeaders, answered}: AwsExchange): string =>
  answerHeaders['x-amzn-errortype'] ?? /<Code>(\w+)<\/Code>/.exec(answered)?.[1] ?? '';

/** What our clients say to AWS and what the practice cloud answers, both against the published Smithy models. */
describe.skipIf(!hasAwsSpecs)('the official shapes of AWS', () => {
  let models: Models;
  let said: readonly AwsExchange[];
  beforeAll(async () => {
    models = {oidc: smithyModel('sso-oidc'), portal: smithyModel('sso'), sts: smithyModel('sts')};
    said = await awsTour();
  });

  const one = (operation: string, error = ''): AwsExchange => {
    const found = said.find(each => operationOf(models, each) === operation && errorOf(each) === error);
    if (found === undefined) throw new Error(`there is no ${operation} ${error}`);
    return found;
  };

  test('every call that is made has one', () => {
    const heard = new Set(
      said.map(each => `${operationOf(models, each)} ${each.status} ${errorOf(each)}`.trim()),
    );
    expect([...heard].sort()).toEqual([
      'AssumeRole 200',
      'AssumeRole 400 MalformedPolicyDocument',
      'AssumeRole 400 PackedPolicyTooLarge',
      'AssumeRole 400 ValidationError',
      'AssumeRole 403 AccessDenied',
      'AssumeRole 403 InvalidClientTokenId',
      'AssumeRole 403 SignatureDoesNotMatch',
      'CreateToken 200',
      'CreateToken 400 AccessDeniedException',
      'CreateToken 400 AuthorizationPendingException',
      'CreateToken 400 ExpiredTokenException',
      'CreateToken 400 InvalidGrantException',
      'CreateToken 400 InvalidRequestException',
      'CreateToken 400 SlowDownException',
      'CreateToken 400 UnsupportedGrantTypeException',
      'GetCallerIdentity 200',
      'GetRoleCredentials 200',
      'GetRoleCredentials 403 ForbiddenException',
      'GetRoleCredentials 404 ResourceNotFoundException',
      'GetSessionToken 200',
      'GetSessionToken 403 AccessDenied',
      'GetSessionToken 403 ExpiredToken',
      'ListAccountRoles 200',
      'ListAccountRoles 404 ResourceNotFoundException',
      'ListAccounts 200',
      'ListAccounts 400 InvalidRequestException',
      'ListAccounts 401 UnauthorizedException',
      'ListAccounts 429 TooManyRequestsException',
      'Logout 200',
      'Logout 401 UnauthorizedException',
      'RegisterClient 200',
      'RegisterClient 400 InvalidClientMetadataException',
      'RegisterClient 400 InvalidRedirectUriException',
      'RegisterClient 400 InvalidScopeException',
      'RegisterClient 400 UnsupportedGrantTypeException',
      'StartDeviceAuthorization 200',
      'StartDeviceAuthorization 401 InvalidClientException',
    ]);
  });

  test('requests and answers keep to them', () => {
    const faults = said.flatMap(each =>
      bothOf(models, each).map(
        fault => `${operationOf(models, each)} ${each.status} ${errorOf(each)}: ${fault}`,
      ),
    );
    expect([...new Set(faults)]).toEqual([]);
  });

  const broken = (each: AwsExchange, side: 'asked' | 'answered', from: string | RegExp, to: string) => {
    const text = each[side].replace(from, to);
    if (text === each[side]) throw new Error(`${from} is not in ${side}`);
    return {...each, [side]: text};
  };
  const query = (each: AwsExchange, change: Readonly<Record<string, string>>) => ({
    ...each,
    query: {...each.query, ...change},
  });
  const without = (each: AwsExchange, header: string) => ({
    ...each,
    headers: Object.fromEntries(Object.entries(each.headers).filter(([name]) => name !== header)),
  });
  const called = (each: AwsExchange, error: string) => ({
    ...each,
    answerHeaders: {...each.answerHeaders, 'x-amzn-errortype': error},
  });

  test.each<[string, () => AwsExchange]>([
    ['a misspelt member', () => broken(one('CreateToken'), 'asked', 'deviceCode', 'deviceCod')],
    [
      'a required member that is missing',
      () => broken(one('RegisterClient'), 'asked', 'clientName', 'issuerUrl'),
    ],
    ['a misspelt answer', () => broken(one('CreateToken'), 'answered', 'accessToken', 'access_token')],
    [
      'a text for a number',
      () => broken(one('CreateToken'), 'answered', /"expiresIn":(\d+)/, '"expiresIn":"$1"'),
    ],
    [
      'a fraction',
      () => broken(one('GetRoleCredentials'), 'answered', /"expiration":(\d+)/, '"expiration":$1.5'),
    ],
    ['a text for a list', () => broken(one('ListAccountRoles'), 'answered', /\[.*\]/, '"none"')],
    ['another verb', () => ({...one('ListAccounts'), method: 'POST'})],
    ['another path', () => ({...one('Logout'), path: '/log-out'})],
    ['another status', () => ({...one('Logout'), status: 204})],
    ['a body where none belongs', () => ({...one('Logout'), answered: '{}'})],
    ['too many rows', () => query(one('ListAccounts'), {max_result: '101'})],
    ['a query that is not there', () => query(one('ListAccounts'), {maxResults: '10'})],
    ['a missing query', () => ({...one('ListAccountRoles'), query: {}})],
    ['no bearer token', () => without(one('ListAccounts'), 'x-amz-sso_bearer_token')],
    ['an answer that is not called JSON', () => ({...one('ListAccounts'), answerHeaders: {}})],
    ['an error with another status', () => ({...one('ListAccounts', 'UnauthorizedException'), status: 403})],
    [
      'an error of another operation',
      () => called(one('ListAccounts', 'UnauthorizedException'), 'SlowDownException'),
    ],
    ['an error without a name', () => called(one('CreateToken', 'InvalidGrantException'), '')],
    [
      'a member that errors lack',
      () => broken(one('CreateToken', 'InvalidGrantException'), 'answered', '{', '{"code":1,'),
    ],
    [
      'too short a time',
      () => broken(one('AssumeRole'), 'asked', 'DurationSeconds=900', 'DurationSeconds=899'),
    ],
    [
      'a time in words',
      () => broken(one('AssumeRole'), 'asked', 'DurationSeconds=900', 'DurationSeconds=long'),
    ],
    [
      'a session name with a space',
      () => broken(one('AssumeRole'), 'asked', /RoleSessionName=\w+/, 'RoleSessionName=a+b'),
    ],
    [
      'a tag with letters that it may not hold',
      () => broken(one('AssumeRole'), 'asked', '.Value=incident', '.Value=%23incident'),
    ],
    ['tags that begin at two', () => broken(one('AssumeRole'), 'asked', /member\.1\./g, 'member.3.')],
    ['a code of five', () => broken(one('AssumeRole'), 'asked', /TokenCode=\d/, 'TokenCode=')],
    ['another version', () => broken(one('AssumeRole'), 'asked', '2011-06-15', '2012-06-15')],
    ['no signature', () => without(one('AssumeRole'), 'authorization')],
    [
      'credentials without an end',
      () => broken(one('AssumeRole'), 'answered', /<Expiration>.*<\/Expiration>/, ''),
    ],
    [
      'an end in seconds',
      () => broken(one('AssumeRole'), 'answered', /<Expiration>[^<]*/, '<Expiration>1795361390'),
    ],
    ['a key of another make', () => broken(one('AssumeRole'), 'answered', /<AccessKeyId>/, '<AccessKeyId>!')],
    ['another result', () => broken(one('AssumeRole'), 'answered', /AssumeRoleResult/g, 'AssumedRoleResult')],
    [
      'another namespace',
      () => broken(one('AssumeRole'), 'answered', 'xmlns="https://sts', 'xmlns="https://sso'),
    ],
    ['an element that is not closed', () => broken(one('AssumeRole'), 'answered', '</Credentials>', '')],
    [
      'an error without a code',
      () => broken(one('AssumeRole', 'AccessDenied'), 'answered', /<Code>\w+<\/Code>/, ''),
    ],
    [
      'an unknown error',
      () => broken(one('AssumeRole', 'AccessDenied'), 'answered', 'AccessDenied', 'Dreaming'),
    ],
    ['a known error with another status', () => ({...one('AssumeRole', 'AccessDenied'), status: 400})],
  ])('what does not is found: %s', (_name, make) => {
    expect(bothOf(models, make())).not.toEqual([]);
  });
});
