import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {EXIT_CODES} from '../../src/core/exit-code.ts';
import {explain, sourceLabel} from '../../src/core/explain.ts';
import {guaranteeInWords, pimGuarantee} from '../../src/core/guarantee.ts';
import {PROBLEM_CODES, type Problem, type ProblemCode, problemOf, Trouble} from '../../src/core/problem.ts';
import {problemDocument} from '../../src/core/problem-document.ts';
import {untrusted} from '../../src/core/untrusted.ts';

const AT = Date.UTC(2026, 10, 22, 14, 31, 7);

/** One of each, with `text` in every place where words from outside may stand. */
const each = (text: string): {readonly [C in ProblemCode]: Problem & {readonly code: C}} => ({
  usage: {code: 'usage', reason: text},
  failed: {code: 'failed', reason: text, correlationId: text},
  unsupported: {code: 'unsupported', reason: text},
  cancelled: {code: 'cancelled', reason: text},
  'signed-out': {code: 'signed-out', reason: 'store-unreadable', detail: text},
  'step-up-needed': {code: 'step-up-needed', context: text, detail: text},
  'justification-needed': {code: 'justification-needed'},
  'ticket-needed': {code: 'ticket-needed'},
  ambiguous: {
    code: 'ambiguous',
    asked: text,
    candidates: [{id: 'azr-1', kind: 'azure-resource', name: untrusted(text), scope: untrusted(text)}],
  },
  'not-found': {code: 'not-found', what: 'role', asked: text, near: [text], unread: [text]},
  'not-active': {code: 'not-active', asked: text},
  unreachable: {code: 'unreachable', what: text, reason: text},
  'bad-answer': {code: 'bad-answer', what: text, reason: text},
  bug: {code: 'bug', cause: new Error(text)},
  'state-unwritable': {code: 'state-unwritable', path: text, reason: text},
  throttled: {code: 'throttled', retryAfterSeconds: 90},
  'sign-in-blocked': {code: 'sign-in-blocked', aadsts: 53003, reason: text, correlationId: text},
  'consent-missing': {code: 'consent-missing', scopes: [text]},
  'not-eligible': {code: 'not-eligible'},
  denied: {code: 'denied', by: untrusted(text), reason: untrusted(text)},
  'duration-too-long': {code: 'duration-too-long', asked: 28_800, most: 3600},
  'duration-too-short': {code: 'duration-too-short', asked: 60, least: 300},
  'approval-timeout': {code: 'approval-timeout'},
  misconfigured: {code: 'misconfigured', setting: text, reason: text},
  'request-pending': {code: 'request-pending', requestId: text},
  'too-soon-to-end': {code: 'too-soon-to-end', notBefore: AT},
  'audit-broken': {code: 'audit-broken', seq: 7, reason: text},
  'already-active': {code: 'already-active', endsAt: AT, grantId: text},
});

const HOSTILE = '\u001b]0;owned\u0007\u202e\u{e0041}\n\u0085';
const isRaw = (text: string): boolean =>
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(text);

describe.each(PROBLEM_CODES)('%s', code => {
  test('has a sentence, a next step and its exit code', () => {
    const {title, nextSteps, exitCode} = explain(each('that')[code]);
    expect(title).toMatch(/\S/);
    expect(nextSteps.length).toBeGreaterThan(0);
    expect(nextSteps.every(step => /\S/.test(step))).toBe(true);
    expect(exitCode).toBe(EXIT_CODES[code]);
    expect(`${title} ${nextSteps.join(' ')}`).not.toMatch(/undefined|null|\[object|NaN/);
  });

  test('lets no hostile text through', () => {
    const {title, nextSteps} = explain(each(HOSTILE)[code]);
    expect([title, ...nextSteps].filter(isRaw)).toEqual([]);
  });

  test('is the contract’s object', () => {
    const document = problemDocument({...each('that')[code], eligibilityId: 'azr-1', wire: untrusted('W')});
    expect(document).toMatchObject({code, eligibilityId: 'azr-1', details: {wire: 'W'}});
    expect(Object.keys(document)).toEqual([
      'code',
      'message',
      'nextSteps',
      'provider',
      'eligibilityId',
      'retryAfterSeconds',
      'correlationId',
      'details',
    ]);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});

test('no word from outside is ever raw, wherever it stands', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PROBLEM_CODES), fc.string({unit: 'binary'}), (code, text) => {
      const {title, nextSteps} = explain(each(text)[code]);
      expect([title, ...nextSteps].filter(isRaw)).toEqual([]);
    }),
    {numRuns: 500},
  );
});

