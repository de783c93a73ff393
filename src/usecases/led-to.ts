import {askedScope} from '../core/asked-scope.ts';
import type {Grant} from '../core/grant.ts';
import type {Intent, Wish} from '../core/intent.ts';
import {type Millis, minutes} from '../core/time.ts';
import {exact} from '../core/untrusted.ts';
import {isSameActor} from './actor-of.ts';
import type {App} from './app.ts';

/** How far our idea of the server's time may have been off when the request was made. */
const SKEW: Millis = minutes(1);

/**
 * The request that led to a grant may still be open in the journal (`--no-wait`). With the grant it has come to its
 * end; left open it would be shown as one of unknown outcome until its time is over.
 */
export async function settleWhatLedTo(app: App, {grant, actor}: Wish): Promise<void> {
  for (const {intent} of await app.journal.unsettled())
    if (isSameActor(intent.actor, actor) && ledTo(intent, grant))
      await app.journal.settle(intent.id, 'ended', app.server.now());
}

function ledTo(intent: Intent, {kind, name, scope, startsAt}: Grant): boolean {
  const asked = askedScope(intent.scope, intent.request.narrowerScope).id.toLowerCase();
  if (intent.kind !== kind || exact(intent.name) !== exact(name)) return false;
  return asked === scope.id.toLowerCase() && startsAt !== null && intent.openedAt <= startsAt + SKEW;
}
