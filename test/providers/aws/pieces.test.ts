import {expect, test} from 'vitest';
import {awsEndpoints, partitionOf} from '../../../src/core/aws.ts';
import {problemOf, Trouble} from '../../../src/core/problem.ts';
import {Secret} from '../../../src/core/secret.ts';
import {checkPage} from '../../../src/providers/aws/device-flow.ts';
import {oidcRefusal, oidcTrouble} from '../../../src/providers/aws/oidc-refusal.ts';
import {clientKey, lockName, signInKey} from '../../../src/providers/aws/options.ts';
import {readSignInRecord} from '../../../src/providers/aws/sign-in-record.ts';
import {readSignIn, renewalOf} from '../../../src/providers/aws/stored-sign-in.ts';
import {never, publishedSession} from './support.ts';

test.each([
  {
    region: 'eu-west-1',
    oidc: 'https://oidc.eu-west-1.amazonaws.com',
    page: 'https://device.sso.eu-west-1.amazonaws.com/',
  },
  {
    region: 'eu-west-1',
    oidc: 'https://oidc.eu-west-1.amazonaws.com',
    page: 'https://d-1.awsapps.com/start/#/device',
  },
  {
    region: 'us-gov-west-1',
    oidc: 'https://oidc.us-gov-west-1.amazonaws.com',
    page: 'https://device.sso.us-gov-west-1.amazonaws.com/',
  },
  {
    region: 'us-gov-west-1',
    oidc: 'https://oidc.us-gov-west-1.amazonaws.com',
    page: 'https://start.us-gov-home.awsapps.com/directory/d-1',
  },
  {
    region: 'cn-north-1',
    oidc: 'https://oidc.cn-north-1.amazonaws.com.cn',
    page: 'https://start.home.awsapps.cn/directory/d-1',
  },
])('$region signs in at $oidc and on $page', ({region, oidc, page}) => {
  const session = publishedSession(region);
  expect([awsEndpoints(region).oidc, session.partition]).toEqual([oidc, partitionOf(region)]);
  expect(() => checkPage(session, page)).not.toThrow();
});

test.each([
  {region: 'cn-north-1', page: 'https://device.sso.eu-west-1.amazonaws.com/'},
  {region: 'eu-west-1', page: 'https://start.home.awsapps.cn/directory/d-1'},
  {region: 'eu-west-1', page: 'https://localhost:8443/device'},
  {region: 'eu-west-1', page: 'https://127.0.0.1/device'},
])('$page is no page for $region', ({region, page}) => {
  expect(() => checkPage(publishedSession(region), page)).toThrow(Trouble);
});

const corp = publishedSession('eu-west-1');
const whole = {
  ...{startUrl: corp.startUrl, region: 'eu-west-1', accessToken: 'a', expiresAt: '2026-11-22T12:00:00Z'},
  ...{refreshToken: 'r', clientId: 'c', clientSecret: 's', registrationExpiresAt: '2027-01-01T00:00:00Z'},
};
const NOON = Date.UTC(2026, 10, 22, 12);

test.each([
  {expiresAt: '2026-11-22T12:00:00Z', at: NOON},
  {expiresAt: '2026-11-22T12:00:00UTC', at: NOON},
  {expiresAt: '2026-11-22T12:00:00.500Z', at: NOON + 500},
  {expiresAt: '2026-11-22T14:00:00+02:00', at: NOON},
])('$expiresAt is read', ({expiresAt, at}) => {
  expect(readSignIn(new Secret(JSON.stringify({...whole, expiresAt})), corp)?.expiresAt).toBe(at);
});

test.each(['', '{', 'null', '[]', '"text"', '{}'])('%j is no sign-in', text => {
  expect(readSignIn(new Secret(text), corp)).toBeUndefined();
});

test.each([
  {without: {}, renewable: true},
  {without: {registrationExpiresAt: undefined}, renewable: true},
  {without: {registrationExpiresAt: '2026-11-22T12:00:00Z'}, renewable: false},
  {without: {refreshToken: undefined}, renewable: false},
  {without: {clientId: ''}, renewable: true},
  {without: {clientId: undefined}, renewable: false},
  {without: {clientSecret: ''}, renewable: false},
])('with $without a refresh is possible: $renewable', ({without, renewable}) => {
  const signIn = readSignIn(new Secret(JSON.stringify({...whole, ...without})), corp);
  expect(signIn !== undefined && renewalOf(signIn, NOON) !== undefined).toBe(renewable);
});

