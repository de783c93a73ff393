import {expect, test} from 'vitest';
import {stillWillDo} from '../../src/core/loan.ts';
import {Secret} from '../../src/core/secret.ts';
import {minutes, seconds} from '../../src/core/time.ts';
import {AT, actor, grant} from '../stores/samples.ts';

const creds = (expiresAt: number) => ({
  ...{accessKeyId: 'ASIA', secretAccessKey: new Secret('key'), sessionToken: new Secret('token'), expiresAt},
});

const loan = (endsAt: number | null) => ({grant: {...grant('g1'), endsAt}, actor, intentId: 'i1'});

test.each([
  ['with five minutes before them', minutes(5), minutes(60), true],
  ['with less, where the loan goes on', minutes(5) - 1, minutes(60), false],
  ['with less, to the very end of the loan', seconds(1), seconds(1), true],
  ['longer than the loan, at its last second', minutes(60), seconds(1), true],
  ['longer than the loan, at its end', minutes(60), 0, false],
  ['over', 0, minutes(60), false],
  ['of a loan without an end', minutes(5), null, true],
  ['of a loan without an end, nearly over', minutes(4), null, false],
])('kept credentials %s', (_, theirs, loans, will) => {
  expect(stillWillDo(creds(AT + theirs), loan(loans === null ? null : AT + loans), AT)).toBe(will);
});
