import {checkEmergency} from '../../../usecases/break-glass/check.ts';
import {withEmergency} from '../../emergency/with-emergency.ts';
import {answerFindings} from '../../findings.ts';
import type {OpenedEmergency} from '../../host.ts';
import type {Session} from '../../session.ts';

/** `stint break-glass check`: would it work tonight? What could not be looked at is not well. */
export async function check(session: Session): Promise<number> {
  const look = async (app: OpenedEmergency) =>
    answerFindings(session, await session.deadline.answer(checkEmergency(app, session.signal)));
  const code = await withEmergency(session, false, async app => (app.practice ? undefined : look(app)));
  // On a practice cloud nothing but a drill is possible.
  return code ?? withEmergency(session, true, look);
}
