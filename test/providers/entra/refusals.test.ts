import {describe, expect, test} from 'vitest';
import {isLost, readRefusal} from '../../../src/providers/entra/refusals.ts';

const arm = (statusCode: number, code: string, message = '') => ({
  statusCode,
  code,
  message,
  response: {bodyAsText: JSON.stringify({error: {code, message}})},
});
/** As @microsoft/microsoft-graph-client throws it: `body` is the JSON of what is inside `error`. */
const graph = (statusCode: number, code: string, message = '') => ({
  statusCode,
  code,
  message,
  body: JSON.stringify({code, message, innerError: {'request-id': 'graph-id'}}),
});
const failed = (...rules: readonly string[]) =>
  arm(
    400,
    'RoleAssignmentRequestPolicyValidationFailed',
    `The following policy rules failed: ${JSON.stringify(rules)}`,
  );
const acrs = '{"access_token":{"acrs":{"essential":true, "value":"c1"}}}';
const consent = JSON.stringify({
  errorCode: 'PermissionScopeNotGranted',
  message: 'Authorization failed due to missing permission scope RoleManagement.Read.Directory,X.Read.All.',
});

describe('what a refused call means (reference azure-pim 5.1)', () => {
  test.each<[string, object, object]>([
    ['justification', failed('JustificationRule'), {code: 'justification-needed'}],
    ['ticket', failed('TicketingRule'), {code: 'ticket-needed'}],
    ['too long', failed('ExpirationRule'), {code: 'duration-too-long'}],
    ['no eligibility', failed('EligibilityRule'), {code: 'not-eligible'}],
    ['second factor', failed('MfaRule'), {code: 'step-up-needed', context: 'mfa'}],
    ['a rule we do not know', failed('ActivationDayRule'), {code: 'failed'}],
    [
      'several rules: the first in the contract’s order names it',
      failed('JustificationRule', 'TicketingRule', 'MfaRule', 'ExpirationRule'),
      {
        code: 'duration-too-long',
        rules: ['duration-too-long', 'step-up-needed', 'ticket-needed', 'justification-needed'],
      },
    ],
    [
      'authentication context',
      arm(
        400,
        'RoleAssignmentRequestAcrsValidationFailed',
        `Go to ...?x=y&claims=${encodeURIComponent(acrs)}`,
      ),
      {code: 'step-up-needed', context: 'c1', claims: acrs},
    ],
    ['exists', arm(400, 'RoleAssignmentExists'), {code: 'already-active', endsAt: null}],
    ['pending', graph(400, 'PendingRoleAssignmentRequest'), {code: 'request-pending'}],
    ['same name', arm(409, 'RoleAssignmentRequestExists'), {code: 'request-pending'}],
    ['nothing there', graph(400, 'RoleAssignmentDoesNotExist'), {code: 'not-active'}],
    ['too short', arm(400, 'ActiveDurationTooShort'), {code: 'duration-too-short', least: 300}],
    ['no right', arm(403, 'AuthorizationFailed', 'no'), {code: 'denied', reason: 'no'}],
    [
      'no consent, inside UnknownError',
      graph(403, 'UnknownError', consent),
      {code: 'consent-missing', scopes: ['RoleManagement.Read.Directory', 'X.Read.All']},
    ],
    ['mandatory MFA', arm(403, 'RequestDisallowedByAzure'), {code: 'step-up-needed', context: 'mfa'}],
    ['no licence', graph(400, 'AadPremiumLicenseRequired'), {code: 'failed'}],
    ['another code', arm(400, 'InvalidScope', 'Bad.'), {code: 'failed', reason: 'Bad. (InvalidScope)'}],
    [
      'revoked session',
      {
        ...arm(401, 'InvalidAuthenticationToken'),
        headers: {
          'WWW-Authenticate': `Bearer realm="", error="insufficient_claims", claims="${btoa('{"access_token":{"nbf":{"essential":true,"value":"1"}}}')}"`,
        },
      },
      {
        code: 'step-up-needed',
        context: 'session',
        claims: '{"access_token":{"nbf":{"essential":true,"value":"1"}}}',
      },
    ],
    ['stale token', arm(401, 'ExpiredAuthenticationToken'), {code: 'signed-out', reason: 'expired'}],
    [
      'throttled',
      {...graph(429, 'TooManyRequests'), headers: new Headers({'Retry-After': '7'})},
      {code: 'throttled', retryAfterSeconds: 7},
    ],
    [
      'throttled until a date',
      {
        statusCode: 429,
        headers: {'Retry-After': 'Sun, 22 Nov 2026 12:00:09 GMT', Date: 'Sun, 22 Nov 2026 12:00:00 GMT'},
      },
      {code: 'throttled', retryAfterSeconds: 9},
    ],
    ['5xx', {statusCode: 503, message: '<html>'}, {code: 'unreachable', reason: 'it answered 503'}],
    ['a web page', {statusCode: 200, code: 'PARSE_ERROR', body: '<html>hi'}, {code: 'bad-answer'}],
    ['a web page that refuses', {statusCode: 403, body: '<!doctype html>'}, {code: 'bad-answer'}],
    ['cut short', {code: 'PARSE_ERROR', message: 'aborted'}, {code: 'bad-answer'}],
    [
      'cut short in Graph',
      {statusCode: -1, code: 'SyntaxError', body: 'SyntaxError: x'},
      {code: 'bad-answer'},
    ],
    ['offline', {code: 'ENOTFOUND'}, {code: 'unreachable'}],
    ['offline under fetch', {name: 'TypeError', cause: {code: 'ECONNREFUSED'}}, {code: 'unreachable'}],
    [
      'a certificate of a stranger',
      {code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'},
      {reason: 'its certificate is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)'},
    ],
  ])('%s', (_name, thrown, problem) => {
    expect(readRefusal(thrown)).toMatchObject(problem);
  });

  test('what is no failed call is left alone', () => {
    expect(readRefusal(new TypeError('x is not a function'))).toBeUndefined();
    expect(readRefusal(new DOMException('interrupted', 'AbortError'))).toBeUndefined();
  });

  test('the correlation id comes from the header or the body', () => {
    const headers = {'x-ms-correlation-request-id': 'arm-id'};
    expect(readRefusal({...arm(400, 'InvalidScope'), headers})?.correlationId).toBe('arm-id');
    expect(readRefusal(graph(400, 'InvalidScope'))?.correlationId).toBe('graph-id');
  });
});

describe('whether a request may have taken effect', () => {
  test.each<[string, object, boolean]>([
    ['reset after sending', {code: 'ECONNRESET'}, true],
    ['reset under fetch', {name: 'TypeError', cause: {code: 'UND_ERR_SOCKET'}}, true],
    ['no answer in time', {code: 'ETIMEDOUT'}, true],
    ['interrupted', {name: 'AbortError'}, true],
    ['5xx without a word', {statusCode: 504}, true],
    ['2xx that cannot be read', {statusCode: 201, code: 'PARSE_ERROR', body: '{"id":'}, true],
    ['an answer that broke off', {code: 'PARSE_ERROR'}, true],
    ['5xx that says a known no', arm(500, 'RoleAssignmentExists'), false],
    ['refused', arm(400, 'InvalidScope'), false],
    ['throttled', {statusCode: 429}, false],
    ['nobody there', {code: 'ECONNREFUSED'}, false],
    ['a certificate of a stranger', {code: 'CERT_HAS_EXPIRED'}, false],
    ['a bug of ours', new TypeError('x is not a function'), false],
  ])('%s', (_name, thrown, lost) => {
    expect(isLost(thrown)).toBe(lost);
  });
});
