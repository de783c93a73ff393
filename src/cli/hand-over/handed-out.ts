import type {Grant} from '../../core/grant.ts';
import type {App} from '../../usecases/app.ts';
import {restOf} from '../../usecases/resting-on.ts';
import type {Outcome} from '../documents/activations.ts';
import {showMoment} from '../output/moments.ts';
import type {Session} from '../session.ts';
import {titleOf} from '../title.ts';

/** A loan ends here; credentials that somebody has already go on until AWS ends them (reference aws-jit 0). */
export function sayHandedOut(
  {notes}: Session,
  app: App,
  grants: readonly Grant[],
  outcomes: readonly Outcome[],
): void {
  const now = app.server.now();
  for (const grant of grants) {
    const outcome = outcomes.find(one => one.eligibilityId === grant.eligibilityId);
    if (outcome?.activation.state !== 'ended') continue;
    const until = grant.credentialsEndAt;
    if (until !== null && until > now)
      notes.note(
        `${titleOf(grant)}: nothing more is handed out. Credentials that have been handed out work until ${showMoment(until, now)}.`,
      );
    if (grant.address.groupId !== undefined && restOf(grant) === undefined)
      notes.note(
        `${titleOf(grant)}: the group that leads there was active before, and is left as it is: see stint status.`,
      );
  }
}
