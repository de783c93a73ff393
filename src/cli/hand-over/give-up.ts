import type {Grant} from '../../core/grant.ts';
import {problemOf} from '../../core/problem.ts';
import {showInstant} from '../../core/time.ts';
import type {App} from '../../usecases/app.ts';
import {giveUp as endAll} from '../../usecases/exec.ts';
import {openLoans} from '../../usecases/lend.ts';
import {createDeadline} from '../deadline.ts';
import type {Outcome} from '../documents/activations.ts';
import {sayOnce} from '../say-once.ts';
import type {Session} from '../session.ts';
import {tellStory} from '../tell-story.ts';
import {titleOf} from '../title.ts';
import {sayHandedOut} from './handed-out.ts';

/** How long the clouds may take to be told that it is over, in seconds. */
const FAREWELL = 120;

/**
 * Ends what a command took, whatever stopped the command: an interruption of ours does not stop this. Never throws:
 * what could not be ended is said, and kept as a wish where the journal can be written.
 */
export async function giveUp(
  session: Session,
  app: App,
  taken: readonly Grant[],
  wait: boolean,
): Promise<void> {
  if (taken.length === 0) return;
  const parting = partingOf(session, wait);
  try {
    const grants = await asTheyAre(app, taken);
    const subjects = grants.map(({id, eligibilityId, name, scope}) => ({
      item: id,
      eligibilityId,
      name,
      scope,
    }));
    const story = endAll(app, grants, parting.signal, {wait, onTrouble: sayOnce(session)});
    const outcomes = await tellStory(parting, app, subjects, story, null);
    for (const outcome of outcomes) sayWhatIsLeft(session, outcome);
    sayHandedOut(session, app, grants, outcomes);
  } catch (thrown) {
    session.notes.problem(problemOf(thrown));
  } finally {
    parting.deadline.stop();
  }
}

/** Waiting for a late end may be interrupted; telling the clouds may not, but it has a limit. */
function partingOf(session: Session, wait: boolean): Session {
  const {host, globals} = session;
  const mayStop = wait && !host.interrupted.aborted;
  const interrupted = mayStop ? host.interrupted : new AbortController().signal;
  const deadline = createDeadline(host.clock, interrupted, globals.timeout ?? (wait ? null : FAREWELL));
  return {...session, deadline, signal: deadline.signal};
}

/** Without what has ended by itself; credentials may have been renewed while the command ran. */
async function asTheyAre(app: App, taken: readonly Grant[]): Promise<readonly Grant[]> {
  const now = app.server.now();
  const left = taken.filter(({endsAt}) => endsAt === null || endsAt > now);
  if (left.every(({assignment}) => assignment !== 'lent')) return left;
  const loans = await openLoans(app).catch((): readonly Grant[] => []);
  return left.map(grant => loans.find(loan => loan.id === grant.id) ?? grant);
}

function sayWhatIsLeft({notes}: Session, {activation, ...subject}: Outcome): void {
  const {state, problem, endsEarlyAt} = activation;
  if (state === 'deactivating' && endsEarlyAt !== null)
    notes.tell(
      `${titleOf(subject)} is not given up yet: the next stint command from ${showInstant(endsEarlyAt)} on does it.`,
    );
  else if (problem !== null) notes.problem(problem, titleOf(subject));
}
