import type {AwsCredentials} from '../../core/loan.ts';
import type {Signing} from '../aws/access.ts';
import {callerIdentity, userNameIn} from '../aws/caller.ts';
import {askPatiently} from '../aws/patience.ts';
import {asking} from './asking.ts';
import {type Bench, refuse, viaCredentials, type Way} from './bench.ts';
import {callerProblem} from './refusals.ts';

/** As role session names are written; a sign-in whose user is not known yet has something else there. */
const USER_NAME = /^[\w+=,.@-]{2,64}$/;

export const isUserName = (account: string, session: string): boolean =>
  USER_NAME.test(account) && account !== session;

/**
 * Who asks, for the role session to carry. STS is asked each time, of the very credentials that will ask for the role:
 * what was learnt before may be of another person who has signed in with the AWS CLI since. Nothing else is put into
 * CloudTrail as a name.
 */
export async function userNameOf(
  bench: Bench,
  way: Way,
  via: AwsCredentials,
  signal: AbortSignal,
): Promise<string> {
  const {access, clock} = bench.parts;
  const put = (by: Signing) =>
    askPatiently({clock, signal}, () => callerIdentity({access, session: way.session}, by, signal));
  const fresh = () => viaCredentials(bench, way, signal);
  const {arn} = await asking({put, problemOf: callerProblem}, via, fresh);
  const name = userNameIn(arn);
  if (name === undefined)
    return refuse({
      code: 'failed',
      reason: `AWS does not tell whose credentials these are (${arn}), and the role session has to carry your name.`,
      nextSteps: ['Nothing was lent. See that `via` of the role names a permission set of Identity Center'],
    });
  await access.learnUserName(way.session.name, name);
  return name;
}
