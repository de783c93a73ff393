import type {Intent} from '../../core/intent.ts';
import type {Answer, Call, PlannedRequest} from '../../core/ports.ts';
import {alreadyLent} from '../aws/loans.ts';
import {assumed, throughSet} from './assuming.ts';
import {refusedBeforehand} from './beforehand.ts';
import {type Bench, roleAt, viaCredentials, wayTo} from './bench.ts';
import {opened, refused, type Taken} from './opening.ts';
import {type Asked, assumption, planned} from './request.ts';
import {windowFrom} from './session-policy.ts';
import {isUserName, userNameOf} from './user-name.ts';

/** Opens a loan of the role, assumed with the credentials of the permission set on the way. */
export async function activation(bench: Bench, intent: Intent, call: Call): Promise<Answer> {
  const {desk} = bench;
  const lent = await alreadyLent(desk, intent.eligibilityId);
  if (lent !== undefined) return lent;
  const misfit = refusedBeforehand(roleAt(bench, intent.address), intent, call);
  if (misfit !== undefined) return refused(intent, misfit);
  return opened(desk, intent, call.signal, () => take(bench, intent, call));
}

/** The window begins when everything else is at hand, by the time that the portal has just told. */
async function take(bench: Bench, intent: Intent, {signal, mfaCode}: Call): Promise<Taken> {
  const role = roleAt(bench, intent.address);
  const way = wayTo(bench, role);
  const via = await viaCredentials(bench, way, signal);
  const userName = await userNameOf(bench, way, via, signal);
  const {duration, justification, ticket} = intent.request;
  const window = windowFrom(bench.parts.server.now(), duration);
  const asked: Asked = {role, userName, window, justification, ticket, mfaCode};
  return {window, credentials: await assumed(throughSet(bench, way, via, signal), asked, signal)};
}

/** Said of a person whose name is not known yet: it is asked of AWS with the first activation. */
const NOT_KNOWN_YET = 'your.user.name';

/** The request as it would be sent now, but for the MFA code. No network. */
export async function plan(
  bench: Bench,
  {address, request, actor}: Intent,
): Promise<readonly PlannedRequest[]> {
  const role = roleAt(bench, address);
  const {session} = wayTo(bench, role);
  const {duration, justification, ticket} = request;
  const window = windowFrom(bench.parts.server.now(), Math.min(duration, role.maxDuration));
  const userName = isUserName(actor.account, session.name) ? actor.account : NOT_KNOWN_YET;
  const input = assumption({role, userName, window, justification, ticket, mfaCode: undefined});
  return [planned(session.endpoints.sts, input)];
}
