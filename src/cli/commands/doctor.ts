import type {Finding} from '../../core/finding.ts';
import {type Problem, problemOf, Trouble} from '../../core/problem.ts';
import type {App} from '../../usecases/app.ts';
import {doctor} from '../../usecases/doctor.ts';
import {answerFindings} from '../findings.ts';
import {type Call, isOn} from '../flags.ts';
import {type Session, withApp} from '../session.ts';

/** `stint doctor`: asks nobody, and changes nothing. Settings that are refused keep nothing else from being looked at. */
export async function runDoctor(session: Session, call: Call): Promise<number> {
  return answerFindings(session, await examined(session, call));
}

async function examined(session: Session, call: Call): Promise<readonly Finding[]> {
  let isOpen = false;
  try {
    return await withApp(session, {}, app => {
      isOpen = true;
      return examine(session, call, app);
    });
  } catch (thrown) {
    if (isOpen || !(thrown instanceof Trouble)) throw thrown;
    return examine(session, call, problemOf(thrown));
  }
}

async function examine(session: Session, call: Call, app: App | Problem): Promise<readonly Finding[]> {
  const {host, globals, signal} = session;
  const [inspection, record] = await Promise.all([host.inspect(globals.profile), host.record()]);
  const flags = {isOnline: !isOn(call, 'offline'), showsPayload: isOn(call, 'payload')};
  return doctor(
    {version: host.version, inspection, env: host.env, app, record, clock: host.clock, ...flags},
    signal,
  );
}
