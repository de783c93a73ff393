import {canEnd, type Grant} from '../../core/grant.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import type {App} from '../../usecases/app.ts';
import {deactivate} from '../../usecases/deactivate.ts';
import {resolveGrants} from '../../usecases/resolve.ts';
import {status} from '../../usecases/status.ts';
import {usage} from '../argv.ts';
import {type Call, isOn} from '../flags.ts';
import {sayHandedOut} from '../hand-over/handed-out.ts';
import {grantsInOrder} from '../order-rows.ts';
import {answerBatch} from '../outcomes.ts';
import {exitCodeOfReading, readSources} from '../read-sources.ts';
import {sayCatchUp} from '../say-catch-up.ts';
import {sayOnce} from '../say-once.ts';
import {type Session, withApp} from '../session.ts';
import {tellStory} from '../tell-story.ts';
import {titleOf} from '../title.ts';

interface Chosen {
  readonly items: readonly Grant[];
  readonly problems: readonly Problem[];
  /** Nothing is there to end, as far as the sources that answered tell. */
  readonly looked?: boolean | undefined;
}

/** `stint deactivate`. */
export async function deactivateGrants(session: Session, call: Call): Promise<number> {
  const isAll = isOn(call, 'all');
  if (isAll && call.operands.length > 0) throw usage('Name grants or --all, not both.');
  if (!isAll && call.operands.length === 0) throw usage('Name what to end, or --all.');
  if (isAll && !session.globals.yes && !session.mayAsk)
    throw usage('--all needs --yes where nobody can be asked.');
  return withApp(session, {}, async app => {
    const chosen = isAll ? await everyGrant(session, app) : await namedGrants(session, app, call.operands);
    if (isAll) await agreed(session, chosen.items);
    return end(session, app, chosen, isOn(call, 'wait'));
  });
}

/** What was asked for comes first: catching up may end the very grant, and then there would be no such grant. */
async function end(session: Session, app: App, chosen: Chosen, wait: boolean): Promise<number> {
  const {items, problems, looked} = chosen;
  const onTrouble = sayOnce(session);
  const subjects = items.map(({id, eligibilityId, name, scope}) => ({item: id, eligibilityId, name, scope}));
  const story = deactivate(app, items, {wait, onTrouble}, session.signal);
  const outcomes = await tellStory(session, app, subjects, story, null);
  await sayCatchUp(session, app);
  const code = await answerBatch(session, app, {outcomes, problems, looked, waited: () => wait}, null);
  sayHandedOut(session, app, items, outcomes);
  return code;
}

async function namedGrants(session: Session, app: App, asked: readonly string[]): Promise<Chosen> {
  const chosen = await session.deadline.answer(resolveGrants(app, asked, session.signal));
  const [only] = chosen.problems;
  if (only !== undefined && chosen.items.length === 0 && chosen.problems.length === 1)
    throw new Trouble(only);
  return chosen;
}

/** Only what was activated or lent (contract 2); what could not be looked at is said. */
async function everyGrant(session: Session, app: App): Promise<Chosen> {
  const kinds = app.providers.map(provider => provider.kind);
  const reading = await readSources(session, kinds, status(app, {source: 'fresh'}, session.signal));
  const code = exitCodeOfReading(reading);
  const isRunning = ({state}: Grant) => state === 'active' || state === 'deactivating';
  const items = grantsInOrder(reading.items.filter(grant => canEnd(grant) && isRunning(grant)));
  if (items.length > 0) return {items, problems: reading.problems};
  session.notes.note(`There is nothing of yours to end${code === 0 ? '' : ' where we could look'}.`);
  return {items, problems: reading.problems, looked: true};
}

async function agreed(session: Session, grants: readonly Grant[]): Promise<void> {
  if (session.globals.yes || grants.length === 0) return;
  for (const grant of grants) session.notes.tell(`  ${titleOf(grant)}`);
  const question = grants.length === 1 ? 'End it now?' : `End these ${grants.length} now?`;
  if (await session.host.askYesNo(question)) return;
  throw new Trouble({code: 'cancelled', reason: 'Nothing was ended.'});
}
