import {NOT_SENT} from '../../core/activation.ts';
import type {Grant} from '../../core/grant.ts';
import {authorityOf} from '../../core/kind.ts';
import {runWith} from '../hand-over/run-with.ts';
import type {OpenedEmergency} from '../host.ts';
import {showMoment} from '../output/moments.ts';
import type {Session} from '../session.ts';
import type {RungRun} from './run.ts';

/**
 * Runs the person's command with what was taken, or a shell where credentials live in this process only, and gives its
 * exit code; `undefined`: there is nothing to run. Nothing is ended afterwards: an emergency ends when somebody says so.
 */
export async function handOver(
  session: Session,
  app: OpenedEmergency,
  {rung, grant}: RungRun,
  command: readonly string[],
): Promise<number | undefined> {
  if (grant === null) return undefined;
  const profile = rung.profile ?? app.profile;
  if (command.length === 0 && !isFleeting(session, app, grant, profile)) return undefined;
  if (command.length === 0 && !session.onTerminal) {
    session.notes.tell(`${FLEETING} They are gone now: run it again with -- CMD.`);
    return undefined;
  }
  const program = command.length > 0 ? command : await session.host.shell();
  if (command.length === 0) session.notes.tell(`${FLEETING} A shell that holds them opens; exit leaves it.`);
  const {eligibilityId, name, scope} = grant;
  const held = {eligibilityId, name, scope, activation: {...NOT_SENT, state: 'active', grant}} as const;
  const code = await runWith(session, await app.appOf(profile), [held], program);
  if (grant.endsAt !== null)
    session.notes.note(`The role itself stays until ${showMoment(grant.endsAt, app.server.now())}.`);
  return code;
}

const FLEETING = 'These credentials are in the memory of this command only.';

/** Nobody can hand them out after us: the token store does not open, or is one in memory by name. */
export function isFleeting({host}: Session, app: OpenedEmergency, {kind}: Grant, profile: string): boolean {
  if (authorityOf(kind) !== 'aws') return false;
  return host.env.STINT_TOKEN_STORE === 'memory' || app.loansAreInMemory(profile);
}
