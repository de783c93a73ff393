import {childEnvironment} from '../../core/child-environment.ts';
import type {Grant} from '../../core/grant.ts';
import {authorityOf} from '../../core/kind.ts';
import {Trouble} from '../../core/problem.ts';
import type {Instant} from '../../core/time.ts';
import {visible} from '../../core/untrusted.ts';
import type {App} from '../../usecases/app.ts';
import {noteExec} from '../../usecases/exec.ts';
import {type Lent, lend, openLoans} from '../../usecases/lend.ts';
import type {Outcome} from '../documents/activations.ts';
import type {ChildEnd} from '../host.ts';
import {showMoment} from '../output/moments.ts';
import type {Notes} from '../output/notes.ts';
import {sayOnce} from '../say-once.ts';
import type {Session} from '../session.ts';
import {titleOf} from '../title.ts';
import {regionOf} from './region-of.ts';

/** Codes of contract 3 for a command that did not run. */
const OURS = 125;
const NOT_RUNNABLE = 126;
const NOT_FOUND = 127;

/** Runs the command with what is held, credentials in its environment only, and gives its exit code. */
export async function runWith(
  session: Session,
  app: App,
  outcomes: readonly Outcome[],
  command: readonly string[],
): Promise<number> {
  const grants = await grantsOf(app, outcomes);
  const loan = grants.find(({kind}) => authorityOf(kind) === 'aws');
  const lent =
    loan === undefined
      ? null
      : await session.deadline.answer(lend(app, loan, session.signal, {onTrouble: sayOnce(session)}));
  sayWhatStays(session, outcomes);
  sayWhatIsHeld(session, app, grants, lent);
  const credentials = lent && {...lent.credentials, expiresAt: Math.floor(lent.expiresAt / 1000) * 1000};
  const env = childEnvironment(
    session.host.env,
    credentials,
    loan === undefined ? null : regionOf(app, loan),
  );
  await noteExec(app, grants, session.signal, sayOnce(session));
  if (session.host.interrupted.aborted) throw new Trouble({code: 'cancelled', reason: 'It was interrupted.'});
  return codeOf(session.notes, command[0] ?? '', await session.host.runChild(command, env));
}

/** What was active before may come back without its grant; a loan is then found in the book. */
async function grantsOf(app: App, outcomes: readonly Outcome[]): Promise<readonly Grant[]> {
  const grants = outcomes.flatMap(({activation}) => activation.grant ?? []);
  const without = outcomes.filter(({activation}) => activation.grant === null);
  if (without.length === 0) return grants;
  const isMeant = (loan: Grant) => without.some(one => one.eligibilityId === loan.eligibilityId);
  return [...grants, ...(await openLoans(app)).filter(isMeant)];
}

/** Only what the command took is given up after it. */
function sayWhatStays({notes}: Session, outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes)
    if (outcome.activation.problem?.code === 'already-active')
      notes.note(`${titleOf(outcome)}: it was active before; this command does not end it.`);
}

/** An Entra or Azure role cannot be given to one program alone; credentials can (design 7). */
function sayWhatIsHeld({notes}: Session, app: App, grants: readonly Grant[], lent: Lent | null): void {
  for (const grant of grants.filter(({kind}) => authorityOf(kind) === 'entra'))
    notes.note(
      `${titleOf(grant)}: your identity holds it everywhere until it ends, not only in this command.`,
    );
  if (lent !== null) notes.note(`${titleOf(lent.grant)}: ${untilWords(lent, app.server.now())}`);
}

/** A loan may end before its credentials do: AWS takes them for longer than tools are told. */
function untilWords({credentials, expiresAt}: Lent, now: Instant): string {
  const words = `its credentials are in the environment of this command only, until ${showMoment(expiresAt, now)}`;
  if (credentials.expiresAt <= expiresAt) return `${words}.`;
  return `${words}; AWS itself takes them until ${showMoment(credentials.expiresAt, now)}.`;
}

function codeOf(notes: Notes, program: string, end: ChildEnd): number {
  switch (end.type) {
    case 'ran':
      return end.code;
    case 'not-found':
      notes.problem({code: 'failed', reason: `There is no command “${program}”.`, nextSteps: PATH_STEPS});
      return NOT_FOUND;
    case 'not-runnable':
      notes.problem({
        code: 'failed',
        reason: `“${program}” cannot be run: ${visible(end.reason)}.`,
        nextSteps: PATH_STEPS,
      });
      return NOT_RUNNABLE;
    case 'failed':
      notes.problem({code: 'failed', reason: `“${program}” could not be started: ${visible(end.reason)}.`});
      return OURS;
  }
}

const PATH_STEPS: readonly string[] = ['Check its name, PATH and permissions'];
