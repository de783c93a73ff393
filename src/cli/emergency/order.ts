import {explain} from '../../core/explain.ts';
import {isOfUser, type Rung} from '../../core/ladder.ts';
import {problemOf, Trouble} from '../../core/problem.ts';
import {visible} from '../../core/untrusted.ts';
import type {EmergencyOrder} from '../../usecases/break-glass/emergency-story.ts';
import {refuseIncidentName} from '../../usecases/break-glass/incident-name.ts';
import {usage} from '../argv.ts';
import {type Call, textFlag} from '../flags.ts';
import {durationFlag} from '../globals.ts';
import type {OpenedEmergency} from '../host.ts';
import {hanging} from '../output/wrap.ts';
import type {Session} from '../session.ts';
import {rungTitle} from './rung-words.ts';

/** The rungs that are there to be tried. Throws `misconfigured` where there is none. */
function ladderOf({settings, practice}: OpenedEmergency, drill: boolean): readonly Rung[] {
  const {ladder = [], drill: harmless} = settings.breakGlass ?? {};
  const isHarmless = drill && !practice;
  const rungs = isHarmless ? (harmless === undefined ? [] : [harmless]) : ladder;
  if (rungs.length > 0) return rungs;
  throw new Trouble(isHarmless ? NO_DRILL : NO_LADDER);
}

const NO_DRILL = {
  code: 'misconfigured',
  setting: 'breakGlass.drill',
  reason: 'no harmless role is named for drills in the real cloud',
  nextSteps: ['Name one with stint break-glass setup ROLE --name NAME --drill'],
} as const;

const NO_LADDER = {
  code: 'misconfigured',
  setting: 'breakGlass.ladder',
  reason: 'no emergency role is named in the settings',
  nextSteps: [
    'Name one with stint break-glass setup ROLE --name NAME',
    'Keep an emergency user’s key with stint break-glass setup --user NAME',
    'Without one, ask for a role as on other days: stint activate ROLE',
  ],
} as const;

/**
 * What is asked for, from flags and, on a terminal, at most three questions and the typed name. Throws `usage` naming what
 * is missing where nobody can be asked, or for a name that is taken; `cancelled` where the name is not typed.
 */
export async function orderOf(
  session: Session,
  call: Call,
  app: OpenedEmergency,
  drill: boolean,
): Promise<Omit<EmergencyOrder, 'stepUp'>> {
  const ladder = ladderOf(app, drill);
  const named = call.operands.slice(0, 1).map(asked => rungNamed(ladder, asked));
  const duration = durationFlag(call, 'duration') ?? null;
  const isNew = (name: string) => refuseIncidentName(app, name, session.signal);
  const known = given(call, 'incident');
  if (known !== '') await isNew(known);
  const rungs = named.length > 0 ? named : await rungsMeant(session, call, ladder);
  const incident = known !== '' ? known : await answerTo(session, call, 'incident', WHICH, isNew);
  const reason = await answerTo(session, call, 'reason', 'Why? ');
  await confirm(session, call, rungs);
  return {incident, reason, rungs, duration, drill};
}

const WHICH = 'Which incident? Its name, for instance INC-4821: ';

const NEEDED = ['incident', 'reason', 'confirm'] as const;

/** Before anything is opened: what a script left out, all at once. */
export function refuseMissing(call: Call): void {
  const missing = NEEDED.filter(name => given(call, name) === '');
  if (missing.length === 0) return;
  const flags = missing.map(name => `--${name}`).join(' and ');
  throw new Trouble({
    code: 'usage',
    reason: `Nobody can be asked here: ${flags} ${missing.length === 1 ? 'is' : 'are'} missing.`,
    nextSteps: ['Run it with --incident ID --reason TEXT --confirm NAME', 'See stint break-glass --help'],
  });
}

const given = (call: Call, name: string): string => (textFlag(call, name) ?? '').trim();

/** A role that is answered is the only one that is tried; else all of them, in order. */
async function rungsMeant(session: Session, call: Call, ladder: readonly Rung[]): Promise<readonly Rung[]> {
  if (!session.mayAsk || ladder.length === 1 || given(call, 'confirm') !== '') return ladder;
  const width = Math.max(...ladder.map(({name}) => visible(name).length));
  for (const [at, rung] of ladder.entries())
    for (const line of hanging(
      session.host.stderr,
      `  ${at + 1}  ${visible(rung.name).padEnd(width)}  `,
      rungTitle(rung),
    ))
      session.notes.tell(line);
  return again(session, async () => {
    const typed = await session.host.askLine('Which? Number or name (enter: the first that works): ');
    const answer = typed.trim();
    return answer === '' ? ladder : [ladder[Number(answer) - 1] ?? rungNamed(ladder, answer)];
  });
}

const TRIES = 3;

/** A slip of the finger does not end an emergency: what cannot be meant is said, and asked for once more. */
async function again<T>({notes}: Session, ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; tries < TRIES; tries += 1)
    try {
      return await ask();
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code !== 'usage' && problem.code !== 'not-found') throw thrown;
      notes.tell(explain(problem).title);
    }
  return ask();
}

/** Its name, or a part that only one has; the name is typed in full to confirm anyway. */
export function rungNamed(ladder: readonly Rung[], asked: string): Rung {
  const exact = ladder.find(({name}) => name === asked);
  const parts = ladder.filter(({name}) => name.toLowerCase().includes(asked.toLowerCase()));
  const found = exact ?? (parts.length === 1 ? parts[0] : undefined);
  if (found !== undefined && asked !== '') return found;
  const near = (parts.length > 0 ? parts : ladder).map(({name}) => name);
  throw new Trouble({code: 'not-found', what: 'emergency role', asked, near});
}

async function answerTo(
  session: Session,
  call: Call,
  flag: string,
  question: string,
  check: (answer: string) => Promise<void> = async () => undefined,
): Promise<string> {
  const known = given(call, flag);
  if (known !== '') return known;
  return again(session, async () => {
    const typed = (await session.host.askLine(question)).trim();
    if (typed === '') throw usage(`An emergency needs this for its record: --${flag}.`, {name: call.command});
    await check(typed);
    return typed;
  });
}

/** Nobody breaks the glass by habit: the name of what is tried first is typed in full. */
async function confirm(session: Session, call: Call, rungs: readonly Rung[]): Promise<void> {
  const name = rungs[0]?.name ?? '';
  const typed = textFlag(call, 'confirm');
  if (typed !== undefined) {
    if (typed === name) return;
    throw usage(`--confirm must be the name of the role that is tried first: ${visible(name)}.`, {
      name: call.command,
    });
  }
  session.notes.tell(wordsBefore(rungs));
  for (let tries = 0; tries < TRIES; tries += 1)
    if ((await session.host.askLine(`Type ${visible(name)} to go on: `)).trim() === name) return;
  throw new Trouble({code: 'cancelled', reason: 'The name was not typed, so nothing was done.'});
}

function wordsBefore([first, ...others]: readonly Rung[]): string {
  if (first === undefined) return '';
  const name = visible(first.name);
  const key = isOfUser(first) ? ' It asks for the key of its user.' : '';
  if (others.length === 0) return `Only ${name} is tried.${key}`;
  return `${name} is tried first, then ${others.map(rung => visible(rung.name)).join(', ')}.${key}`;
}
