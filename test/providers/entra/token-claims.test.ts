import {describe, expect, test} from 'vitest';
import {authContextClaims, MFA_STEP_UP} from '../../../src/core/identity.ts';
import {problemOf} from '../../../src/core/problem.ts';
import {checkIdentity, meets, readTokenClaims} from '../../../src/providers/entra/token-claims.ts';

const endpoints = {
  authorityHost: 'https://login.microsoftonline.com',
  armEndpoint: 'https://management.azure.com',
  graphEndpoint: 'https://graph.microsoft.com',
};
const tid = '11111111-1111-4111-8111-111111111111';
const oid = '22222222-2222-4222-8222-222222222222';
const jwt = (payload: object) => `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.x`;
const claims = (changes: object = {}) =>
  readTokenClaims(jwt({aud: 'https://management.azure.com', tid, oid, ...changes}));

describe('whose token it is (design 5)', () => {
  test.each([
    ['as asked', {}],
    ['with a slash', {aud: 'https://management.azure.com/'}],
    ['by the older name of ARM', {aud: 'https://management.core.windows.net/'}],
    ['by the id of ARM', {aud: '797f4846-ba00-4fd7-ba43-dac1f8f63013'}],
    ['ids in capitals', {tid: tid.toUpperCase(), oid: oid.toUpperCase()}],
  ])('%s', (_name, changes) => {
    expect(() => checkIdentity(claims(changes), {audience: 'arm', endpoints, tid, oid})).not.toThrow();
  });

  test.each([
    ['another audience', {aud: 'https://graph.microsoft.com'}],
    ['a look-alike', {aud: 'https://management.azure.com.evil.example'}],
    ['another tenant', {tid: oid}],
    ['another account', {oid: tid}],
  ])('%s is refused', (_name, changes) => {
    const check = () => checkIdentity(claims(changes), {audience: 'arm', endpoints, tid, oid});
    expect(() => check()).toThrow('signed-out');
  });

  test('Graph by its id', () => {
    const graph = claims({aud: '00000003-0000-0000-c000-000000000000'});
    expect(() => checkIdentity(graph, {audience: 'graph', endpoints, tid, oid})).not.toThrow();
  });

  test.each(['opaque', 'a.b.c', jwt({}), jwt({aud: 1, tid, oid})])(
    'what cannot be read is no token',
    text => {
      const read = () => readTokenClaims(text);
      expect(read).toThrow();
      try {
        read();
      } catch (thrown) {
        expect(problemOf(thrown).code).toBe('bad-answer');
      }
    },
  );
});

test.each([
  ['its context', {acrs: ['c1', 'c2']}, authContextClaims('c1').claims, true],
  ['a single context as text', {acrs: 'c1'}, authContextClaims('c1').claims, true],
  ['another context', {acrs: ['c2']}, authContextClaims('c1').claims, false],
  ['none', {}, authContextClaims('c1').claims, false],
  ['a second factor', {amr: ['pwd', 'mfa']}, MFA_STEP_UP.claims, true],
  ['a password', {amr: ['pwd']}, MFA_STEP_UP.claims, false],
  ['what cannot be seen', {}, '{"access_token":{"nbf":{"value":"1"}}}', true],
])('meeting a claims request with %s', (_name, changes, wanted, met) => {
  expect(meets(claims(changes), wanted)).toBe(met);
});
