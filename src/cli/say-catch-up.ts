import {askedScope} from '../core/asked-scope.ts';
import type {Intent} from '../core/intent.ts';
import {showInstant} from '../core/time.ts';
import type {App} from '../usecases/app.ts';
import {type CatchUpEvent, catchUp} from '../usecases/catch-up.ts';
import type {Session} from './session.ts';
import {titleOf} from './title.ts';

/**
 * Every command with network first does what earlier ones left open, and says so on stderr. It breaks nothing. Tells
 * whether something has changed at the cloud.
 */
export async function sayCatchUp(session: Session, app: App): Promise<boolean> {
  let changed = false;
  for await (const event of session.deadline.heed(catchUp(app, session.signal))) {
    session.notes.note(words(event));
    changed ||= event.type === 'wish-carried-out';
  }
  return changed;
}

const titleOfIntent = ({name, scope, request}: Intent): string =>
  titleOf({name, scope: askedScope(scope, request.narrowerScope)});

function words(event: CatchUpEvent): string {
  switch (event.type) {
    case 'wish-carried-out':
      return `Left from before: ${titleOf(event.wish.grant)} has ended, as asked.`;
    case 'wish-postponed':
      return `Left from before: ${titleOf(event.wish.grant)} has not ended yet; tried again from ${showInstant(event.dueAt)} on.`;
    case 'intent-adopted':
      return `Left from before: the request for ${titleOfIntent(event.intent)} had arrived; it is ${event.state}.`;
    case 'intent-closed':
      return `Left from before: the request for ${titleOfIntent(event.intent)} came to nothing (${event.state}).`;
  }
}
