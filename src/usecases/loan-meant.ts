import type {Eligibility} from '../core/eligibility.ts';
import type {Grant} from '../core/grant.ts';
import {authorityOf} from '../core/kind.ts';
import {isNamedExactly, type Match, match} from '../core/match.ts';
import type {Problem} from '../core/problem.ts';
import {exact} from '../core/untrusted.ts';
import type {App} from './app.ts';
import {list} from './list.ts';
import {gather} from './reading.ts';
import {matchOne, unreadLabels} from './resolve.ts';

export type LoanMeant =
  | {readonly type: 'found'; readonly grant: Grant}
  | {readonly type: 'problem'; readonly problem: Problem};

/** Open loans, soonest end first. No network; no keyring either, for credentials are not looked at. */
export async function openLoans(app: App): Promise<readonly Grant[]> {
  return (await app.loans.open(app.server.now())).map(({grant}) => grant);
}

/**
 * The open loan that the words name: by its id, its eligibility's, `name@scope`, name, or a part. Never any network. Words
 * that name a loan exactly need no list either, which is the fast road of `credential_process`; a part of a name counts
 * only where the copy of the list has no role of exactly that name, for nobody may be handed another role's credentials.
 * `not-active` for a role that is known and not on loan, `unsupported` for one that is no AWS role.
 */
export async function loanMeant(app: App, asked: string, signal: AbortSignal): Promise<LoanMeant> {
  const found = matchOne(asked, await openLoans(app), 'grant', loan => [loan.eligibilityId]);
  if (found.type === 'found' && isExact(asked, found.item)) return {type: 'found', grant: found.item};
  const {items, problems} = await gather(list(app, {source: 'cached'}, signal));
  const role = match(asked, items, 'role');
  if (found.type === 'found' && !isAnother(asked, role, found.item))
    return {type: 'found', grant: found.item};
  if (found.type === 'problem' && found.problem.code === 'ambiguous') return found;
  return {type: 'problem', problem: whyNone(asked, role, unreadLabels(problems))};
}

const isExact = (asked: string, loan: Grant): boolean =>
  loan.eligibilityId === asked || isNamedExactly(asked, loan);

/** The words are exactly another role's name. */
function isAnother(asked: string, role: Match<Eligibility>, loan: Grant): boolean {
  return role.type === 'found' && role.item.id !== loan.eligibilityId && isNamedExactly(asked, role.item);
}

function whyNone(asked: string, role: Match<Eligibility>, unread: readonly string[]): Problem {
  if (role.type === 'found')
    return authorityOf(role.item.kind) === 'aws' ? notLent(asked, role.item) : notAws(role.item);
  const {problem} = role;
  return problem.code === 'not-found' && unread.length > 0 ? {...problem, unread} : problem;
}

/** Tools ask with an id, which tells people nothing: its name is said, and the way to a loan. */
function notLent(asked: string, {id, kind, name, scope}: Eligibility): Problem {
  return {
    code: 'not-active',
    asked: asked === id ? `${exact(name)}@${exact(scope.name)}` : asked,
    nextSteps: [`Ask for it with stint activate ${id}`, 'See what is active with stint status'],
    provider: kind,
    eligibilityId: id,
  };
}

function notAws({id, kind}: Eligibility): Problem {
  return {
    code: 'unsupported',
    reason: 'Credentials are lent for AWS permission sets and AWS roles only.',
    nextSteps: ['Activate it: your own sign-in holds the role then, in every tool'],
    provider: kind,
    eligibilityId: id,
  };
}
