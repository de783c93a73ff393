import type {AwsCredentials, Loan} from '../../core/loan.ts';
import type {LoanBook} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';

export interface SpareLoans extends LoanBook {
  /** Something is lent that only this process holds. */
  isInMemory(): boolean;
}

interface Held {
  readonly loan: Loan;
  readonly credentials: AwsCredentials;
}

/** The loan book; what the token store or the disk does not take is held by this process, and ends with it at the latest. */
export function spareLoans(book: LoanBook): SpareLoans {
  const held = new Map<string, Held>();
  return {
    isInMemory: () => held.size > 0,
    open: async now => [
      ...(await book.open(now).catch(nothing<readonly Loan[]>([]))),
      ...[...held.values()].flatMap(({loan}) => ((loan.grant.endsAt ?? 0) > now ? [loan] : [])),
    ],
    begin: async (loan, credentials) => {
      try {
        return await book.begin(loan, credentials);
      } catch (thrown) {
        if (!(thrown instanceof Trouble)) throw thrown;
        held.set(loan.grant.id, {loan, credentials});
        return undefined;
      }
    },
    credentials: async id => held.get(id)?.credentials ?? book.credentials(id),
    renew: async (id, credentials) => {
      const own = held.get(id);
      if (own === undefined) await book.renew(id, credentials);
      else held.set(id, {...own, credentials});
    },
    extend: async (loan, credentials) => {
      const own = held.get(loan.grant.id);
      if (own === undefined) return book.extend(loan, credentials);
      held.set(loan.grant.id, {loan, credentials: credentials ?? own.credentials});
      return true;
    },
    end: async id => held.delete(id) || book.end(id),
  };
}

const nothing =
  <T>(value: T) =>
  (thrown: unknown): T => {
    if (thrown instanceof Trouble) return value;
    throw thrown;
  };
