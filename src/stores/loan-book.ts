import type {AwsCredentials, Loan} from '../core/loan.ts';
import type {LoanBook, TokenVault} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import type {Instant} from '../core/time.ts';
import type {Database} from './database.ts';
import {createLoanCredentials, type LoanCredentials, type Removal} from './loan-credentials.ts';
import {
  closeLoan,
  insertBeginning,
  insertOpen,
  isOpen,
  moveEnd,
  noteRenewal,
  openLoans,
  otherLoan,
  overLoans,
  removeRow,
} from './loan-rows.ts';

/**
 * Loans of one profile: rows in `state.db`, credentials in the token vault. `open` never opens the vault, so nobody is
 * asked for a passphrase to see what is lent. Ending is never refused because the vault cannot be: the row, which is
 * the loan, is closed first, and `credentials` gives nothing for a closed row. Credentials of ended and over loans,
 * and those a killed process left behind, are removed at the next `begin`, or `end` that finds the vault open.
 * All reject `state-unwritable`; `begin`, `credentials`, `renew` and `extend` also as the vault does.
 */
export function createLoanBook(db: Database, vault: () => Promise<TokenVault>, profile: string): LoanBook {
  const kept = createLoanCredentials(vault, profile);
  const book: Book = {db, kept, profile, latest: Number.NEGATIVE_INFINITY};
  return {
    open(now) {
      saw(book, now);
      return db.read(sql => openLoans(sql, profile, now));
    },
    begin: (loan, credentials) => begin(book, loan, credentials),
    credentials: async loanId =>
      (await db.read(sql => isOpen(sql, profile, loanId))) ? kept.read(loanId) : undefined,
    renew: (loanId, credentials) => renew(book, loanId, credentials),
    extend: (loan, credentials) => extend(book, loan, credentials),
    end: loanId => end(book, loanId),
  };
}

interface Book {
  readonly db: Database;
  readonly kept: LoanCredentials;
  readonly profile: string;
  /** The latest server time that was heard of here: tells which loans are over where no call brings the time. */
  latest: Instant;
}

function saw(book: Book, now: Instant | null): void {
  book.latest = Math.max(book.latest, now ?? book.latest);
}

/** The note of the beginning is there before the credentials, so that a killed process leaves none that nobody finds. */
async function begin(book: Book, loan: Loan, credentials: AwsCredentials): Promise<Loan | undefined> {
  const {db, kept, profile} = book;
  saw(book, loan.grant.startsAt);
  const before = await db.write(sql => otherLoan(sql, profile, loan) ?? insertBeginning(sql, profile, loan));
  if (before !== undefined) return before;
  await kept.write(loan.grant.id, credentials);
  const first = await db.write(
    sql => otherLoan(sql, profile, loan) ?? insertOpen(sql, profile, loan, credentials.expiresAt),
  );
  await tidy(() => (first === undefined ? sweep(book) : withdraw(book, loan, first)));
  return first;
}

/** Two loans that began in the same millisecond are of one name: the credentials are the other's now, and as good. */
async function withdraw(book: Book, {grant}: Loan, first: Loan): Promise<void> {
  if (first.grant.id !== grant.id) await forget(book, grant.id);
}

async function renew({db, kept, profile}: Book, loanId: string, credentials: AwsCredentials): Promise<void> {
  if (!(await db.read(sql => isOpen(sql, profile, loanId)))) return;
  await kept.write(loanId, credentials);
  const isStill = await db.write(sql => noteRenewal(sql, profile, loanId, credentials.expiresAt));
  if (!isStill) await kept.remove(loanId);
}

/** Credentials first: a later end that nothing lasts until would be a promise that is not kept. */
async function extend(book: Book, loan: Loan, credentials: AwsCredentials | undefined): Promise<boolean> {
  const {db, kept, profile} = book;
  const {id} = loan.grant;
  if (!(await db.read(sql => isOpen(sql, profile, id)))) return false;
  if (credentials !== undefined) await kept.write(id, credentials);
  const change = {loan, credentialsEndAt: credentials?.expiresAt ?? null, now: book.latest};
  const isStill = await db.write(sql => moveEnd(sql, profile, change));
  if (!isStill && credentials !== undefined) await kept.remove(id);
  return isStill;
}

async function end(book: Book, loanId: string): Promise<boolean> {
  const {db, profile} = book;
  const wasOpen = await db.write(sql => closeLoan(sql, profile, loanId));
  if (wasOpen) await tidy(async () => ((await forget(book, loanId)) === 'removed' ? sweep(book) : undefined));
  return wasOpen;
}

/** What has been begun or ended is so, whether or not the tidying after it succeeds: the next one makes up for it. */
async function tidy(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (!(thrown instanceof Trouble)) throw thrown;
  }
}

async function sweep(book: Book): Promise<void> {
  const over = await book.db.read(sql => overLoans(sql, book.profile, book.latest));
  for (const loanId of over) await forget(book, loanId);
}

/** The row goes last, so that credentials which could not be removed are tried again. */
async function forget({db, kept, profile, latest}: Book, loanId: string): Promise<Removal> {
  const removal = await kept.remove(loanId);
  if (removal !== 'failed') await db.write(sql => removeRow(sql, profile, loanId, latest));
  return removal;
}
