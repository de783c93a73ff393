import type {ActivationEvent} from '../core/activation.ts';
import type {Grant} from '../core/grant.ts';
import type {Actor} from '../core/intent.ts';
import type {Ending} from '../core/ports.ts';
import {type Problem, problemOf, Trouble} from '../core/problem.ts';
import {actorOf} from './actor-of.ts';
import {type App, providerOf} from './app.ts';
import {interleave} from './interleave.ts';
import {dropGrant} from './known-grants.ts';
import {notConfigured} from './policy-of.ts';
import {ofGrant, record} from './record.ts';
import type {Story} from './story.ts';
import {about, troubleIn} from './trouble.ts';
import {guarded, type OnTrouble} from './wishes.ts';

const AT_ONCE = 4;

/** Withdraws open requests of mine. `item` is the row's id. Not refused because it cannot be written down (`onTrouble`). */
export function cancel(
  app: App,
  requests: readonly Grant[],
  signal: AbortSignal,
  {onTrouble = () => {}}: {readonly onTrouble?: OnTrouble | undefined} = {},
): AsyncGenerator<Story> {
  const works = requests.map(
    request => (inner: AbortSignal) => told({app, request, onTrouble, signal: inner}),
  );
  return interleave(works, AT_ONCE, signal);
}

interface Errand {
  readonly app: App;
  readonly request: Grant;
  readonly onTrouble: OnTrouble;
  readonly signal: AbortSignal;
}

async function* told(errand: Errand): AsyncGenerator<Story> {
  const {id: item, eligibilityId: id, kind} = errand.request;
  const event = await withdraw(errand);
  const sourced = event.type === 'failed' ? {...event, problem: about(event.problem, {id, kind})} : event;
  yield {type: 'item', item, event: sourced};
}

async function withdraw(errand: Errand): Promise<ActivationEvent> {
  const {app, request, signal} = errand;
  try {
    const actor = await actorOf(app, request, signal);
    return await outcome(errand, actor, await asked(app, request, signal));
  } catch (thrown) {
    return {type: 'failed', problem: problemOf(thrown)};
  }
}

async function asked(app: App, request: Grant, signal: AbortSignal): Promise<Ending> {
  const provider = providerOf(app, request.kind);
  if (provider === undefined)
    throw new Trouble(notConfigured({id: request.eligibilityId, kind: request.kind}));
  // A row of the journal alone: whether the cloud ever had the request is not known, so there is nothing to name.
  if (request.state === 'unknown' && request.requestId === null)
    throw new Trouble({code: 'not-found', what: 'request', asked: request.id});
  const ending = await provider.cancel(request, {signal});
  if (ending.type === 'lost') return (await isGone(app, request, signal)) ? {type: 'ended'} : ending;
  // The clouds say in many words that a request has been withdrawn by another process, or decided.
  const isOdd = ending.type === 'refused' && ending.problem.code === 'failed';
  return isOdd && (await isGone(app, request, signal)) ? {type: 'not-active'} : ending;
}

/** Gone from the open requests, and not because it was granted in the meantime. */
async function isGone(app: App, request: Grant, signal: AbortSignal): Promise<boolean> {
  const provider = providerOf(app, request.kind);
  if (provider === undefined) return false;
  const isIt = (row: Grant) => row.requestId === request.requestId || row.id === request.id;
  const isHeld = (row: Grant) => row.state === 'active' && row.eligibilityId === request.eligibilityId;
  let gone = false;
  await troubleIn(async () => {
    for await (const page of provider.open(signal)) {
      if (page.items.some(isIt)) return;
      gone = page.complete;
    }
    for await (const page of provider.active(signal)) gone &&= !page.items.some(isHeld);
  });
  return gone;
}

async function outcome(errand: Errand, actor: Actor, ending: Ending): Promise<ActivationEvent> {
  if (ending.type === 'deactivating') return {type: 'deactivating', endsEarlyAt: null, problem: null};
  const {app, request, onTrouble} = errand;
  const particulars = ofGrant(request, actor);
  if (ending.type !== 'ended') {
    const problem = refusalOf(ending, request);
    await guarded(onTrouble, () => record(app, 'refusal', {...particulars, problem}));
    return {type: 'failed', problem, state: ending.type === 'lost' ? 'unknown' : 'failed'};
  }
  await dropGrant(app, request);
  // The line first: a killed process may leave it to be told twice, never to be missing.
  await guarded(onTrouble, () => record(app, 'cancel', particulars));
  await guarded(onTrouble, () => settleIntent(app, request));
  return {type: 'cancelled', requestId: request.requestId ?? request.id};
}

function refusalOf(ending: Exclude<Ending, {type: 'ended' | 'deactivating'}>, request: Grant): Problem {
  switch (ending.type) {
    case 'not-active':
      return {code: 'not-found', what: 'request', asked: request.id};
    case 'too-soon':
      return {code: 'too-soon-to-end', notBefore: ending.notBefore};
    default:
      return ending.problem;
  }
}

/** Our own intent behind the request, if it began here, has come to its end. */
async function settleIntent(app: App, request: Grant): Promise<void> {
  const rows = await app.journal.unsettled();
  const ours = rows.find(row => (row.requestId ?? row.intent.id) === request.requestId);
  if (ours !== undefined) await app.journal.settle(ours.intent.id, 'cancelled', app.server.now());
}
