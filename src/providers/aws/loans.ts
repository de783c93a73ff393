import type {Grant} from '../../core/grant.ts';
import type {Guarantee} from '../../core/guarantee.ts';
import {grantId} from '../../core/id.ts';
import type {Intent, Receipt} from '../../core/intent.ts';
import type {Kind} from '../../core/kind.ts';
import {type AwsCredentials, type Loan, stillWillDo} from '../../core/loan.ts';
import type {Answer, Ending, LoanBook, Page, ServerTime} from '../../core/ports.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import type {Instant} from '../../core/time.ts';
import {untrusted, visible} from '../../core/untrusted.ts';

/** What both AWS kinds lend from. Times of loans are the server's. */
export interface LoanDesk {
  readonly kind: Kind;
  readonly loans: LoanBook;
  readonly server: ServerTime;
}

/** When a loan begins and ends, until when the credentials in hand live, and what ends it. Server time. */
export interface LoanTerms {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly credentialsEndAt: Instant;
  readonly guarantee: Guarantee;
}

/** The grant that a loan is. `terms.startsAt` makes its id. */
function loanGrant(intent: Intent, terms: LoanTerms): Grant {
  const {eligibilityId, kind, name, scope, address, request} = intent;
  return {
    ...{eligibilityId, kind, name, scope, address, ...terms},
    id: grantId(eligibilityId, terms.startsAt),
    state: 'active',
    assignment: 'lent',
    requestId: intent.id,
    justification: request.justification === null ? null : untrusted(request.justification),
  };
}

/** Writes the loan down, credentials first, and says that it is active; or that another process was first. */
export async function openLoan(
  desk: LoanDesk,
  intent: Intent,
  terms: LoanTerms,
  credentials: AwsCredentials,
): Promise<Answer> {
  const grant = loanGrant(intent, terms);
  const {actor, id: intentId, request} = intent;
  const {loans} = desk;
  const ticket = request.ticket === null ? {} : {ticket: request.ticket};
  const first = await loans.begin({grant, actor, intentId, ...ticket}, credentials);
  return first === undefined ? activeLoan(intent, grant) : alreadyOpen(desk, first);
}

/** The refusal of a second loan of the same thing: it says which one is open, and until when. `undefined`: none is. */
export async function alreadyLent(desk: LoanDesk, eligibilityId: string): Promise<Answer | undefined> {
  const open = (await openLoans(desk)).find(({grant}) => grant.eligibilityId === eligibilityId);
  return open === undefined ? undefined : alreadyOpen(desk, open);
}

function alreadyOpen({kind}: LoanDesk, {grant}: Loan): Answer {
  const {id, endsAt, eligibilityId} = grant;
  return {
    type: 'refused',
    state: 'failed',
    problem: {code: 'already-active', endsAt, grantId: id, provider: kind, eligibilityId},
  };
}

/** The book is the whole truth about loans: what is not in it was never lent. No network. */
export async function findLoan(desk: LoanDesk, intent: Intent): Promise<Answer | 'never-arrived'> {
  const open = (await openLoans(desk)).find(({intentId}) => intentId === intent.id);
  return open === undefined ? 'never-arrived' : activeLoan(intent, open.grant);
}

/** As `findLoan`, of a receipt: a loan that is no longer in the book has ended. */
export async function checkLoan(desk: LoanDesk, {intent}: Receipt): Promise<Answer> {
  const found = await findLoan(desk, intent);
  if (found !== 'never-arrived') return found;
  return {type: 'refused', state: 'ended', problem: notActive(desk, intent)};
}

/** Open loans of this kind, as the one page of a source. No network. */
export async function* lentGrants(desk: LoanDesk): AsyncGenerator<Page<Grant>> {
  yield {items: (await openLoans(desk)).map(({grant}) => grant), complete: true};
}

/** Loans are open at once: there is never a request that waits for anybody. No network. */
export async function* noOpenRequests(): AsyncGenerator<Page<Grant>> {
  yield {items: [], complete: true};
}

/**
 * Forgets the credentials and closes the loan; what has been handed out lives on until `credentialsEndAt`. A loan that is
 * over by itself is `not-active`, and its credentials are forgotten all the same. No network, no sign-in.
 */
export async function endLoan(desk: LoanDesk, grant: Grant): Promise<Ending> {
  const open = await loanOf(desk, grant);
  const closed = await desk.loans.end(grant.id);
  return {type: closed && open !== undefined ? 'ended' : 'not-active'};
}

/**
 * The credentials of an open loan: the kept ones while they will do, else those of `fresh`, which are kept. Rejects
 * `not-active` for a loan that is over, also when it was ended while `fresh` was at work. Where renewal fails, the kept
 * ones are given as long as they live.
 */
export async function lentOr(
  desk: LoanDesk,
  grant: Grant,
  fresh: (loan: Loan) => Promise<AwsCredentials>,
): Promise<AwsCredentials> {
  const loan = (await loanOf(desk, grant)) ?? over(desk, grant);
  const kept = await desk.loans.credentials(grant.id);
  if (kept !== undefined && stillWillDo(kept, loan, desk.server.now())) return kept;
  try {
    return await renewed(desk, loan, await fresh(loan));
  } catch (thrown) {
    if (kept === undefined || !isPassing(thrown) || kept.expiresAt <= desk.server.now()) throw thrown;
    return kept;
  }
}

async function renewed(desk: LoanDesk, {grant}: Loan, anew: AwsCredentials): Promise<AwsCredentials> {
  await desk.loans.renew(grant.id, anew);
  if ((await loanOf(desk, grant)) === undefined) return over(desk, grant);
  return anew;
}

/** Trouble on the way; an ended loan, an interruption and our own mistakes are none. */
const isPassing = (thrown: unknown): boolean =>
  thrown instanceof Trouble && thrown.problem.code !== 'not-active' && thrown.problem.code !== 'cancelled';

async function openLoans({kind, loans, server}: LoanDesk): Promise<readonly Loan[]> {
  return (await loans.open(server.now())).filter(({grant}) => grant.kind === kind);
}

const loanOf = async (desk: LoanDesk, {id}: Grant): Promise<Loan | undefined> =>
  (await openLoans(desk)).find(({grant}) => grant.id === id);

function over(desk: LoanDesk, grant: Grant): never {
  throw new Trouble(notActive(desk, grant));
}

type Lent = Pick<Grant, 'name' | 'scope' | 'eligibilityId'>;

function notActive({kind}: LoanDesk, {name, scope, eligibilityId}: Lent): Problem {
  const asked = `${visible(name)}@${visible(scope.name)}`;
  return {code: 'not-active', asked, provider: kind, eligibilityId};
}

function activeLoan(intent: Intent, grant: Grant): Answer {
  return {type: 'active', receipt: {requestId: intent.id, intent}, grant};
}