describe('the words', () => {
  test.each<[string, Problem, string]>([
    ['the maximum, as a flag takes it', each('')['duration-too-long'], 'Ask for --duration 1h or less'],
    ['the least', each('')['duration-too-short'], 'Ask for --duration 5m or more'],
    ['the exact second', each('')['too-soon-to-end'], '2026-11-22T14:31:07Z'],
    ['how long to wait', each('').throttled, 'Run it again in 1 min 30 s'],
    ['the request to withdraw', each('req-1')['request-pending'], 'stint cancel req-1'],
    ['what could not be read', each('Entra')['not-found'], 'Entra could not be read'],
    ['every candidate with its id', each('x').ambiguous, 'azr-1  x@x'],
    ['the scopes to grant', each('Scope.Read')['consent-missing'], 'Scope.Read'],
  ])('%s', (_, problem, words) => {
    const {title, nextSteps} = explain(problem);
    expect([title, ...nextSteps].join('\n')).toContain(words);
  });

  test('further failing rules are named beside the first', () => {
    const rules = ['duration-too-long', 'ticket-needed', 'justification-needed'] as const;
    const {nextSteps} = explain({code: 'duration-too-long', rules});
    expect(nextSteps).toEqual([
      'Ask for a shorter --duration',
      'Add --ticket NUMBER too',
      'Add --justification TEXT too',
    ]);
    expect(problemDocument({code: 'duration-too-long', rules}).details).toMatchObject({rules});
  });

  test('a bug says nothing of its inside', () => {
    const {title, nextSteps} = explain({code: 'bug', cause: new Error('token=abc')});
    expect([title, ...nextSteps].join()).not.toContain('abc');
    expect(JSON.stringify(problemDocument({code: 'bug', cause: new Error('token=abc')}))).not.toContain(
      'abc',
    );
  });

  test('who a problem comes from', () => {
    expect((['azure-resource', 'entra', 'aws'] as const).map(sourceLabel)).toEqual([
      'Azure',
      'Entra sign-in',
      'AWS sign-in',
    ]);
  });

  test('who ends a grant, and by how much access can outlive it', () => {
    expect(guaranteeInWords(pimGuarantee('azure-resource'))).toBe(
      'Ended by the cloud; access can outlive the end by up to 10 min.',
    );
    expect(pimGuarantee('entra-role').overrunSeconds).toBe(3600);
    expect(pimGuarantee('entra-group').overrunSeconds).toBe(3600);
    expect(guaranteeInWords({endedBy: 'session', overrunSeconds: 0})).toBe(
      'Ends when the credentials expire.',
    );
  });
});

test('anything thrown is a problem', () => {
  expect(problemOf(new Trouble({code: 'throttled'}))).toEqual({code: 'throttled'});
  expect(problemOf(new DOMException('x', 'AbortError'))).toMatchObject({code: 'cancelled'});
  expect(problemOf('odd')).toEqual({code: 'bug', cause: 'odd'});
  const cause = new Error('why');
  expect(new Trouble({code: 'throttled'}, cause).cause).toBe(cause);
});

test.each(['it answers with a redirect', 'it answers with a redirect.'])(
  '“%s” ends in one full stop',
  reason => {
    expect(explain({code: 'misconfigured', setting: 'sinks.ops', reason}).title).toBe(
      'sinks.ops: it answers with a redirect.',
    );
  },
);
