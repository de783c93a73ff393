import {defaultDuration} from '../../core/fit.ts';
import {Trouble} from '../../core/problem.ts';
import {showInstant} from '../../core/time.ts';
import {extend} from '../../usecases/extend.ts';
import {resolveGrants} from '../../usecases/resolve.ts';
import {stepUpWay} from '../ask-for.ts';
import type {Outcome} from '../documents/activations.ts';
import {type Call, isOn} from '../flags.ts';
import {mfaGiven} from '../mfa-code.ts';
import {answerBatch} from '../outcomes.ts';
import {patienceOf, wasWaitedFor} from '../patience.ts';
import {sayCatchUp} from '../say-catch-up.ts';
import {sayOnce} from '../say-once.ts';
import {type Session, withApp} from '../session.ts';
import {tellStory} from '../tell-story.ts';
import {wantedOf} from '../wanted.ts';

/** `stint extend`: the duration counts from now on. Where the cloud cannot, that is said, and nothing is touched. */
export async function extendGrant(session: Session, call: Call): Promise<number> {
  const {duration, justification, ticket} = wantedOf(call);
  const [patience, mfaCode] = [patienceOf(session, call), mfaGiven(call)];
  return withApp(session, {}, async app => {
    await sayCatchUp(session, app);
    const {items, problems} = await session.deadline.answer(
      resolveGrants(app, call.operands, session.signal),
    );
    const [problem] = problems;
    const [grant] = items;
    if (problem !== undefined) throw new Trouble(problem);
    if (grant === undefined) throw new Error('one word, no grant and no problem');
    const wanted = {justification, ticket, replace: isOn(call, 'replace')};
    const length = duration ?? defaultDuration(app.settings.defaults?.duration);
    const options = {patience, mfaCode, stepUp: stepUpWay(session, app), onTrouble: sayOnce(session)};
    const story = extend(app, grant, {...wanted, duration: length}, options, session.signal);
    const {id: item, eligibilityId, name, scope} = grant;
    const told = await tellStory(session, app, [{item, eligibilityId, name, scope}], story, null);
    const outcomes = told.map(withoutPromise);
    return answerBatch(session, app, {outcomes, problems, waited: wasWaitedFor(patience)}, null);
  });
}

/** Nothing was wished for: nobody ends it later. */
function withoutPromise(outcome: Outcome): Outcome {
  const {problem} = outcome.activation;
  if (problem?.code !== 'too-soon-to-end') return outcome;
  const from = showInstant(problem.notBefore);
  const nextSteps = [`Run it again from ${from} on, or without --no-wait: then it waits for that`];
  return {...outcome, activation: {...outcome.activation, problem: {...problem, nextSteps}}};
}
