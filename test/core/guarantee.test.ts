import {describe, expect, test} from 'vitest';
import {
  guaranteeInWords,
  linkedGuarantee,
  loanGuarantee,
  permissionSetGuarantee,
  pimGuarantee,
  ROLE_GUARANTEE,
} from '../../src/core/guarantee.ts';

const END = Date.UTC(2026, 10, 22, 13);

/** Worst cases of contract 4, in seconds; what AWS publishes is in reference aws-jit 0 and 7. */
describe('who ends it, and how long access outlives the end at worst', () => {
  test.each([
    ['azure-resource', 600],
    ['entra-role', 3600],
    ['entra-group', 3600],
  ] as const)('%s: the cloud, %i s', (kind, overrunSeconds) => {
    expect(pimGuarantee(kind)).toEqual({endedBy: 'cloud', overrunSeconds});
  });

  test.each([
    ['credentials that end with the loan', 0, 3600, {endedBy: 'session', overrunSeconds: 0}],
    ['ones that outlive it', 45 * 60_000, 3600, {endedBy: 'local', overrunSeconds: 2700}],
    ['ones that outlive it by a moment', 1, 3600, {endedBy: 'local', overrunSeconds: 1}],
    ['ones that are renewed meanwhile', -1, 3600, {endedBy: 'local', overrunSeconds: 3600}],
    ['renewed, of unknown length', -1, null, {endedBy: 'local', overrunSeconds: 43_200}],
  ] as const)('a loan with %s', (_, past, sessionSeconds, guarantee) => {
    expect(loanGuarantee({endsAt: END, credentialsEndAt: END + past, sessionSeconds})).toEqual(guarantee);
  });

  test('before anything is lent, a whole session; through a group, that after the news has arrived', () => {
    expect(permissionSetGuarantee(3600)).toEqual({endedBy: 'local', overrunSeconds: 3600});
    expect(permissionSetGuarantee(null)).toEqual({endedBy: 'local', overrunSeconds: 43_200});
    expect(linkedGuarantee(3600)).toEqual({endedBy: 'session', overrunSeconds: 2400 + 3600});
    expect(linkedGuarantee(null)).toEqual({endedBy: 'session', overrunSeconds: 2400 + 43_200});
  });
});

test.each([
  [ROLE_GUARANTEE, 'Ends when the credentials expire.'],
  [
    {endedBy: 'cloud', overrunSeconds: 600},
    'Ended by the cloud; access can outlive the end by up to 10 min.',
  ],
  // Never less than it is.
  [
    {endedBy: 'local', overrunSeconds: 601},
    'Ends when this machine stops handing credentials out; access can outlive the end by up to 11 min.',
  ],
  [
    {endedBy: 'cloud', overrunSeconds: 3600},
    'Ended by the cloud; access can outlive the end by up to 60 min.',
  ],
  [
    {endedBy: 'session', overrunSeconds: 3601},
    'Ends when the credentials expire; access can outlive the end by up to 1 h 1 min.',
  ],
  [
    {endedBy: 'local', overrunSeconds: 43_200},
    'Ends when this machine stops handing credentials out; access can outlive the end by up to 12 h.',
  ],
] as const)('%j in words', (guarantee, words) => {
  expect(guaranteeInWords(guarantee)).toBe(words);
});
