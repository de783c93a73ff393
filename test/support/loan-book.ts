import type {AwsCredentials, Loan} from '../../src/core/loan.ts';
import type {LoanBook} from '../../src/core/ports.ts';

/** A loan book in memory that keeps the rules of the port. */
export class FakeLoanBook implements LoanBook {
  readonly loans = new Map<string, Loan>();
  readonly kept = new Map<string, AwsCredentials>();

  async open(now: number): Promise<readonly Loan[]> {
    const endOf = ({grant}: Loan) => grant.endsAt ?? Number.POSITIVE_INFINITY;
    return [...this.loans.values()].filter(loan => endOf(loan) > now).sort((a, b) => endOf(a) - endOf(b));
  }

  async begin(loan: Loan, credentials: AwsCredentials): Promise<Loan | undefined> {
    const first = await this.#otherOf(loan);
    if (first !== undefined) return first;
    this.kept.set(loan.grant.id, credentials);
    this.loans.set(loan.grant.id, loan);
    return undefined;
  }

  async #otherOf({grant, intentId}: Loan): Promise<Loan | undefined> {
    return (await this.open(grant.startsAt ?? Number.NEGATIVE_INFINITY)).find(
      other => other.grant.eligibilityId === grant.eligibilityId && other.intentId !== intentId,
    );
  }

  async credentials(loanId: string): Promise<AwsCredentials | undefined> {
    return this.kept.get(loanId);
  }

  async renew(loanId: string, credentials: AwsCredentials): Promise<void> {
    const loan = this.loans.get(loanId);
    if (loan === undefined) return;
    this.kept.set(loanId, credentials);
    this.loans.set(loanId, {...loan, grant: {...loan.grant, credentialsEndAt: credentials.expiresAt}});
  }

  async extend(loan: Loan, credentials?: AwsCredentials): Promise<boolean> {
    const {id} = loan.grant;
    const kept = credentials ?? this.kept.get(id);
    const credentialsEndAt = kept?.expiresAt ?? loan.grant.credentialsEndAt;
    if (!this.loans.has(id)) return false;
    if (credentials !== undefined) this.kept.set(id, credentials);
    this.loans.set(id, {...loan, grant: {...loan.grant, credentialsEndAt}});
    return true;
  }

  async end(loanId: string): Promise<boolean> {
    this.kept.delete(loanId);
    return this.loans.delete(loanId);
  }
}
