import type {Grant} from '../../core/grant.ts';
import type {Intent, Ticket} from '../../core/intent.ts';
import type {AwsCredentials, Loan} from '../../core/loan.ts';
import type {Answer, Call, ConsoleLink, PlannedRequest} from '../../core/ports.ts';
import type {Instant} from '../../core/time.ts';
import {exact} from '../../core/untrusted.ts';
import {consoleLink} from '../aws/federation.ts';
import {alreadyLent, lentOr} from '../aws/loans.ts';
import {assumed} from '../aws-roles/assuming.ts';
import {refusedBeforehand} from '../aws-roles/beforehand.ts';
import {opened, refused, type Taken} from '../aws-roles/opening.ts';
import {assumption, planned} from '../aws-roles/request.ts';
import {type Window, windowFrom} from '../aws-roles/session-policy.ts';
import type {Bench} from './bench.ts';
import {inTime} from './in-time.ts';
import {ANSWER_LIMIT, assumerOf, missingCode, SESSION_LENGTH} from './session.ts';
import type {Who} from './who.ts';

/** Opens a loan of the role: at most three calls, all to STS. */
export async function activation(bench: Bench, who: Who, intent: Intent, call: Call): Promise<Answer> {
  const lent = await alreadyLent(bench.desk, intent.eligibilityId);
  if (lent !== undefined) return lent;
  const misfit = refusedBeforehand(bench.role, intent, call) ?? missingCode(bench, call);
  if (misfit !== undefined) return refused(intent, misfit);
  const {duration, justification, ticket} = intent.request;
  return opened(bench.desk, intent, call.signal, () =>
    taken(bench, who, {justification, ticket, windowAt: now => windowFrom(now, duration)}, call),
  );
}

interface Wanted {
  readonly justification: string | null;
  readonly ticket: Ticket | null;
  readonly windowAt: (now: Instant) => Window;
}

/** The window begins when the session is there, by the time that STS has just told. */
async function taken(bench: Bench, who: Who, {windowAt, ...reasons}: Wanted, call: Call): Promise<Taken> {
  const {account: userName} = await who(call.signal);
  const assumer = await assumerOf(bench, call);
  const window = windowAt(bench.parts.server.now());
  const asked = {role: bench.role, userName, window, ...reasons, mfaCode: undefined};
  const credentials = await inTime(bench.parts.clock, ANSWER_LIMIT, call.signal, signal =>
    assumed(assumer, asked, signal),
  );
  return {window, credentials};
}

/** The kept credentials; where there are none and the user's session still lives, the role once more for what is left. */
export const lending = (bench: Bench, who: Who, grant: Grant, call: Call): Promise<AwsCredentials> =>
  lentOr(bench.desk, grant, async loan => (await taken(bench, who, leftOf(loan), call)).credentials);

function leftOf({grant, ticket}: Loan): Wanted {
  return {
    justification: grant.justification === null ? null : exact(grant.justification),
    ticket: ticket ?? null,
    windowAt: startsAt => ({startsAt, endsAt: grant.endsAt ?? startsAt}),
  };
}

/** The cloud chooses how long the console lasts: credentials of an assumed role may not ask (reference aws-jit 8). */
export async function consoleOf(bench: Bench, who: Who, grant: Grant, call: Call): Promise<ConsoleLink> {
  const credentials = await lending(bench, who, grant, call);
  const terms = {
    now: bench.parts.server.now(),
    endsAt: grant.endsAt ?? credentials.expiresAt,
    chained: true,
  };
  return consoleLink(bench.access, bench.session, credentials, terms, call.signal);
}

/** The requests as they would be sent now, but for the MFA code. No network. */
export function plan({role, parts, session}: Bench, who: Who, intent: Intent): readonly PlannedRequest[] {
  const {duration, justification, ticket} = intent.request;
  const userName = who.known()?.account ?? parts.rung.user;
  const window = windowFrom(parts.server.now(), duration);
  const input = assumption({role, userName, window, justification, ticket, mfaCode: undefined});
  const {sts} = session.endpoints;
  return [...begins(parts.rung.mfaSerial, sts), planned(sts, input)];
}

function begins(serial: string | undefined, sts: string): readonly PlannedRequest[] {
  if (serial === undefined) return [];
  const body = {
    ...{Action: 'GetSessionToken', Version: '2011-06-15'},
    DurationSeconds: String(SESSION_LENGTH),
    SerialNumber: serial,
  };
  return [{method: 'POST', url: `${sts}/`, body}];
}
