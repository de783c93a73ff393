import type {Instant} from '../../core/time.ts';
import type {EmergencyOrder, EmergencyStory} from '../../usecases/break-glass/emergency-story.ts';
import type {EventStream} from '../events.ts';
import type {OpenedEmergency} from '../host.ts';
import {paintFor} from '../output/theme.ts';
import {hanging} from '../output/wrap.ts';
import {sourceOf} from '../read-sources.ts';
import type {Session} from '../session.ts';
import {saySignIn} from '../sign-in-words.ts';
import {type Line, linesOf} from './lines.ts';
import {after, beginning, type EmergencyRun} from './run.ts';
import {streamed} from './stream.ts';

/** How far it came, and what stopped it, if something did: what is known by then is never lost. */
export interface ToldRun {
  readonly run: EmergencyRun;
  readonly thrown?: {readonly cause: unknown} | undefined;
}

/** Shows the story while it happens, each line with its time, and in the event stream. Never rejects. */
export async function tellEmergency(
  session: Session,
  app: OpenedEmergency,
  order: EmergencyOrder,
  story: AsyncIterable<EmergencyStory>,
  events: EventStream | null,
): Promise<ToldRun> {
  let run = beginning(order.rungs);
  const say = teller(session, order.drill);
  try {
    for await (const heard of session.deadline.heed(story)) {
      const event = meant(session, heard);
      const now = app.server.now();
      run = after(run, event);
      if (events !== null) streamed(events, event, run, now);
      if (event.type === 'road' && event.story.type !== 'item') saySignIn(session.notes, event.story, now);
      else for (const line of linesOf(event, run, now)) say(line, now);
    }
    return {run};
  } catch (cause) {
    return {run, thrown: {cause}};
  }
}

/** A call that was given up because of `--timeout` says so, and not that somebody interrupted it. */
function meant({deadline}: Session, event: EmergencyStory): EmergencyStory {
  if (event.type !== 'passed') return event;
  return {...event, problem: deadline.meaningOf(event.problem, sourceOf(event.problem))};
}

const two = (count: number): string => String(count).padStart(2, '0');

/** `03:12:09`, by this machine's time zone: in an emergency seconds count. */
export function showSecond(at: Instant): string {
  const day = new Date(at);
  return [day.getHours(), day.getMinutes(), day.getSeconds()].map(two).join(':');
}

/** How often something has been asked is no news. */
function teller({globals, host, notes}: Session, drill: boolean): (line: Line, at: Instant) => void {
  const paint = paintFor(globals.color, host.env, host.stderr.isTty);
  let last = '';
  return ({text, tone}, at) => {
    if (text === last) return;
    last = text;
    const head = `${showSecond(at)}  ${drill ? 'DRILL ' : ''}`;
    for (const [nth, line] of hanging(host.stderr, head, text).entries()) {
      const words = line.slice(head.length);
      const before = nth === 0 ? paint('quiet', head) : line.slice(0, head.length);
      notes.note(before + (tone === undefined ? words : paint(tone, words)));
    }
  };
}
