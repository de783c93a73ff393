import {NOT_SENT} from '../core/activation.ts';
import {askedScope} from '../core/asked-scope.ts';
import {mappedText} from '../core/aws-text.ts';
import {showDuration} from '../core/duration.ts';
import type {Grant} from '../core/grant.ts';
import type {SignInFlow} from '../core/identity.ts';
import type {Problem} from '../core/problem.ts';
import type {Secret} from '../core/secret.ts';
import {visible} from '../core/untrusted.ts';
import {activate} from '../usecases/activate.ts';
import type {App} from '../usecases/app.ts';
import {isRefusedOrder, type PreparedOrder, type RefusedOrder} from '../usecases/order.ts';
import type {Patience} from '../usecases/story.ts';
import type {Outcome} from './documents/activations.ts';
import type {EventStream} from './events.ts';
import type {Notes} from './output/notes.ts';
import {withOwed} from './owed-before.ts';
import type {Session} from './session.ts';
import {type Subject, tellStory} from './tell-story.ts';
import {titleOf} from './title.ts';
import type {Order} from './wanted.ts';

export interface Asking {
  readonly patience: Patience;
  readonly mfaCode: Secret | undefined;
  readonly events: EventStream | null;
  /** What is reached ends with this command. */
  readonly untilExit?: boolean | undefined;
  /** What is reached is kept with the whole of this batch only. */
  readonly batch?: string | undefined;
  /** Wait until it can be used, too. */
  readonly untilUsable?: boolean | undefined;
  /** Told of what a person should know though nothing failed: that nobody can stay behind. */
  readonly onTrouble?: ((problem: Problem) => void) | undefined;
}

/** Asks for what fits, tells the story, and says what came of every order, the unfit ones last. */
export async function askFor(
  session: Session,
  app: App,
  orders: readonly Order[],
  {events, ...asking}: Asking,
): Promise<readonly Outcome[]> {
  const accepted = orders.flatMap(order => (isRefusedOrder(order) ? [] : [order]));
  const story = activate(app, accepted, {...asking, stepUp: stepUpWay(session, app)}, session.signal);
  const told = await tellStory(session, app, accepted.map(subjectOf), story, events);
  const refused = orders.flatMap(order => (isRefusedOrder(order) ? [order] : []));
  for (const {problem} of refused) events?.failed(problem);
  return [...(await withOwed(session, app, told)), ...refused.map(refusedOutcome)];
}

/** Also what was held before anybody asked. */
export const isHeld = ({activation: {state, problem}}: Outcome): boolean =>
  state === 'active' || problem?.code === 'already-active';

/** What this asking brought about: what was active before is somebody else's to end. */
export const takenBy = (outcomes: readonly Outcome[]): readonly Grant[] =>
  outcomes.flatMap(({activation: {state, problem, grant}}) =>
    state === 'active' && problem?.code !== 'already-active' && grant !== null ? [grant] : [],
  );

function subjectOf({eligibility, request}: PreparedOrder): Subject {
  const {id, name, scope} = eligibility;
  return {item: id, eligibilityId: id, name, scope: askedScope(scope, request.narrowerScope)};
}

function refusedOutcome({eligibility, problem}: RefusedOrder): Outcome {
  const {id: eligibilityId, name, scope} = eligibility;
  return {eligibilityId, name, scope, activation: {...NOT_SENT, state: 'failed', problem}};
}

/** `--no-input` forbids a device code of a step-up, too (contract 2). */
export const stepUpWay = ({globals}: Session, app: App): SignInFlow | 'never' =>
  globals.noInput ? 'never' : (app.settings.profiles?.[app.profile]?.entra?.flow ?? 'device');

/** What people should know before any of it is sent. */
export function sayBefore({notes}: Session, app: App, orders: readonly Order[]): void {
  for (const order of orders) {
    if (isRefusedOrder(order)) continue;
    sayShortened(notes, order);
    for (const [what, text] of taggedTexts(app, order)) sayLoss(notes, what, text);
  }
}

/** A default that is too long is shortened and said; an explicit duration never is (contract 3). */
function sayShortened(notes: Notes, {eligibility, request, shortenedFrom}: PreparedOrder): void {
  if (shortenedFrom === null) return;
  const most = showDuration(request.duration);
  notes.note(
    `${titleOf(eligibility)} allows ${most} at most: asking for that instead of ${showDuration(shortenedFrom)}.`,
  );
}

function sayLoss(notes: Notes, what: string, text: string): void {
  const {text: left, lossy} = mappedText(text);
  if (lossy)
    notes.note(
      `AWS tags do not take every character: CloudTrail will hold the ${what} as “${visible(left)}”.`,
    );
}

/** Session tags of a role of our own carry both texts, unless the settings turn them off (reference aws-jit 3). */
function taggedTexts(
  app: App,
  {eligibility, request}: PreparedOrder,
): readonly (readonly [what: string, text: string])[] {
  const roles = app.settings.profiles?.[app.profile]?.aws?.roles ?? [];
  const role = roles.find(one => one.name === eligibility.address.role);
  if (eligibility.kind !== 'aws-role' || role?.sessionTags === false) return [];
  const texts = [
    ['justification', request.justification],
    ['ticket', request.ticket?.number ?? null],
  ] as const;
  return texts.flatMap(([what, text]) => (text === null ? [] : [[what, text] as const]));
}
