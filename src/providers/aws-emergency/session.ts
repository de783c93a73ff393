import {SHORTEST_ASSUMPTION} from '../../core/aws.ts';
import type {AwsCredentials} from '../../core/loan.ts';
import type {Call} from '../../core/ports.ts';
import type {Problem} from '../../core/problem.ts';
import type {Secret} from '../../core/secret.ts';
import {type Millis, type Seconds, seconds} from '../../core/time.ts';
import {sessionToken} from '../aws/session-token.ts';
import {asking} from '../aws-roles/asking.ts';
import type {Assumer} from '../aws-roles/assuming.ts';
import {refuse} from '../aws-roles/bench.ts';
import {codeNeeded} from '../aws-roles/denial.ts';
import type {Bench} from './bench.ts';
import {inTime} from './in-time.ts';
import {userProblem} from './refusals.ts';

/** Long enough for every rung of a ladder, and no longer than STS makes it at least. */
export const SESSION_LENGTH: Seconds = SHORTEST_ASSUMPTION;

/** A code that is lost costs half a minute: slow answers are waited for. */
export const ANSWER_LIMIT: Millis = seconds(15);

/** With what the role is assumed: a session that carries MFA where a device is named, else the key itself. */
export async function assumerOf(bench: Bench, {signal, mfaCode}: Call): Promise<Assumer> {
  const {rung, key, sessions, server} = bench.parts;
  if (rung.mfaSerial === undefined) return {...bench, by: key};
  const factor = {accessKeyId: key.accessKeyId, serial: rung.mfaSerial};
  const open = sessions.read(factor, server.now());
  const anew = () => begun(bench, factor.serial, mfaCode, signal);
  if (open === undefined) return {...bench, by: await anew()};
  // A code that is still unused can replace a session that AWS takes no more.
  return {...bench, by: open, fresh: mfaCode === undefined ? undefined : anew};
}

async function begun(
  bench: Bench,
  serial: string,
  mfaCode: Secret | undefined,
  signal: AbortSignal,
): Promise<AwsCredentials> {
  const {key, rung, sessions, clock} = bench.parts;
  const code = mfaCode !== undefined && isCode(mfaCode) ? mfaCode : refuse(codeFault(mfaCode, serial));
  const credentials = await inTime(clock, ANSWER_LIMIT, signal, within =>
    asking(
      {
        put: () => sessionToken(bench, key, {serial, code}, SESSION_LENGTH, within),
        problemOf: thrown => userProblem(thrown, rung.user),
      },
      key,
    ),
  );
  sessions.keep({accessKeyId: key.accessKeyId, serial}, credentials);
  return credentials;
}

/** Why nothing could be sent; known without a network. */
export function missingCode({parts: {rung, key, sessions, server}}: Bench, call: Call): Problem | undefined {
  const {mfaSerial: serial} = rung;
  if (serial === undefined || sessions.isOpen({accessKeyId: key.accessKeyId, serial}, server.now()))
    return undefined;
  return call.mfaCode !== undefined && isCode(call.mfaCode) ? undefined : codeFault(call.mfaCode, serial);
}

const isCode = (code: Secret): boolean => /^\d{6}$/.test(code.reveal());

const codeFault = (code: Secret | undefined, serial: string): Problem =>
  codeNeeded(
    code === undefined
      ? `a code of the MFA device ${serial} has to be shown`
      : 'a code of an MFA device is six digits',
    'Give the six digits that it shows now with --mfa-code',
  );
