import type {Grant} from '../../core/grant.ts';
import {ROLE_GUARANTEE} from '../../core/guarantee.ts';
import type {Loan} from '../../core/loan.ts';
import type {Answer, Call, Extension} from '../../core/ports.ts';
import {exact} from '../../core/untrusted.ts';
import {extendLoan, type Prolonged} from '../aws/extension.ts';
import {assumed, throughSet} from './assuming.ts';
import {missingCode} from './beforehand.ts';
import {type Bench, refuse, roleAt, viaCredentials, wayTo} from './bench.ts';
import {windowFrom} from './session-policy.ts';
import {userNameOf} from './user-name.ts';

/**
 * The same loan until later: the role is assumed again for as long as was asked for from now on, which AWS and the
 * settings bound as they do the first time. The new credentials take the place of the old ones.
 */
export async function extending(bench: Bench, grant: Grant, request: Extension, call: Call): Promise<Answer> {
  const {maxDuration: most} = roleAt(bench, grant.address);
  const prolong = (loan: Loan) => prolonged(bench, loan, request, call);
  return extendLoan(bench.desk, grant, {...request, most, signal: call.signal, prolong});
}

async function prolonged(
  bench: Bench,
  {grant, ticket}: Loan,
  {duration, justification}: Extension,
  call: Call,
): Promise<Prolonged> {
  const {signal, mfaCode} = call;
  const role = roleAt(bench, grant.address);
  const missing = missingCode(role, call);
  if (missing !== undefined) return refuse(missing);
  const way = wayTo(bench, role);
  const via = await viaCredentials(bench, way, signal);
  const userName = await userNameOf(bench, way, via, signal);
  const window = windowFrom(bench.parts.server.now(), duration);
  const words = justification ?? (grant.justification === null ? null : exact(grant.justification));
  const asked = {role, userName, window, justification: words, ticket: ticket ?? null, mfaCode};
  const credentials = await assumed(throughSet(bench, way, via, signal), asked, signal);
  const endsAt = Math.min(window.endsAt, credentials.expiresAt);
  return {endsAt, credentials, guarantee: ROLE_GUARANTEE};
}
