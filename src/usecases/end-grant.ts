import type {Grant} from '../core/grant.ts';
import type {Wish} from '../core/intent.ts';
import type {Ending} from '../core/ports.ts';
import {type Problem, problemOf, Trouble} from '../core/problem.ts';
import {doubled, isPassing, OWED} from '../core/retry.ts';
import {type Instant, type Millis, seconds} from '../core/time.ts';
import {type App, providerOf} from './app.ts';
import {isNeededByOthers, oweGroup} from './end-group.ts';
import {dropGrant} from './known-grants.ts';
import {settleWhatLedTo} from './led-to.ts';
import {notConfigured} from './policy-of.ts';
import {ofGrant, record} from './record.ts';
import {guarded, type OnTrouble} from './wishes.ts';

/** What one try to end a grant came to. */
export type Tried =
  | {readonly type: 'ended'}
  /** The cloud is at it. */
  | {readonly type: 'deactivating'; readonly lookAt: Instant}
  /** Not yet: the wish is due again then (server time). */
  | {readonly type: 'later'; readonly dueAt: Instant; readonly problem: Problem}
  | {readonly type: 'refused'; readonly dueAt: Instant; readonly problem: Problem};

/** How long one process may be at a wish before another may take it. */
export const LEASE = seconds(60);

/**
 * One try to carry a wish out, with the journal, the record and the copy kept in step. The wish's id names the request
 * where the cloud lets us, so that a try whose answer was lost is not a second request. Rejects never for what can
 * happen: an aborted call is `later`.
 */
export async function endGrant(
  app: App,
  wish: Wish,
  signal: AbortSignal,
  onTrouble: OnTrouble,
): Promise<Tried> {
  const tried = (await isNeededByOthers(app, wish, onTrouble))
    ? later(app, wish, NEEDED)
    : await attempt(app, wish, signal);
  await writeDown(app, wish, tried, onTrouble);
  return tried;
}

const NEEDED: Problem = {
  code: 'failed',
  reason: 'An AWS role that another command has on loan rests on it: it ends with the last of them.',
};

async function attempt(app: App, wish: Wish, signal: AbortSignal): Promise<Tried> {
  const provider = providerOf(app, wish.grant.kind);
  if (provider === undefined) return notNow(app, wish, notConfigured(ofEligibility(wish.grant)));
  try {
    const ending = await provider.deactivate(wish.grant, wish.id, {signal});
    return await read(app, wish, ending, signal);
  } catch (thrown) {
    return notNow(app, wish, problemOf(thrown));
  }
}

async function read(app: App, wish: Wish, ending: Ending, signal: AbortSignal): Promise<Tried> {
  switch (ending.type) {
    case 'ended':
    case 'not-active':
      return {type: 'ended'};
    case 'deactivating':
      return {type: 'deactivating', lookAt: app.server.now() + OWED.first};
    case 'too-soon':
      return tooSoon(ending.notBefore);
    case 'lost':
      return lookedUp(app, wish, ending.problem, signal);
    case 'refused':
      return notNow(app, wish, ending.problem);
  }
}

const ofEligibility = ({eligibilityId, kind}: Grant) => ({id: eligibilityId, kind});

function tooSoon(notBefore: Instant): Tried {
  return {type: 'later', dueAt: notBefore, problem: {code: 'too-soon-to-end', notBefore}};
}

function notNow(app: App, wish: Wish, problem: Problem): Tried {
  // An interruption says nothing about the grant either: the end is still owed.
  if (isPassing(problem) || problem.code === 'cancelled') return later(app, wish, problem);
  return {type: 'refused', dueAt: app.server.now() + grown(OWED.afterRefusal, wish), problem};
}

function later(app: App, wish: Wish, problem: Problem): Tried {
  const told = problem.retryAfterSeconds;
  const pause = told === undefined ? grown(OWED.first, wish) : Math.min(seconds(told), OWED.longestAsked);
  return {type: 'later', dueAt: app.server.now() + pause, problem};
}

const grown = (pause: Millis, {attempts}: Wish): Millis => doubled(pause, attempts + 1, OWED.longest);

/** After a lost answer: the list tells whether the grant is gone. */
async function lookedUp(app: App, wish: Wish, problem: Problem, signal: AbortSignal): Promise<Tried> {
  const gone = await isGone(app, wish.grant, signal).catch(thrown => {
    if (thrown instanceof Trouble || signal.aborted) return false;
    throw thrown;
  });
  return gone ? {type: 'ended'} : later(app, wish, problem);
}

/** Whether the cloud lists the grant no longer. Rejects when it could not be asked to the end of its list. */
export async function isGone(app: App, {id, kind}: Grant, signal: AbortSignal): Promise<boolean> {
  let complete = false;
  for await (const page of providerOf(app, kind)?.active(signal) ?? []) {
    if (page.items.some(row => row.id === id)) return false;
    complete = page.complete;
  }
  return complete;
}

async function writeDown(app: App, wish: Wish, tried: Tried, onTrouble: OnTrouble): Promise<void> {
  if (tried.type === 'ended') return finish(app, wish, onTrouble);
  const dueAt = tried.type === 'deactivating' ? tried.lookAt : tried.dueAt;
  await guarded(onTrouble, () => app.journal.postpone(wish.id, dueAt));
  if (tried.type !== 'later' || tried.problem.code !== 'too-soon-to-end') return;
  await guarded(onTrouble, () => line(app, wish, 'end-queued', tried.problem));
}

/**
 * The grant is gone: the record says so, the wish is fulfilled, the copy forgets it. In this order, for a killed process
 * may leave a line that the next one writes again, but never an end without a line.
 */
export async function finish(app: App, wish: Wish, onTrouble: OnTrouble): Promise<void> {
  await guarded(onTrouble, () => line(app, wish, 'end'));
  await oweGroup(app, wish, onTrouble);
  await guarded(onTrouble, () => app.journal.fulfil(wish.id));
  await guarded(onTrouble, () => settleWhatLedTo(app, wish));
  await dropGrant(app, wish.grant);
}

function line(app: App, {grant, actor}: Wish, type: 'end' | 'end-queued', problem?: Problem) {
  return record(app, type, {...ofGrant(grant, actor), problem});
}