const answered = (status: number, more: object) => ({
  name: 'Unknown',
  $metadata: {httpStatusCode: status},
  ...more,
});
const attempt = {profile: 'default', session: 'corp', what: 'AWS sign-in (oidc)'};

test.each([
  {thrown: answered(400, {error: 'invalid_grant'}), mode: 'silent', code: 'signed-out', reason: 'revoked'},
  {
    thrown: answered(400, {name: 'InvalidGrantException'}),
    mode: 'silent',
    code: 'signed-out',
    reason: 'revoked',
  },
  {thrown: answered(401, {error: 'invalid_client'}), mode: 'silent', code: 'signed-out', reason: 'expired'},
  {
    thrown: answered(400, {error: 'expired_token'}),
    mode: 'asking',
    code: 'signed-out',
    reason: 'code-expired',
  },
  {thrown: answered(400, {error: 'access_denied'}), mode: 'asking', code: 'cancelled'},
  {thrown: answered(400, {error: 'unauthorized_client'}), mode: 'asking', code: 'sign-in-blocked'},
  {thrown: answered(429, {error: 'slow_down'}), mode: 'silent', code: 'throttled'},
  {thrown: answered(500, {name: 'InternalServerException'}), mode: 'silent', code: 'unreachable'},
  {thrown: {name: 'SyntaxError', $response: {statusCode: 200}}, mode: 'silent', code: 'bad-answer'},
  {thrown: {name: 'TimeoutError'}, mode: 'silent', code: 'unreachable'},
  {thrown: {name: 'Error', code: 'ECONNREFUSED'}, mode: 'asking', code: 'unreachable'},
  {thrown: {name: 'Error', code: 'REDIRECT_REFUSED', statusCode: 307}, mode: 'asking', code: 'bad-answer'},
] as const)('$thrown while $mode is $code', ({thrown, mode, code, ...more}) => {
  const trouble = oidcTrouble(thrown, {...attempt, mode}, never());
  expect(trouble).toMatchObject({problem: {code, provider: 'aws', ...more}});
});

test.each([
  [{message: 'UnknownError'}, ''],
  [{message: 'UnknownError', error_description: 'Refresh token is gone'}, 'Refresh token is gone'],
  [{message: 'Refresh token is gone'}, 'Refresh token is gone'],
])('%o: the words are those of AWS, never a stopgap of the SDK', (more, description) => {
  const thrown = answered(400, {error: 'invalid_grant', ...more});
  expect(oidcRefusal(thrown)).toMatchObject({description});
  const trouble = oidcTrouble(thrown, {...attempt, mode: 'silent'}, never());
  const wire = description === '' ? undefined : description;
  expect(trouble).toHaveProperty('problem.code', 'signed-out');
  expect(problemOf(trouble).wire).toBe(wire);
});

test('what is no failed call is our bug, and flies as it is', () => {
  const bug = new TypeError('x is not a function');
  expect(oidcTrouble(bug, {...attempt, mode: 'silent'}, never())).toBe(bug);
  expect(oidcRefusal(bug)).toBeUndefined();
});

test('names of entries, records and locks: of their place, and fit for a file', () => {
  const other = {...corp, startUrl: 'https://d-other.awsapps.com/start'};
  const keys = [
    signInKey('a', corp),
    signInKey('b', corp),
    signInKey('a', other),
    signInKey('a', {...corp, name: 'x'}),
  ];
  expect(new Set(keys).size).toBe(4);
  expect(clientKey(corp)).toBe(clientKey({...corp, name: 'x'}));
  expect(lockName(corp)).not.toBe(lockName(other));
  for (const name of [...keys, clientKey(corp), lockName(corp)]) expect(name).toMatch(/^[a-z0-9-]+$/);
});

test.each([
  '',
  'null',
  '[]',
  '{"version":1}',
  '{"version":1,"own":{"place":1},"refused":{}}',
  '{"version":9}',
])('a record that is not whole is none: %s', async text => {
  const records = {read: async () => text, write: async () => undefined, remove: async () => undefined};
  expect(await readSignInRecord(records, 'key')).toEqual({own: null, user: null, refused: []});
});
