import type {Grant} from '../core/grant.ts';
import type {Actor, Intent, IntentRow, Wish} from '../core/intent.ts';
import {authorityOf} from '../core/kind.ts';
import type {Problem} from '../core/problem.ts';
import type {ActivationState} from '../core/state.ts';
import type {Instant} from '../core/time.ts';
import {authorityFor, isOfProfile, isSameActor, type Placed} from './actor-of.ts';
import type {App} from './app.ts';
import {endGrant, finish, LEASE, type Tried} from './end-grant.ts';
import {readIntentBack} from './intent-back.ts';
import {interleave} from './interleave.ts';

export type CatchUpEvent =
  | {readonly type: 'wish-carried-out'; readonly wish: Wish}
  /** Still owed: due again at `dueAt` (server time), or the cloud is at it (`problem` is `null`). */
  | {
      readonly type: 'wish-postponed';
      readonly wish: Wish;
      readonly dueAt: Instant;
      readonly problem: Problem | null;
    }
  /** The request of a lost answer is at the cloud: it is ours again. */
  | {
      readonly type: 'intent-adopted';
      readonly intent: Intent;
      readonly state: ActivationState;
      readonly grant: Grant | null;
    }
  /** It came to nothing: refused, or it never arrived. */
  | {
      readonly type: 'intent-closed';
      readonly intent: Intent;
      readonly state: ActivationState;
      readonly problem: Problem | null;
    };

const AT_ONCE = 4;

/**
 * What earlier commands left open: due wishes are carried out, intents without an outcome are read back (nothing is ever
 * sent again). Only this identity's own; a failure here tells nothing and never breaks the command that runs it.
 */
export async function* catchUp(app: App, signal: AbortSignal): AsyncGenerator<CatchUpEvent> {
  try {
    const works = [...(await dueWishes(app, signal)), ...(await openIntents(app, signal))];
    yield* interleave(works, AT_ONCE, signal);
  } catch {
    // Signed out, no state folder, interrupted, or a mistake of ours: the command itself will meet it and say so.
  }
}

type Chore = (signal: AbortSignal) => AsyncIterable<CatchUpEvent>;

async function dueWishes(app: App, signal: AbortSignal): Promise<readonly Chore[]> {
  const now = app.server.now();
  const due = (await app.journal.wishes()).filter(wish => wish.dueAt <= now);
  const mine = await ours(app, due, ({grant, actor}) => ({...grant, actor}), signal);
  return mine.map(wish => inner => unbroken(carryOut(app, wish, inner)));
}

async function openIntents(app: App, signal: AbortSignal): Promise<readonly Chore[]> {
  const open = await app.journal.unsettled();
  const mine = await ours(app, open, row => row.intent, signal);
  return mine.map(row => inner => unbroken(lookBack(app, row, inner)));
}

/** Whose a row is, and where. */
interface Owned extends Placed {
  readonly actor: Actor;
}

/**
 * Rows of the identities that are signed in now; those about loans need no sign-in, for nothing of them is at a cloud.
 * Nobody is asked for a token when there is nothing to do with it.
 */
async function ours<T>(
  app: App,
  rows: readonly T[],
  ownerOf: (row: T) => Owned,
  signal: AbortSignal,
): Promise<readonly T[]> {
  const isLocal = (row: T) => authorityOf(ownerOf(row).kind) === 'aws';
  const authorities = new Set(rows.filter(row => !isLocal(row)).map(row => authorityFor(app, ownerOf(row))));
  const asked = [...authorities].map(authority => authority?.actor(signal).catch(() => undefined));
  const actors = (await Promise.all(asked)).filter(actor => actor !== undefined);
  return rows.filter(row => {
    const {actor} = ownerOf(row);
    return isLocal(row) ? isOfProfile(app, actor) : actors.some(one => isSameActor(one, actor));
  });
}

/** One chore that fails must not keep the others from being done. */
async function* unbroken(story: AsyncIterable<CatchUpEvent>): AsyncGenerator<CatchUpEvent> {
  try {
    yield* story;
  } catch {
    // Left as it was: the next command tries again.
  }
}

async function* carryOut(app: App, wish: Wish, signal: AbortSignal): AsyncGenerator<CatchUpEvent> {
  if (!app.providers.some(provider => provider.kind === wish.grant.kind)) return;
  if (!(await app.journal.claim(wish.id, app.clock.now(), LEASE))) return;
  const {endsAt} = wish.grant;
  if (endsAt !== null && endsAt <= app.server.now()) {
    // The cloud's own end came first: there is nothing to ask for.
    await finish(app, wish, () => {});
    yield {type: 'wish-carried-out', wish};
    return;
  }
  const tried = await endGrant(app, wish, signal, () => {});
  if (tried.type === 'ended') yield {type: 'wish-carried-out', wish};
  else yield postponed(wish, tried);
}

function postponed(wish: Wish, tried: Exclude<Tried, {readonly type: 'ended'}>): CatchUpEvent {
  if (tried.type === 'deactivating')
    return {type: 'wish-postponed', wish, dueAt: tried.lookAt, problem: null};
  return {type: 'wish-postponed', wish, dueAt: tried.dueAt, problem: tried.problem};
}

async function* lookBack(app: App, row: IntentRow, signal: AbortSignal): AsyncGenerator<CatchUpEvent> {
  const provider = app.providers.find(one => one.kind === row.intent.kind);
  if (provider === undefined) return;
  const event = await readIntentBack(app, provider, row, signal);
  if (event !== undefined) yield event;
}
