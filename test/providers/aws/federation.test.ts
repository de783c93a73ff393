import {inspect} from 'node:util';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {consoleOf, partitionOf} from '../../../src/core/aws.ts';
import {hours, minutes} from '../../../src/core/time.ts';
import type {AwsAccess, AwsSession} from '../../../src/providers/aws/access.ts';
import {callerName, userNameIn} from '../../../src/providers/aws/caller.ts';
import {type ConsoleTerms, consoleLink} from '../../../src/providers/aws/federation.ts';
import {credentials, Loopback, no, type Retort, START} from '../aws-roles/loopback.ts';

let cloud: Loopback;
const {signal} = new AbortController();

beforeEach(async () => {
  cloud = await new Loopback().start();
});
afterEach(() => cloud.stop());

const access = () => ({clientParts: cloud.clientParts}) as Pick<AwsAccess, 'clientParts'> as AwsAccess;
const VIA = credentials(START + hours(8));
const TERMS: ConsoleTerms = {now: START, endsAt: START + hours(2), chained: false};

const link = (terms: Partial<ConsoleTerms> = {}, session: AwsSession = cloud.session()) =>
  consoleLink(access(), session, VIA, {...TERMS, ...terms}, signal);

const partsOf = (url: URL) => ({
  page: `${url.origin}${url.pathname}`,
  ...Object.fromEntries(url.searchParams),
});

describe('a link to the console', () => {
  test('holds a sign-in token that was got with the credentials, and ends with the loan', async () => {
    const {url, endsAt} = await link();
    const [call] = cloud.heard;
    expect(call).toMatchObject({method: 'GET', path: '/federation'});
    expect(call?.fields).toEqual({
      Action: 'getSigninToken',
      SessionDuration: '7200',
      Session: JSON.stringify({sessionId: 'ASIAVIA', sessionKey: 'via-secret', sessionToken: 'via-token'}),
    });
    expect(partsOf(new URL(url.reveal()))).toEqual({
      ...{page: `${cloud.origin}/federation`, Action: 'login', Issuer: 'stint'},
      ...{Destination: 'https://eu-west-1.console.aws.amazon.com/', SigninToken: 'signin-token-1'},
    });
    expect(endsAt).toBe(START + hours(2));
    expect(`${url} ${JSON.stringify(url)}`).toBe('*** "***"');
  });

  test.each([
    [minutes(15), '900'],
    [minutes(15) + 999, '900'],
    [hours(12), '43200'],
    [hours(13), '43200'],
  ])('%i ms before the end lasts %s s, never past the end', async (left, length) => {
    const {endsAt} = await link({endsAt: START + left});
    expect(cloud.heard[0]?.fields.SessionDuration).toBe(length);
    expect(endsAt).toBe(START + Number(length) * 1000);
    expect(endsAt).toBeLessThanOrEqual(START + left);
  });

  test.each([minutes(15) - 1, 0, -minutes(1)])(
    '%i ms before the end there is none, and why is said',
    async left => {
      await expect(link({endsAt: START + left})).rejects.toMatchObject({
        problem: {code: 'unsupported', reason: expect.stringContaining('15 min'), provider: 'aws'},
      });
      expect(cloud.heard).toEqual([]);
    },
  );

  test('says no length for credentials of an assumed role', async () => {
    expect((await link({chained: true, endsAt: START + minutes(5)})).endsAt).toBeNull();
    expect(cloud.heard[0]?.fields).not.toHaveProperty('SessionDuration');
  });

  test.each([
    'https://console.aws.amazon.com/s3/home',
    'https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#Instances:',
  ])('may begin at %s', async destination => {
    const {url} = await link({destination});
    expect(new URL(url.reveal()).searchParams.get('Destination')).toBe(destination);
  });

  test.each([
    'http://eu-west-1.console.aws.amazon.com/',
    'https://evilconsole.aws.amazon.com/',
    'https://console.aws.amazon.com.evil.example/',
    'https://evil.example/?console.aws.amazon.com',
    'https://console.amazonaws.cn/',
    'https://console.aws.amazon.com@evil.example/',
    '/s3/home',
  ])('may not begin at %s', async destination => {
    await expect(link({destination})).rejects.toMatchObject({problem: {code: 'usage'}});
    expect(cloud.heard).toEqual([]);
  });

  test.each(['us-gov-west-1', 'cn-north-1'])('in %s leads to the console of that partition', async region => {
    const session = {...cloud.session('corp', region), partition: partitionOf(region)};
    const {url} = await link({}, session);
    expect(new URL(url.reveal()).searchParams.get('Destination')).toBe(consoleOf(region));
  });
});

