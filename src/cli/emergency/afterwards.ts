import {incidentWord} from '../../core/emergency.ts';
import type {Grant} from '../../core/grant.ts';
import {authorityOf} from '../../core/kind.ts';
import {visible} from '../../core/untrusted.ts';
import {type OpenedEmergency, type Output, widthOf} from '../host.ts';
import {guaranteeLines} from '../output/grant-table.ts';
import {showMoment} from '../output/moments.ts';
import {hanging} from '../output/wrap.ts';
import type {Session} from '../session.ts';
import {isFleeting} from './hand-over.ts';
import {type EmergencyRun, grantedRung} from './run.ts';

/** What must be done now, each with its command; and, where nothing worked, why not. */
export function sayAfterwards(session: Session, app: OpenedEmergency, run: EmergencyRun): void {
  const {notes} = session;
  const {incident} = run;
  if (run.state === 'without')
    for (const {rung, problem} of run.rungs) if (problem !== null) notes.problem(problem, rung.name);
  if (incident === null) return;
  const isCut = session.deadline.interrupted() && run.state !== 'granted';
  const isStopped = isCut || run.state === 'open';
  if (app.isPassing) {
    if (isStopped) notes.note('It was stopped.');
    notes.note('It was a practice cloud of its own: nothing of it is left to be ended or closed.');
    return;
  }
  if (isStopped) notes.note('It was stopped. The incident stays open.');
  const beside = app.audit.beside();
  if (beside !== undefined)
    notes.note(
      `The record did not take all of it: what it did not take is in ${visible(beside)}. Keep that file.`,
    );
  const held = grantedRung(run);
  if (held?.grant != null) for (const line of guaranteeLines([held.grant])) notes.note(line);
  notes.note('Afterwards:');
  const own = held?.grant == null ? [] : ofGrant(session, app, held.grant, held.rung.profile);
  for (const [command, what] of [...own, ...ofIncident(incidentWord(incident.id))])
    for (const line of stepLines(session.host.stderr, command, what)) notes.note(line);
}

/** Beside each other where there is room for both. */
function stepLines(output: Output, command: string, what: string): readonly string[] {
  const isNarrow = output.isTty && widthOf(output) < NARROW;
  return isNarrow
    ? [`  ${command}`, ...hanging(output, '      ', what)]
    : hanging(output, `  ${command.padEnd(46)}  `, what);
}

const NARROW = 78;

type Step = readonly [command: string, what: string];

function ofGrant(session: Session, app: OpenedEmergency, grant: Grant, profile?: string): readonly Step[] {
  const as =
    profile === undefined || profile === session.globals.profile ? '' : ` --profile ${visible(profile)}`;
  const until = grant.endsAt === null ? '' : ` before ${showMoment(grant.endsAt, app.server.now())}`;
  const isKept = !isFleeting(session, app, grant, profile ?? app.profile);
  return [
    ...(authorityOf(grant.kind) === 'aws' && isKept
      ? [[`stint creds ${grant.eligibilityId}${as}`, 'its credentials, for a shell or a tool'] as const]
      : []),
    [`stint deactivate ${grant.id}${as}`, `end the role${until}`],
  ];
}

const ofIncident = (id: string): readonly Step[] => [
  [`stint break-glass close ${id}`, 'when it is over'],
  [`stint break-glass report ${id}`, 'the whole story, from the record'],
];
