import {type Activation, NOT_SENT, step} from '../core/activation.ts';
import type {Scope} from '../core/eligibility.ts';
import type {Untrusted} from '../core/untrusted.ts';
import type {App} from '../usecases/app.ts';
import type {ItemEvent, Story} from '../usecases/story.ts';
import type {Outcome} from './documents/activations.ts';
import type {EventStream} from './events.ts';
import {clip, measureFor} from './output/cell-width.ts';
import {progressWords, USABLE} from './progress-words.ts';
import {sourceOf} from './read-sources.ts';
import type {Session} from './session.ts';
import {saySignIn} from './sign-in-words.ts';
import {titleOf} from './title.ts';

/** What a story is about: `item` is the id its events carry. */
export interface Subject {
  readonly item: string;
  readonly eligibilityId: string;
  readonly name: Untrusted;
  readonly scope: Scope;
  /** How far its story has been told already, where this one goes on with it. */
  readonly before?: Activation | undefined;
}

/** Shows a story while it is told, on stderr and in the event stream, and gives what came of each subject. */
export async function tellStory(
  session: Session,
  app: App,
  subjects: readonly Subject[],
  story: AsyncIterable<Story>,
  events: EventStream | null,
): Promise<readonly Outcome[]> {
  const states = new Map<string, Activation>(subjects.map(({item, before = NOT_SENT}) => [item, before]));
  const details = new Map<string, string>();
  for await (const event of session.deadline.heed(story)) {
    if (event.type !== 'item') {
      events?.signIn(event);
      saySignIn(session.notes, event, app.server.now());
      continue;
    }
    const news = meant(session, event.event);
    const before = states.get(event.item) ?? NOT_SENT;
    const now = step(before, news);
    states.set(event.item, now);
    const isNew = keepDetail(session, details, event.item, news, now);
    if (isNew || progressWords(before, app.server.now()) !== progressWords(now, app.server.now()))
      await show(session, app, subjects, {states, details}, event);
    const subject = subjects.find(one => one.item === event.item);
    if (subject !== undefined && now !== before) events?.item(subject.eligibilityId, news, now);
  }
  if (session.notes.isLive) session.notes.live([]);
  return subjects.map(subject => outcomeOf(session, subject, states.get(subject.item) ?? NOT_SENT));
}

/** A call that was given up because of `--timeout` says so, and not that somebody interrupted it. */
function meant({deadline}: Session, event: ItemEvent['event']): ItemEvent['event'] {
  if (event.type === 'failed')
    return {...event, problem: deadline.meaningOf(event.problem, sourceOf(event.problem))};
  if (event.type !== 'deactivating' || event.problem === null) return event;
  return {...event, problem: deadline.meaningOf(event.problem, sourceOf(event.problem))};
}

/**
 * What the waiting is for. On a terminal it is rewritten as it changes; elsewhere its first words are news, and how often
 * has been asked since is none.
 */
function keepDetail(
  {notes}: Session,
  details: Map<string, string>,
  item: string,
  event: ItemEvent['event'],
  {state}: Activation,
): boolean {
  // What it was waited for on the way is over then.
  if (event.type === 'active') details.delete(item);
  // At once it is no news: it is what active sounds like.
  if (event.type === 'usable')
    return notes.isLive || details.has(item) ? keepNew(details, item, USABLE) : false;
  if (event.type !== 'provisioning' || event.detail === undefined) return false;
  if (state === 'active' || notes.isLive) return keepNew(details, item, event.detail);
  const isNew = !details.has(item);
  details.set(item, event.detail);
  return isNew;
}

function keepNew(details: Map<string, string>, item: string, detail: string): boolean {
  const isNew = details.get(item) !== detail;
  details.set(item, detail);
  return isNew;
}

interface Told {
  readonly states: ReadonlyMap<string, Activation>;
  readonly details: ReadonlyMap<string, string>;
}

/** On a terminal one line per subject, rewritten in place; elsewhere one line per piece of news. */
async function show(
  session: Session,
  app: App,
  subjects: readonly Subject[],
  {states, details}: Told,
  event: ItemEvent,
): Promise<void> {
  const line = (subject: Subject) => {
    const state = states.get(subject.item) ?? NOT_SENT;
    return `${titleOf(subject)}: ${progressWords(state, app.server.now(), details.get(subject.item))}`;
  };
  const subject = subjects.find(one => one.item === event.item);
  if (session.notes.isLive) await showLive(session, subjects.map(line));
  else if (subject !== undefined) session.notes.note(line(subject));
}

async function showLive({notes}: Session, lines: readonly string[]): Promise<void> {
  const measure = await measureFor(lines);
  notes.live(lines.map(line => clip(line, notes.room, '...', measure)));
}

/** A story that was cut off before its first word: nobody can say more than that. */
function outcomeOf(session: Session, subject: Subject, activation: Activation): Outcome {
  const {eligibilityId, name, scope} = subject;
  const isSilent = activation.state === 'unknown' && activation.problem === null;
  if (!isSilent || activation.requestId !== null) return {eligibilityId, name, scope, activation};
  const reason = 'It was stopped before an answer came; stint status shows whether it went out.';
  const problem = session.deadline.meaningOf({code: 'cancelled', reason, eligibilityId}, 'The cloud');
  return {eligibilityId, name, scope, activation: {...activation, problem}};
}