describe('no link', () => {
  const cases: readonly (readonly [string, Retort, object])[] = [
    [
      'credentials that are refused',
      {status: 400, body: 'bad'},
      {code: 'failed', reason: expect.stringContaining('400')},
    ],
    ['haste', {status: 429, body: ''}, {code: 'throttled'}],
    ['trouble', {status: 503, body: ''}, {code: 'unreachable'}],
    [
      'another address',
      {status: 302, body: '', headers: {location: 'https://evil.example/'}},
      {code: 'bad-answer'},
    ],
    ['a web page', {status: 200, body: '<html></html>'}, {code: 'bad-answer'}],
    ['another shape', {status: 200, body: 'null'}, {code: 'bad-answer'}],
    ['no token', {status: 200, body: '{"SigninToken":""}'}, {code: 'bad-answer'}],
    [
      'an endless answer',
      {status: 200, body: ' '.repeat(100_000)},
      {code: 'bad-answer', reason: expect.stringContaining('long')},
    ],
    ['nothing at all', {status: 0, body: '', cut: true}, {code: 'unreachable'}],
  ];

  test.each(cases)('for %s', async (_what, retort, problem) => {
    cloud.next('getSigninToken', retort);
    const failed = link();
    await expect(failed).rejects.toMatchObject({problem: {...problem, provider: 'aws'}});
    const thrown = await failed.catch((error: unknown) => error);
    expect(inspect(thrown, {depth: 10})).not.toMatch(/via-(secret|token)/);
    expect(cloud.heard).toHaveLength(1);
  });

  test('for someone who has left', async () => {
    const left = consoleLink(access(), cloud.session(), VIA, TERMS, AbortSignal.abort());
    await expect(left).rejects.toMatchObject({problem: {code: 'cancelled'}});
    expect(cloud.heard).toEqual([]);
  });
});

describe('the user’s name', () => {
  test.each([
    ['arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ada', 'ada'],
    ['arn:aws-us-gov:sts::111122223333:assumed-role/AWSReservedSSO_A_B_C_0123456789abcdef/a@b.c', 'a@b.c'],
    ['arn:aws-cn:sts::111122223333:assumed-role/AWSReservedSSO_X_00/a+b=c,d.e-f_g', 'a+b=c,d.e-f_g'],
    ['arn:aws:sts::111122223333:assumed-role/Admin/ada', undefined],
    ['arn:aws:iam::111122223333:user/AWSReservedSSO_Admin_0123456789abcdef/ada', undefined],
    ['arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/a da', undefined],
    ['arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/', undefined],
    ['', undefined],
  ])('in %s is %s', (arn, name) => {
    expect(userNameIn(arn)).toBe(name);
  });

  test('is asked of STS with the credentials', async () => {
    expect(await callerName(access(), cloud.session(), VIA, signal)).toBe('ada@example.org');
    expect(cloud.heard).toMatchObject([{method: 'POST', fields: {Action: 'GetCallerIdentity'}}]);
    expect(cloud.heard[0]?.headers.authorization).toMatch(/Credential=ASIAVIA\/\d{8}\/eu-west-1\/sts\//);
  });

  test('is not known where STS does not tell', async () => {
    cloud.next('GetCallerIdentity', no(403, 'AccessDenied', 'no'), {status: 0, body: '', cut: true});
    expect(await callerName(access(), cloud.session(), VIA, signal)).toBeUndefined();
    expect(await callerName(access(), cloud.session(), VIA, signal)).toBeUndefined();
  });
});
