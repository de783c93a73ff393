import type {Eligibility} from '../../../core/eligibility.ts';
import type {Rung} from '../../../core/ladder.ts';
import {Trouble} from '../../../core/problem.ts';
import {rungOf} from '../../../core/rung.ts';
import {visible} from '../../../core/untrusted.ts';
import {resolveRoles} from '../../../usecases/resolve.ts';
import {usage} from '../../argv.ts';
import {settingsDocument} from '../../documents/settings.ts';
import {addRung, forgetRung, type Ladder} from '../../emergency/ladder-setting.ts';
import {rungTitle} from '../../emergency/rung-words.ts';
import {SETUP} from '../../emergency/user-key.ts';
import {type Call, isOn, textFlag} from '../../flags.ts';
import {durationFlag} from '../../globals.ts';
import {writeResult} from '../../output/write-result.ts';
import {type Session, withApp} from '../../session.ts';
import {titleOf} from '../../title.ts';

/** `stint break-glass setup`: names a listed role for emergencies, or keeps the key of an emergency user. */
export async function setup(session: Session, call: Call): Promise<number> {
  if (textFlag(call, 'user') !== undefined) return (await import('./setup-user.ts')).setupUser(session, call);
  const store = await session.host.settings();
  const isDrill = isOn(call, 'drill');
  // What is forgotten goes by the name it was given.
  const named = call.operands[0] ?? (isOn(call, 'forget') ? textFlag(call, 'name') : undefined);
  const asked = await wordFrom(session, named, 'Which role? ', 'Name the role.');
  if (isOn(call, 'forget')) return written(session, await forgetRung(store, asked, isDrill), isDrill);
  const role = await withApp(session, {}, async app => {
    const found = await session.deadline.answer(resolveRoles(app, [asked], session.signal));
    const [problem] = found.problems;
    if (problem !== undefined) throw new Trouble(problem);
    return found.items[0];
  });
  if (role === undefined) throw usage('Name one role.', SETUP);
  const name = await wordFrom(
    session,
    textFlag(call, 'name'),
    'What is it called in an emergency? ',
    NO_NAME,
  );
  const rung = withFlags(session, call, rungFor(role, name));
  const ladder = await addRung(store, rung, isDrill);
  session.notes.note(`${visible(name)} is ${rungTitle(rung)} from now on.`);
  if (!isDrill)
    session.notes.note('Rehearse it: stint break-glass drill. Look at it all: stint break-glass check.');
  return written(session, ladder, isDrill);
}

const NO_NAME = 'Name it with --name: that name is typed to confirm.';

async function wordFrom(
  {host, mayAsk}: Session,
  given: string | undefined,
  question: string,
  missing: string,
): Promise<string> {
  const text = (given ?? (mayAsk ? await host.askLine(question) : '')).trim();
  if (text === '') throw usage(missing, SETUP);
  return text;
}

function rungFor(role: Eligibility, name: string): Rung {
  const rung = rungOf(role, name);
  if (rung !== undefined) return rung;
  throw new Trouble({
    code: 'unsupported',
    reason: `${titleOf(role)} cannot be an emergency role: asking for it takes more than the settings can hold.`,
    nextSteps: ['Choose a role without a condition', 'See what there is with stint list'],
  });
}

/** Whose role it is must not hang on which profile is in use at three in the morning. */
function withFlags({globals}: Session, call: Call, rung: Rung): Rung {
  const duration = durationFlag(call, 'duration') === undefined ? undefined : textFlag(call, 'duration');
  return {...rung, profile: globals.profile, ...(duration !== undefined && {duration})};
}

async function written(session: Session, ladder: Ladder, isDrill: boolean): Promise<number> {
  const name = isDrill ? 'breakGlass.drill' : 'breakGlass.ladder';
  const value = isDrill ? (ladder[0] ?? null) : ladder;
  const names = ladder.map((rung, at) => `  ${at + 1}  ${visible(rung.name)}   ${rungTitle(rung)}\n`);
  await writeResult(session, {
    document: () => settingsDocument({[name]: value}),
    text: () => names.join(''),
    problems: [],
  });
  return 0;
}
