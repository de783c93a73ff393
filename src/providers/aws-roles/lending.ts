import type {Grant} from '../../core/grant.ts';
import type {AwsCredentials, Loan} from '../../core/loan.ts';
import type {Call, ConsoleLink} from '../../core/ports.ts';
import {Trouble} from '../../core/problem.ts';
import {exact} from '../../core/untrusted.ts';
import {consoleLink} from '../aws/federation.ts';
import {lentOr} from '../aws/loans.ts';
import {assumed, throughSet} from './assuming.ts';
import {missingCode} from './beforehand.ts';
import {type Bench, roleAt, viaCredentials, wayTo} from './bench.ts';
import {userNameOf} from './user-name.ts';

/** The loan's credentials. Where none are kept here, the role is assumed again for exactly what is left of the loan. */
export const lending = (bench: Bench, grant: Grant, call: Call): Promise<AwsCredentials> =>
  lentOr(bench.desk, grant, loan => anew(bench, loan, call));

async function anew(bench: Bench, {grant, ticket}: Loan, call: Call): Promise<AwsCredentials> {
  const {signal, mfaCode} = call;
  const role = roleAt(bench, grant.address);
  const missing = missingCode(role, call);
  if (missing !== undefined) throw new Trouble({provider: 'aws-role', ...missing});
  const way = wayTo(bench, role);
  const via = await viaCredentials(bench, way, signal);
  const userName = await userNameOf(bench, way, via, signal);
  const startsAt = bench.parts.server.now();
  const window = {startsAt, endsAt: grant.endsAt ?? startsAt};
  const justification = grant.justification === null ? null : exact(grant.justification);
  const asked = {role, userName, window, justification, ticket: ticket ?? null, mfaCode};
  return assumed(throughSet(bench, way, via, signal), asked, signal);
}

/** The cloud chooses how long the console lasts: credentials of an assumed role may not ask (reference aws-jit 8). */
export async function consoleOfRole(bench: Bench, grant: Grant, call: Call): Promise<ConsoleLink> {
  const credentials = await lending(bench, grant, call);
  const {session} = wayTo(bench, roleAt(bench, grant.address));
  const now = bench.parts.server.now();
  const terms = {now, endsAt: grant.endsAt ?? credentials.expiresAt, chained: true};
  return consoleLink(bench.parts.access, session, credentials, terms, call.signal);
}
