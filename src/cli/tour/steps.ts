import type {Eligibility} from '../../core/eligibility.ts';
import {canEnd} from '../../core/grant.ts';
import type {AuthorityName} from '../../core/kind.ts';
import {Trouble} from '../../core/problem.ts';
import {minutes, type Seconds, seconds} from '../../core/time.ts';
import {activate} from '../../usecases/activate.ts';
import {deactivate} from '../../usecases/deactivate.ts';
import {lend, loanMeant} from '../../usecases/lend.ts';
import {list} from '../../usecases/list.ts';
import {isRefusedOrder, prepareOrders} from '../../usecases/order.ts';
import {resolveRoles} from '../../usecases/resolve.ts';
import {signIn} from '../../usecases/sign-in.ts';
import {status} from '../../usecases/status.ts';
import type {Story} from '../../usecases/story.ts';
import {askFor, takenBy} from '../ask-for.ts';
import type {Outcome} from '../documents/activations.ts';
import {credentialText} from '../hand-over/credential-text.ts';
import {giveUp} from '../hand-over/give-up.ts';
import {runWith} from '../hand-over/run-with.ts';
import {grantsInOrder} from '../order-rows.ts';
import {eligibilityTable} from '../output/eligibility-table.ts';
import {grantTable, guaranteeLines} from '../output/grant-table.ts';
import {readSources} from '../read-sources.ts';
import {sayCatchUp} from '../say-catch-up.ts';
import {saySignIn} from '../sign-in-words.ts';
import {tellStory} from '../tell-story.ts';
import {expectThat, type Stage, type Step} from './stage.ts';

const PLAIN = 'Contributor@prod-data';
const APPROVED = 'Owner@prod-data';
const LENT = 'ReadOnlyAccess@data-lake-dev';
const REASON = 'a tour of stint';
const HELD = 'Operator@build-platform';
const CHILD = "require('assert')(process.env.AWS_ACCESS_KEY_ID)";
const EXEC = ['stint exec', HELD, `--justification "${REASON}" -- node -e "${CHILD}"`];
const AN_HOUR: Seconds = 3600;
const SHOWN = 6;
/** Long enough for the practice cloud's own delays, short enough for a tour. */
const PATIENCE = {provisioning: seconds(30), approval: seconds(30)};

export const STEPS: readonly Step[] = [
  {title: 'Sign in', typed: 'stint login entra', play: stage => enter(stage, 'entra')},
  {title: 'Sign in to AWS, too', typed: 'stint login aws', play: stage => enter(stage, 'aws')},
  {title: 'See what you may become', typed: 'stint list', play: look},
  {
    title: 'Become it, for an hour',
    typed: `stint activate ${PLAIN} --duration 1h --justification "${REASON}"`,
    play: stage => become(stage, PLAIN, story => story),
  },
  {
    title: 'Ask for a role that somebody must approve',
    typed: `stint activate ${APPROVED} --duration 1h --justification "${REASON}" --wait`,
    play: stage => become(stage, APPROVED, story => approving(stage, story)),
  },
  {
    title: 'Borrow AWS credentials',
    typed: `stint creds ${LENT} --duration 1h --justification "${REASON}" --format process`,
    play: stage => borrow(stage, LENT),
  },
  {title: 'Run one command with a role, and no longer', typed: EXEC.join(' '), play: runOne},
  {title: 'See what you are now', typed: 'stint status', play: showGrants},
  {title: 'End it early', typed: `stint deactivate ${PLAIN}`, play: endEarly},
  {title: 'Five minutes later', typed: 'stint status', play: later},
];

async function enter({session, app}: Stage, provider: AuthorityName): Promise<void> {
  let isSignedIn = false;
  for await (const event of signIn(app, provider, 'device', session.signal)) {
    saySignIn(session.notes, event, app.server.now());
    if (event.type === 'device-code') session.notes.note('(The practice cloud enters it for you.)');
    isSignedIn ||= event.type === 'signed-in';
  }
  expectThat(isSignedIn, 'The sign-in did not come to its end.');
}

async function look({session, app}: Stage): Promise<void> {
  const kinds = app.providers.map(provider => provider.kind);
  const {items, problems} = await readSources(session, kinds, list(app, {source: 'fresh'}, session.signal));
  expectThat(problems.length === 0, 'A source could not be read.');
  expectThat(items.length > 0, 'The practice cloud has nothing to become.');
  say(session, await eligibilityTable(items.slice(0, SHOWN), session.look));
  if (items.length > SHOWN) session.notes.note(`… and ${items.length - SHOWN} more.`);
}

async function become(
  stage: Stage,
  asked: string,
  onTheWay: (story: AsyncIterable<Story>) => AsyncIterable<Story>,
): Promise<void> {
  const {session, app} = stage;
  const [role] = (await resolveRoles(app, [asked], session.signal)).items;
  expectThat(role !== undefined, `${asked} is not on the list.`);
  if (role === undefined) return;
  const [outcome] = await ask(stage, role, onTheWay);
  const isActive = outcome?.activation.state === 'active' && outcome.activation.problem === null;
  if (outcome !== undefined && !isActive && outcome.activation.problem !== null)
    session.notes.problem(outcome.activation.problem);
  expectThat(isActive, `${asked} did not become active.`);
}

