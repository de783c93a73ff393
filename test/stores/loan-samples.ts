import {join} from 'node:path';
import type {AwsCredentials, Loan} from '../../src/core/loan.ts';
import type {Clock, LoanBook, TokenVault} from '../../src/core/ports.ts';
import {Secret} from '../../src/core/secret.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {createLoanBook} from '../../src/stores/loan-book.ts';
import {createLocks} from '../../src/stores/locks.ts';
import {placesOf} from '../../src/stores/places.ts';
import {openTokenVault} from '../../src/stores/tokens/vault.ts';
import {HandClock} from '../support/clock.ts';
import {AT, actor, grant} from './samples.ts';

export const HOUR = 3_600_000;

/** Lent from `AT` for an hour, unless the test says until when. */
export const loan = (id: string, endsAt: number | null = AT + HOUR): Loan => ({
  grant: {
    ...grant(id),
    eligibilityId: `role-${id}`,
    kind: 'aws-permission-set',
    name: untrusted('Admin'),
    assignment: 'lent',
    endsAt,
    credentialsEndAt: AT + 12 * HOUR,
    address: {session: 'corp', accountId: '111122223333', permissionSet: 'Admin'},
  },
  actor,
  intentId: `i-${id}`,
});

export const credentials = (mark: string, expiresAt = AT + 12 * HOUR): AwsCredentials => ({
  accessKeyId: `ASIA${mark}`,
  secretAccessKey: new Secret(`secret-${mark}`),
  sessionToken: new Secret(`token-${mark}`),
  expiresAt,
});

/** A vault of files that a test can look into, so that nothing is hidden by a cipher. */
export function vaultIn(folder: string, clock: Clock = new HandClock()): Promise<TokenVault> {
  const places = placesOf({STINT_HOME: folder}, 'linux', '/');
  return openTokenVault({
    places,
    env: {STINT_TOKEN_STORE: 'plaintext'},
    keyring: async () => ({unavailable: 'no bus'}),
    interactive: false,
    clock,
    locks: createLocks(places.locksDb, clock),
  });
}

export function loanBookIn(folder: string, profile = 'default', clock: Clock = new HandClock()): LoanBook {
  const db = createDatabase({path: join(folder, 'state.db'), clock});
  return createLoanBook(db, () => vaultIn(folder, clock), profile);
}
