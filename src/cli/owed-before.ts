import type {Wish} from '../core/intent.ts';
import type {App} from '../usecases/app.ts';
import {isLetGo} from '../usecases/until-exit.ts';
import {openWishes} from '../usecases/wishes.ts';
import type {Outcome} from './documents/activations.ts';
import {sayOnce} from './say-once.ts';
import type {Session} from './session.ts';
import {wishLines} from './wish-lines.ts';

/**
 * What was active before may owe its end already, to an earlier command or to one that still runs: that is said, and
 * when it ends early where that is known.
 */
export async function withOwed(
  session: Session,
  app: App,
  outcomes: readonly Outcome[],
): Promise<readonly Outcome[]> {
  const before = new Set(outcomes.flatMap(outcome => grantBefore(outcome) ?? []));
  if (before.size === 0) return outcomes;
  const owed = (await openWishes(app, sayOnce(session))).filter(({grant}) => before.has(grant.id));
  for (const line of await wishLines(app, owed)) session.notes.tell(line);
  const due = owed.filter(wish => isLetGo(app, wish));
  return outcomes.map(outcome => endingEarly(outcome, due));
}

/** The id of a grant that was there before anybody asked. */
function grantBefore({activation: {grant, problem}}: Outcome): string | undefined {
  return problem?.code === 'already-active' ? (grant?.id ?? problem.grantId) : undefined;
}

function endingEarly(outcome: Outcome, due: readonly Wish[]): Outcome {
  const wish = due.find(({grant}) => grant.id === grantBefore(outcome));
  if (wish === undefined) return outcome;
  return {...outcome, activation: {...outcome.activation, endsEarlyAt: wish.dueAt}};
}