async function ask(
  {session, app}: Stage,
  role: Eligibility,
  onTheWay: (story: AsyncIterable<Story>) => AsyncIterable<Story>,
): Promise<readonly Outcome[]> {
  const wanted = {duration: AN_HOUR, justification: REASON, ticket: null, narrowerScope: null, startAt: null};
  const orders = await prepareOrders(app, [role], wanted, session.signal);
  const ready = orders.flatMap(order => (isRefusedOrder(order) ? [] : [order]));
  const {id, name, scope} = role;
  const story = activate(app, ready, {patience: PATIENCE, stepUp: 'device'}, session.signal);
  return tellStory(session, app, [{item: id, eligibilityId: id, name, scope}], onTheWay(story), null);
}

/** The credentials are looked at, and not shown: nobody's log should learn to hold such things. */
async function borrow(stage: Stage, asked: string): Promise<void> {
  const {session, app} = stage;
  await become(stage, asked, story => story);
  const meant = await loanMeant(app, asked, session.signal);
  if (meant.type === 'problem') throw new Trouble(meant.problem);
  const lent = await lend(app, meant.grant, session.signal);
  const {Version, Expiration} = JSON.parse(credentialText('process', lent));
  expectThat(Version === 1, 'What was lent is not what credential_process asks for.');
  session.notes.note(`(Four values for an AWS tool, good until ${Expiration}. They are not shown here.)`);
}

/** The command is this very program, so that it is there wherever the tour is. */
async function runOne(stage: Stage): Promise<void> {
  const {session, app} = stage;
  const [role] = (await resolveRoles(app, [HELD], session.signal)).items;
  expectThat(role !== undefined, `${HELD} is not on the list.`);
  if (role === undefined) return;
  const wanted = {duration: AN_HOUR, justification: REASON, ticket: null, narrowerScope: null, startAt: null};
  const orders = await prepareOrders(app, [role], wanted, session.signal);
  const asking = {patience: PATIENCE, mfaCode: undefined, events: null, untilExit: true, untilUsable: true};
  const outcomes = await askFor(session, app, orders, asking);
  const [node = 'node'] = session.host.self;
  const code = await runWith(session, app, outcomes, [node, '-e', CHILD]).finally(() =>
    giveUp(session, app, takenBy(outcomes), {wait: true, isAlone: true}),
  );
  expectThat(code === 0, 'The command did not have its credentials.');
  session.notes.note('(It had the credentials in its environment, and ended with 0.)');
}

/** Somebody says yes as soon as the request waits for them. */
async function* approving({session, practice}: Stage, story: AsyncIterable<Story>): AsyncGenerator<Story> {
  let isAsked = false;
  for await (const event of story) {
    yield event;
    if (isAsked || event.type !== 'item' || event.event.type !== 'pending-approval') continue;
    isAsked = true;
    await practice.approve();
    session.notes.note('(The practice approver says yes.)');
  }
}

async function showGrants({session, app}: Stage): Promise<void> {
  const kinds = app.providers.map(provider => provider.kind);
  const {items, problems} = await readSources(session, kinds, status(app, {source: 'fresh'}, session.signal));
  expectThat(problems.length === 0, 'A source could not be read.');
  const grants = grantsInOrder(items);
  say(session, await grantTable(grants, app.server.now(), session.look));
  for (const line of guaranteeLines(grants)) session.notes.note(line);
}

/** PIM ends nothing in the first five minutes (reference azure-pim 5.1): the truth is shown, not a wish. */
async function endEarly({session, app}: Stage): Promise<void> {
  const kinds = app.providers.map(provider => provider.kind);
  const {items} = await readSources(session, kinds, status(app, {source: 'fresh'}, session.signal));
  const [role] = (await resolveRoles(app, [PLAIN], session.signal)).items;
  const grant = items.find(one => one.eligibilityId === role?.id && one.state === 'active' && canEnd(one));
  expectThat(grant !== undefined, `${PLAIN} is not active.`);
  if (grant === undefined) return;
  const {id: item, eligibilityId, name, scope} = grant;
  const story = deactivate(app, [grant], {wait: false}, session.signal);
  const [outcome] = await tellStory(session, app, [{item, eligibilityId, name, scope}], story, null);
  const problem = outcome?.activation.problem ?? null;
  if (problem !== null) session.notes.problem(problem);
  expectThat(problem?.code === 'too-soon-to-end', 'The five-minute rule was not kept.');
}

/** The clock of the practice cloud is turned, and the next command does what was put off. */
async function later(stage: Stage): Promise<void> {
  const {session, app, practice} = stage;
  await practice.turnClock(minutes(5));
  // The cloud's clock is known again from its next answer; then the wish is due.
  const kinds = app.providers.map(provider => provider.kind);
  await readSources(session, kinds, status(app, {source: 'fresh'}, session.signal));
  await sayCatchUp(session, app);
  expectThat((await app.journal.wishes()).length === 0, 'The early end was not carried out.');
  await showGrants(stage);
}

const say = (session: Stage['session'], text: string): void => session.notes.note(text.trimEnd());
