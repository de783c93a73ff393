import {Trouble} from '../../core/problem.ts';
import {cancel} from '../../usecases/cancel.ts';
import {resolveRequests} from '../../usecases/resolve.ts';
import type {Call} from '../flags.ts';
import {answerBatch} from '../outcomes.ts';
import {sayCatchUp} from '../say-catch-up.ts';
import {sayOnce} from '../say-once.ts';
import {type Session, withApp} from '../session.ts';
import {tellStory} from '../tell-story.ts';

/** `stint cancel`. */
export async function cancelRequest(session: Session, call: Call): Promise<number> {
  return withApp(session, {}, async app => {
    const resolved = await session.deadline.answer(resolveRequests(app, call.operands, session.signal));
    const [only] = resolved.problems;
    if (only !== undefined) throw new Trouble(only);
    const {items, problems} = resolved;
    const onTrouble = sayOnce(session);
    const subjects = items.map(({id, eligibilityId, name, scope}) => ({
      item: id,
      eligibilityId,
      name,
      scope,
    }));
    const story = cancel(app, items, session.signal, {onTrouble});
    const outcomes = await tellStory(session, app, subjects, story, null);
    await sayCatchUp(session, app);
    return answerBatch(session, app, {outcomes, problems, waited: () => false}, null);
  });
}
