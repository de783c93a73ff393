import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {EXIT_CODES, exitCodeOf, exitCodeOfSources, type Fate, fateOfState} from '../../src/core/exit-code.ts';
import {PROBLEM_CODES} from '../../src/core/problem.ts';
import {ACTIVATION_STATES} from '../../src/core/state.ts';

/** Contract 3, "Problem to code", copied out by hand. */
const CONTRACT: readonly (readonly [number, readonly string[]])[] = [
  [64, ['usage', 'justification-needed', 'ticket-needed']],
  [1, ['failed', 'unsupported']],
  [2, ['cancelled']],
  [4, ['signed-out', 'step-up-needed']],
  [65, ['ambiguous', 'not-found', 'not-active']],
  [69, ['unreachable', 'bad-answer']],
  [70, ['bug']],
  [73, ['state-unwritable']],
  [75, ['throttled']],
  [
    77,
    [
      'sign-in-blocked',
      'consent-missing',
      'not-eligible',
      'denied',
      'duration-too-long',
      'duration-too-short',
      'approval-timeout',
    ],
  ],
  [78, ['misconfigured']],
  [81, ['request-pending', 'too-soon-to-end']],
  [83, ['audit-broken']],
  [0, ['already-active']],
];

test.each(CONTRACT)('%d is %j', (code, problems) => {
  expect(PROBLEM_CODES.filter(problem => EXIT_CODES[problem] === code).sort()).toEqual([...problems].sort());
});

test('every problem has its code', () => {
  expect(CONTRACT.flatMap(([, problems]) => problems).sort()).toEqual([...PROBLEM_CODES].sort());
});

const reached: Fate = {type: 'reached'};
const pending = (code: 81 | 82): Fate => ({type: 'pending', code});
const failed = (code: number): Fate => ({type: 'failed', code});

describe('several items', () => {
  test.each<[string, readonly Fate[], number]>([
    ['none at all', [], 0],
    ['all reached', [reached, reached], 0],
    ['all failed alike', [failed(77), failed(77)], 77],
    ['one failed', [failed(77)], 77],
    ['something reached and something failed', [reached, failed(77)], 80],
    ['something pending and something failed', [pending(81), failed(77)], 80],
    ['nothing failed but something pending', [reached, pending(81)], 81],
    ['after a wait', [reached, pending(82)], 82],
    ['some waited for, some not', [pending(81), pending(82)], 82],
    ['all failed differently: the worst', [failed(1), failed(64), failed(4)], 4],
    ['declined beside failed', [failed(2), failed(1)], 1],
    ['active already', [failed(0)], 0],
  ])('%s', (_, fates, code) => {
    expect(exitCodeOf(fates)).toBe(code);
  });

  test.each([
    [[70, 73], 70],
    [[73, 83], 73],
    [[83, 78], 83],
    [[78, 4], 78],
    [[4, 77], 4],
    [[77, 75], 77],
    [[75, 69], 75],
    [[69, 65], 69],
    [[65, 64], 65],
    [[64, 1], 64],
  ])('of %j the worst is %d, in either order', (codes, worst) => {
    expect(exitCodeOf(codes.map(failed))).toBe(worst);
    expect(exitCodeOf(codes.toReversed().map(failed))).toBe(worst);
  });

  test('the order of the items says nothing, and done means that all are', () => {
    const code = fc.constantFrom(...Object.values(EXIT_CODES).filter(one => one !== 0 && one !== 81));
    const fate = fc.oneof(
      fc.constant(reached),
      fc.constantFrom<81 | 82>(81, 82).map(pending),
      code.map(failed),
    );
    fc.assert(
      fc.property(fc.array(fate, {maxLength: 6}), fates => {
        const answer = exitCodeOf(fates);
        expect(exitCodeOf(fates.toReversed())).toBe(answer);
        expect(answer === 0).toBe(fates.every(one => one.type === 'reached'));
      }),
    );
  });
});

test.each([
  ['all answered', 3, [], 0],
  ['no source at all', 0, [], 0],
  ['one of several did not', 2, [69], 80],
  ['none answered, alike', 0, [4, 4], 4],
  ['none answered, differently', 0, [69, 4], 4],
])('a list: %s', (_, answered, failures, code) => {
  expect(exitCodeOfSources(answered, failures)).toBe(code);
});

test('a state that is not there yet is pending, never done', () => {
  const done = ACTIVATION_STATES.filter(state => fateOfState(state, false).type === 'reached');
  expect(done).toEqual(['scheduled', 'active', 'ended', 'cancelled']);
  expect(fateOfState('provisioning', false)).toEqual(pending(81));
  expect(fateOfState('pending-approval', true)).toEqual(pending(82));
});
