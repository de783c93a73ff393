import type {Grant} from '../../core/grant.ts';
import {problemOf} from '../../core/problem.ts';
import {showInstant} from '../../core/time.ts';
import type {App} from '../../usecases/app.ts';
import {giveUp as endAll, heldHere} from '../../usecases/exec.ts';
import {openLoans} from '../../usecases/lend.ts';
import type {Outcome} from '../documents/activations.ts';
import type {EventStream} from '../events.ts';
import {sayOnce} from '../say-once.ts';
import type {Session} from '../session.ts';
import {type Subject, tellStory} from '../tell-story.ts';
import {titleOf} from '../title.ts';
import {sayHandedOut} from './handed-out.ts';
import {partingOf} from './parting.ts';

export interface GivingUp {
  /** Stay until the end is done. */
  readonly wait: boolean;
  /** Nobody stays behind for what cannot end yet. */
  readonly isAlone: boolean;
  readonly events?: EventStream | null | undefined;
}

/**
 * Ends what a command took, and whatever else is to end with this process, whatever stopped the command: an interruption
 * of ours does not stop this. Never throws: what could not be ended is said, and kept as a wish where the journal can be
 * written. Tells what came of each.
 */
export async function giveUp(
  session: Session,
  app: App,
  taken: readonly Grant[],
  {wait, isAlone, events = null}: GivingUp,
): Promise<readonly Outcome[]> {
  const parting = partingOf(session, wait);
  try {
    const onTrouble = sayOnce(session);
    const held = await heldHere(app, onTrouble);
    const grants = await asTheyAre(app, [...taken, ...held]);
    if (taken.length + held.length === 0) return [];
    const story = endAll(app, grants, parting.signal, {wait, onTrouble});
    const outcomes = await tellStory(parting, app, grants.map(subjectOf), story, events);
    for (const outcome of outcomes) sayWhatIsLeft(session, outcome, isAlone);
    sayHandedOut(session, app, grants, outcomes);
    return outcomes;
  } catch (thrown) {
    session.notes.problem(problemOf(thrown));
    return [];
  } finally {
    parting.deadline.stop();
  }
}

function subjectOf(grant: Grant): Subject {
  const {id: item, eligibilityId, name, scope, requestId} = grant;
  const before = {
    state: 'active',
    requestId,
    grant,
    problem: null,
    endsEarlyAt: null,
    approvers: [],
  } as const;
  return {item, eligibilityId, name, scope, before};
}

/** Each once, without what has ended by itself; a loan may have been renewed or moved while the command ran. */
async function asTheyAre(app: App, taken: readonly Grant[]): Promise<readonly Grant[]> {
  const now = app.server.now();
  const each = [...new Map(taken.map(grant => [grant.id, grant])).values()];
  const left = each.filter(({endsAt}) => endsAt === null || endsAt > now);
  if (left.every(({assignment}) => assignment !== 'lent')) return left;
  const loans = await openLoans(app).catch((): readonly Grant[] => []);
  return left.map(grant => loans.find(loan => loan.id === grant.id) ?? grant);
}

function sayWhatIsLeft({notes}: Session, {activation, ...subject}: Outcome, isAlone: boolean): void {
  const {state, problem, endsEarlyAt} = activation;
  if (state === 'deactivating' && endsEarlyAt !== null) {
    const from = showInstant(endsEarlyAt);
    const who = isAlone
      ? `the next stint command from ${from} on does it`
      : `a process that stays behind does it at ${from}, or the next stint command after that`;
    notes.tell(`${titleOf(subject)} is not given up yet: ${who}.`);
  } else if (problem !== null) notes.problem(problem, titleOf(subject));
  else if (state === 'active')
    notes.tell(
      `${titleOf(subject)} is not given up yet: the cloud was silent; the next stint command does it.`,
    );
}
