import {checkEmergency} from '../../../usecases/break-glass/check.ts';
import {withEmergency} from '../../emergency/with-emergency.ts';
import {answerFindings} from '../../findings.ts';
import type {Session} from '../../session.ts';

/** `stint break-glass check`: would it work tonight? What could not be looked at is not well. */
export function check(session: Session): Promise<number> {
  return withEmergency(session, false, async app =>
    answerFindings(session, await session.deadline.answer(checkEmergency(app, session.signal))),
  );
}
