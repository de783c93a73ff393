import type {Eligibility} from '../../core/eligibility.ts';
import {authorityOf} from '../../core/kind.ts';
import {inPlaceOrder} from '../../core/order.ts';
import type {AwsConfigFile} from '../../core/ports.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import {visible} from '../../core/untrusted.ts';
import type {App} from '../../usecases/app.ts';
import {list} from '../../usecases/list.ts';
import {resolveRoles} from '../../usecases/resolve.ts';
import {usage} from '../argv.ts';
import {type ProfileState, profilesDocument} from '../documents/profiles.ts';
import {type Call, isOn} from '../flags.ts';
import {type AwsProfile, awsProfiles, blockText} from '../hand-over/aws-profiles.ts';
import {writeResult} from '../output/write-result.ts';
import {exitCodeOfReading, readSources} from '../read-sources.ts';
import {type Session, withApp} from '../session.ts';

interface Found {
  readonly roles: readonly Eligibility[];
  readonly problems: readonly Problem[];
  readonly code: number;
}

/** `stint init aws`: profiles that ask `stint creds`, shown before they are written, behind what is there. */
export async function initAws(session: Session, call: Call): Promise<number> {
  const isDryRun = isOn(call, 'dry-run');
  if (!isDryRun && !session.globals.yes && !session.mayAsk)
    throw usage('--yes is missing: nobody can be asked whether to write. --dry-run shows only.');
  return withApp(session, {}, async app => {
    const {roles, problems, code} = await rolesMeant(session, app, call.operands);
    const file = await session.host.awsConfigFile();
    const wanted = awsProfiles(session, app, roles);
    const there = new Set(await file.profileNames());
    const made = wanted.filter(({name}) => !there.has(name));
    const isText = session.globals.format === 'table' && session.globals.query === null;
    if (isText) session.host.stdout.write(made.map(blockText).join('\n'));
    sayKept(
      session,
      wanted.filter(({name}) => there.has(name)),
      file,
    );
    const isWritten = !isDryRun && (await written(session, file, made));
    const state = ({name}: AwsProfile): ProfileState =>
      there.has(name) ? 'kept' : isWritten ? 'written' : 'shown';
    const document = () => profilesDocument(wanted, state, problems);
    await writeResult(session, {document, text: () => '', problems});
    return code;
  });
}

async function rolesMeant(session: Session, app: App, asked: readonly string[]): Promise<Found> {
  if (asked.length === 0) return everyRole(session, app);
  const {items, problems} = await session.deadline.answer(resolveRoles(app, asked, session.signal));
  const [problem] = problems;
  if (problem !== undefined) throw new Trouble(problem);
  const odd = items.find(({kind}) => authorityOf(kind) !== 'aws');
  if (odd === undefined) return {roles: items, problems, code: 0};
  throw new Trouble({
    code: 'unsupported',
    reason: `${visible(odd.name)} is no AWS role: no AWS profile leads to it.`,
    nextSteps: ['Name AWS roles, or none for all of them'],
    eligibilityId: odd.id,
  });
}

async function everyRole(session: Session, app: App): Promise<Found> {
  const kinds = app.providers.map(({kind}) => kind).filter(kind => authorityOf(kind) === 'aws');
  if (kinds.length === 0) throw new Trouble(noAws(app));
  const reading = await readSources(session, kinds, list(app, {kinds, source: 'recent'}, session.signal));
  return {roles: inPlaceOrder(reading.items), problems: reading.problems, code: exitCodeOfReading(reading)};
}

const noAws = ({profile}: App): Problem => ({
  code: 'misconfigured',
  setting: `profiles.${profile}.aws`,
  reason: 'this profile has no AWS in it',
  nextSteps: ['Name the access portal: stint login aws --start-url URL --region REGION'],
});

function sayKept({notes}: Session, kept: readonly AwsProfile[], {path}: AwsConfigFile): void {
  for (const {name} of kept)
    notes.note(`${visible(name)} is in ${visible(path)} already and stays as it is.`);
}

async function written(session: Session, file: AwsConfigFile, made: readonly AwsProfile[]): Promise<boolean> {
  const {notes, host, globals} = session;
  if (made.length === 0) {
    notes.note('There is no profile to add.');
    return false;
  }
  const what = made.length === 1 ? 'this profile' : `these ${made.length} profiles`;
  if (!globals.yes && !(await host.askYesNo(`Add ${what} to ${visible(file.path)}?`)))
    throw new Trouble({code: 'cancelled', reason: 'Nothing was written.'});
  await file.append(made);
  notes.note(
    `Added ${what} to ${visible(file.path)}. ${made.length === 1 ? 'It hands' : 'They hand'} out credentials while a loan is open: stint activate ROLE.`,
  );
  if ((host.env.STINT_HOME ?? '') !== '')
    notes.note('STINT_HOME is set here: tools that use these profiles need it in their environment, too.');
  return true;
}
