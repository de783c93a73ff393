import {ACTOR_LIMIT} from '../../core/emergency.ts';
import type {Actor} from '../../core/intent.ts';
import {type CallerIdentity, callerIdentity} from '../aws/caller.ts';
import {asking} from '../aws-roles/asking.ts';
import {refuse} from '../aws-roles/bench.ts';
import type {Bench} from './bench.ts';
import {inTime} from './in-time.ts';
import {userProblem} from './refusals.ts';

/** An IAM user, as STS tells whose a key is. */
const USER = /^arn:aws[a-z-]*:iam::(\d{12}):user\/(?:[\w+=,.@/-]*\/)?([\w+=,.@-]{1,64})$/;

/** Who acts: asked of STS once, for a key is one user's for good. */
export interface Who {
  (signal: AbortSignal): Promise<Actor>;
  /** Who it turned out to be; `undefined`: nobody has asked. */
  known(): Actor | undefined;
}

/**
 * `account` is the user's name, `tenantId` the account. Rejects `unreachable` within `ACTOR_LIMIT`, `signed-out` for a key
 * that AWS does not take.
 */
export function whoActs(bench: Bench): Who {
  let known: Actor | undefined;
  const ask = async (signal: AbortSignal): Promise<Actor> => {
    known ??= actorIn(bench, await asked(bench, signal));
    return known;
  };
  return Object.assign(ask, {known: () => known});
}

function asked(bench: Bench, signal: AbortSignal): Promise<CallerIdentity> {
  const {key, clock, rung} = bench.parts;
  return inTime(clock, ACTOR_LIMIT, signal, within =>
    asking(
      {
        put: by => callerIdentity(bench, by, within),
        problemOf: thrown => userProblem(thrown, rung.user),
      },
      key,
    ),
  );
}

function actorIn({parts, session}: Bench, {arn, userId}: CallerIdentity): Actor {
  const [, tenantId, account] = USER.exec(arn) ?? [];
  if (tenantId === undefined || account === undefined)
    return refuse({
      code: 'failed',
      reason: `The key of the emergency user ${parts.rung.user} is no IAM user’s own (${arn}).`,
      nextSteps: [
        'Keep another with stint break-glass setup: root’s keys and those of sessions are not taken',
      ],
    });
  return {profile: parts.profile, authority: session.endpoints.sts, tenantId, oid: userId, account};
}
