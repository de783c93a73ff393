import {LONGEST_SESSION} from '../../core/aws.ts';
import type {Grant} from '../../core/grant.ts';
import {loanGuarantee} from '../../core/guarantee.ts';
import type {Loan} from '../../core/loan.ts';
import type {Answer, Call, Extension} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import {seconds} from '../../core/time.ts';
import {extendLoan, type Prolonged} from '../aws/extension.ts';
import {endingWith, freshCredentials, type LendingParts} from './lending.ts';
import {KIND, placeOf} from './translate.ts';

/**
 * The same loan with a later end, at most 12 h from now. Credentials that do not last until then are asked for anew at
 * once, so that nobody is promised what the portal no longer gives.
 */
export const extending = (
  parts: LendingParts,
  grant: Grant,
  request: Extension,
  {signal}: Call,
): Promise<Answer> =>
  extendLoan(parts, grant, {
    ...request,
    most: LONGEST_SESSION,
    signal,
    prolong: loan => prolonged(parts, loan, request, signal),
  });

async function prolonged(
  parts: LendingParts,
  {grant}: Loan,
  {duration}: Extension,
  signal: AbortSignal,
): Promise<Prolonged> {
  if (grant.address.groupId !== undefined) throw restsOnGroup();
  const wanted = parts.server.now() + seconds(duration);
  const kept = await parts.loans.credentials(grant.id);
  if (kept !== undefined && kept.expiresAt >= wanted) {
    const terms = {endsAt: wanted, credentialsEndAt: kept.expiresAt, sessionSeconds: null};
    return {endsAt: wanted, guarantee: loanGuarantee(terms)};
  }
  const {credentials, sessionSeconds} = await freshCredentials(parts, placeOf(grant), signal);
  const credentialsEndAt = credentials.expiresAt;
  const endsAt = endingWith(credentialsEndAt, parts.server.now() + seconds(duration));
  return {endsAt, credentials, guarantee: loanGuarantee({endsAt, credentialsEndAt, sessionSeconds})};
}

/** The loan may not outlast the membership that it stands on, and PIM extends none. */
const restsOnGroup = (): Trouble =>
  new Trouble({
    code: 'unsupported',
    provider: KIND,
    reason: 'It rests on the membership of a PIM group, and the cloud cannot extend that.',
    nextSteps: ['Ask for it again when it has ended'],
  });
