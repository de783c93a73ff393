import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {chooseDuration, defaultDuration, inRuleOrder, misfit, PIM_LEAST} from '../../src/core/fit.ts';
import type {ActivationRequest} from '../../src/core/intent.ts';
import {UNKNOWN_POLICY} from '../../src/core/policy.ts';
import {PROBLEM_CODES} from '../../src/core/problem.ts';
import {policy} from '../usecases/samples.ts';

const request = (parts: Partial<ActivationRequest> = {}): ActivationRequest => ({
  duration: 3600,
  justification: 'incident 42',
  ticket: {number: 'T-1', system: null},
  narrowerScope: null,
  startAt: null,
  ...parts,
});

const strict = policy({maxDuration: 7200}, {justification: true, ticket: true});
const fits = (parts: Partial<ActivationRequest>, of = strict) => misfit(request(parts), of, PIM_LEAST);

describe('what is known to be wrong', () => {
  test.each([
    ['the maximum itself', {duration: 7200}],
    ['the least itself', {duration: 300}],
  ])('nothing with %s', (_, parts) => {
    expect(fits(parts)).toBeUndefined();
  });

  test.each([
    ['one past the limit', {duration: 7201}, {code: 'duration-too-long', asked: 7201, most: 7200}],
    ['one short of the least', {duration: 299}, {code: 'duration-too-short', asked: 299, least: 300}],
    ['no ticket', {ticket: null}, {code: 'ticket-needed'}],
    ['a ticket without a number', {ticket: {number: '', system: 'Jira'}}, {code: 'ticket-needed'}],
    ['no justification', {justification: null}, {code: 'justification-needed'}],
    ['an empty one', {justification: ' \n'}, {code: 'justification-needed'}],
  ])('%s', (_, parts, problem) => {
    expect(fits(parts)).toEqual({...problem, rules: [problem.code]});
  });

  test('all of it, the first cause first', () => {
    expect(fits({duration: 9999, ticket: null, justification: null})).toMatchObject({
      code: 'duration-too-long',
      rules: ['duration-too-long', 'ticket-needed', 'justification-needed'],
    });
  });

  test('what is not known is left to the service', () => {
    expect(fits({duration: 1e6, ticket: null, justification: null}, UNKNOWN_POLICY)).toBeUndefined();
  });

  test('a step-up is no fault: it is done on the way', () => {
    expect(fits({}, policy({}, {authContext: 'c1', mfa: true, approval: true}))).toBeUndefined();
  });

  test('a maximum below the least leaves nothing that fits', () => {
    const odd = policy({maxDuration: 60});
    expect([60, 300].map(duration => fits({duration}, odd)?.code)).toEqual([
      'duration-too-short',
      'duration-too-long',
    ]);
  });
});

test('rules come in the contract’s order, each once, and others are left out', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PROBLEM_CODES)), codes => {
      const ordered = inRuleOrder(codes);
      expect(new Set(ordered).size).toBe(ordered.length);
      expect(inRuleOrder([...codes].reverse())).toEqual(ordered);
      expect(ordered.every(code => codes.includes(code))).toBe(true);
    }),
  );
  expect(inRuleOrder([...PROBLEM_CODES].reverse())).toEqual([
    'not-eligible',
    'duration-too-long',
    'duration-too-short',
    'step-up-needed',
    'ticket-needed',
    'justification-needed',
  ]);
});

describe('the duration to ask for', () => {
  test.each([
    ['explicit, as it is', 5400, 3600, 1800, 5400, null],
    ['the default', null, 3600, 7200, 3600, null],
    ['a default at the maximum', null, 3600, 3600, 3600, null],
    ['a default above it is shortened', null, 3601, 3600, 3600, 3601],
    ['no maximum known', null, 3600, null, 3600, null],
  ])('%s', (_, explicit, standard, most, duration, shortenedFrom) => {
    expect(chooseDuration(explicit, standard, most)).toEqual({duration, shortenedFrom});
  });

  test('a default never exceeds the maximum; an explicit one is never touched', () => {
    const length = fc.integer({min: 1, max: 1e6});
    fc.assert(
      fc.property(fc.option(length), length, length, (explicit, standard, most) => {
        const {duration, shortenedFrom} = chooseDuration(explicit, standard, most);
        if (explicit === null) expect(duration).toBeLessThanOrEqual(most);
        else expect(duration).toBe(explicit);
        expect(shortenedFrom === null).toBe(explicit !== null || standard <= most);
      }),
    );
  });

  test.each([
    [undefined, 3600],
    ['30m', 1800],
    ['PT2H', 7200],
    ['nonsense', 3600],
  ])('the setting %s', (setting, length) => {
    expect(defaultDuration(setting)).toBe(length);
  });
});
