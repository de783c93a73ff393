import type {Grant} from '../core/grant.ts';
import type {Wish} from '../core/intent.ts';
import {type ProblemCode, problemOf} from '../core/problem.ts';
import {hours, type Instant, minutes, seconds} from '../core/time.ts';
import type {App} from './app.ts';
import {slept} from './carry-out.ts';
import {endGrant, finish, isGone, LEASE, type Tried} from './end-grant.ts';
import {isOver} from './is-over.ts';
import {restOf} from './resting-on.ts';
import {guarded, openWishes} from './wishes.ts';

export interface Guarding {
  readonly app: App;
  /** Whether what was left behind may end it: a token of the same person, or none is needed. */
  readonly mayEnd: (wish: Wish) => boolean;
  /** Fires when somebody asks us to go: what is under way is finished, and nothing is waited for any more. */
  readonly asked: AbortSignal;
}

interface Ward {
  readonly wish: Wish;
  /** When to look at it next (server time). */
  readonly lookAt: Instant;
  /** The cloud is at it. */
  readonly underWay: boolean;
}

/** A process that has just been killed closes its pipe before it is gone; another one at work needs a moment. */
const CLAIMED_AGAIN = seconds(1);
const AFTER_A_MISTAKE = minutes(1);
/** For a grant whose end is not told: no activation lasts longer (reference azure-pim 2.4, `maximumDuration`). */
const LONGEST = hours(24);
const AT_ONCE = 4;
/** Somebody else may have carried it out by then. */
const ROUND = seconds(15);

/** The token cannot end anything (any more): the wish stays, and whoever is signed in next carries it out. */
const POWERLESS: readonly ProblemCode[] = [
  'signed-out',
  'step-up-needed',
  'sign-in-blocked',
  'consent-missing',
];

/**
 * Ends what was to end with a process that is gone: these wishes and no others, each at the first second in which the
 * cloud takes it, and at the latest until the grant ends by itself. The journal and the record are kept as by everybody
 * who ends something; what somebody else has carried out meanwhile is left alone.
 */
export async function endWarded(guarding: Guarding, wishes: readonly Wish[]): Promise<void> {
  const {app, mayEnd, asked} = guarding;
  const until = app.server.now() + LONGEST;
  let wards: readonly Ward[] = wishes.filter(mayEnd).map(wish => wardOf(wish, Number.NEGATIVE_INFINITY));
  while (wards.length > 0 && app.server.now() < until) {
    wards = await tendAll(guarding, wards);
    const next = Math.min(app.server.now() + ROUND, ...wards.map(({lookAt}) => lookAt));
    if (wards.length > 0 && !(await slept({app, signal: asked}, next))) return;
  }
}

const wardOf = (wish: Wish, lookAt: Instant): Ward => ({wish, lookAt, underWay: false});

/** Those that are left to do, each wish once: a group may be given by itself and with its loan. */
async function tendAll(guarding: Guarding, wards: readonly Ward[]): Promise<readonly Ward[]> {
  const left: Ward[] = [];
  const due = [...wards];
  const tendNext = async (): Promise<void> => {
    for (let ward = due.shift(); ward !== undefined; ward = due.shift())
      left.push(...(await tended(guarding, ward)));
  };
  await Promise.all(Array.from({length: AT_ONCE}, tendNext));
  return [...new Map(left.map(ward => [ward.wish.id, ward])).values()];
}

/** What is left to do about it. One that fails must not keep the others from ending. */
async function tended(guarding: Guarding, ward: Ward): Promise<readonly Ward[]> {
  try {
    return await tend(guarding, ward);
  } catch {
    return [{...ward, lookAt: guarding.app.server.now() + AFTER_A_MISTAKE}];
  }
}

async function tend(guarding: Guarding, ward: Ward): Promise<readonly Ward[]> {
  const {app} = guarding;
  const wish = await asItStands(app, ward.wish);
  if (wish === undefined) return [];
  const now = app.server.now();
  const lookAt = soonest(Math.max(ward.lookAt, wish.dueAt), wish.grant, now);
  const isItsEnd = isOver(app, wish.grant);
  if (lookAt > now && !isItsEnd) return [{...ward, wish, lookAt}];
  if (!(await isClaimed(app, wish))) return [{...ward, wish, lookAt: now + CLAIMED_AGAIN}];
  if (isItsEnd || (ward.underWay && (await isDone(app, wish)))) {
    await finish(app, wish, unheard);
    return resting(guarding, wish);
  }
  return after(guarding, wish, await endGrant(app, wish, NEVER, unheard));
}

async function after(guarding: Guarding, wish: Wish, tried: Tried): Promise<readonly Ward[]> {
  switch (tried.type) {
    case 'ended':
      return resting(guarding, wish);
    case 'deactivating':
      return [{wish, lookAt: tried.lookAt, underWay: true}];
    case 'later':
      return [wardOf(wish, tried.dueAt)];
    case 'refused':
      if (!POWERLESS.includes(tried.problem.code)) return [wardOf(wish, tried.dueAt)];
      await leave(guarding, wish);
      return [];
  }
}

/** Due as it was: whoever is signed in need not wait, and every face shows that it is. */
async function leave({app}: Guarding, {id, dueAt}: Wish): Promise<void> {
  await guarded(unheard, () => app.journal.postpone(id, dueAt));
}

/** What is under way is never cut off: each request has a time limit of its own. */
const NEVER = new AbortController().signal;

/** There is nobody here to be told. */
const unheard = (): void => {};

/** At its own end at the latest; where that seems to be past, and nobody is sure of the time, not sooner than planned. */
const soonest = (planned: Instant, {endsAt}: Grant, now: Instant): Instant =>
  endsAt === null || endsAt <= now ? planned : Math.min(planned, endsAt);

/** The wish as the journal has it; `undefined` when it has been carried out. A journal that cannot be read hinders no end. */
async function asItStands(app: App, given: Wish): Promise<Wish | undefined> {
  let found: Wish | undefined;
  const isRead = await guarded(unheard, async () => {
    const open = await app.journal.wishes();
    found = open.find(({id, grant}) => id === given.id && grant.id === given.grant.id);
  });
  return isRead ? found : given;
}

async function isClaimed(app: App, {id}: Wish): Promise<boolean> {
  let claimed = true;
  await guarded(unheard, async () => {
    claimed = await app.journal.claim(id, app.clock.now(), LEASE);
  });
  return claimed;
}

const isDone = (app: App, {grant}: Wish): Promise<boolean> =>
  isGone(app, grant, NEVER).catch(thrown => {
    if (problemOf(thrown).code === 'bug') throw thrown;
    return false;
  });

/** The group that was activated for a loan goes with it: its end is owed once the loan's is done. */
async function resting({app, mayEnd}: Guarding, {grant}: Wish): Promise<readonly Ward[]> {
  const group = restOf(grant)?.grant.id;
  if (group === undefined) return [];
  const owed = (await openWishes(app, unheard)).filter(wish => wish.grant.id === group && mayEnd(wish));
  return owed.map(wish => wardOf(wish, wish.dueAt));
}
