import type {Incident} from '../core/emergency.ts';
import type {Identity} from '../core/identity.ts';
import type {Instant} from '../core/time.ts';
import type {Batch} from './batch.ts';
import {type Delivery, NOTHING_OWED} from './delivering.ts';
import type {Drafts} from './drafts.ts';
import type {Effect} from './effect.ts';
import type {Stem} from './emergency.ts';
import type {Policies} from './form.ts';
import {type HistoryList, NO_HISTORY} from './history-list.ts';
import {type Holdings, NO_HOLDINGS} from './holdings.ts';
import {EMPTY} from './line.ts';
import type {Message} from './message.ts';
import type {Profile} from './profile.ts';
import {NO_ROLES, type RoleList} from './role-list.ts';
import type {Runs} from './run.ts';
import type {Parting, Screen, ScreenOf, SignInStage} from './screen.ts';
import type {Look} from './theme.ts';
import type {EndsWith, Wishes} from './wishes.ts';

export type {
  FirstRunField,
  Page,
  Parting,
  Question,
  RequestScreen,
  Screen,
  ScreenOf,
  SignInStage,
} from './screen.ts';
export {FIRST_RUN_FIELDS} from './screen.ts';

/** A line above the footer, until the next key. */
export interface Notice {
  readonly tone: 'calm' | 'attention' | 'refused';
  readonly text: string;
  readonly next: readonly string[];
}

/** A step-up on the way to a role: a page to visit, a code to enter there. */
export type Challenge = Extract<SignInStage, {readonly type: 'device' | 'browser'}>;

export interface Model {
  readonly size: {readonly columns: number; readonly rows: number};
  /** Server time, as of the last tick or message that brought it. */
  readonly now: Instant;
  readonly look: Look;
  readonly version: string;
  readonly profile: Profile | null;
  /** One for each that the profile signs in with, as far as they are known. */
  readonly identities: readonly Identity[];
  /** A person who left the sign-in is not sent back to it by itself. */
  readonly signInDeclined: boolean;
  readonly screen: Screen;
  readonly details: boolean;
  readonly roles: RoleList;
  readonly holdings: Holdings;
  readonly history: HistoryList;
  /** Emergencies that are open, oldest first. */
  readonly incidents: readonly Incident[];
  /** What was taken in them. */
  readonly stems: readonly Stem[];
  /** When they were last looked for; `null`: not yet. */
  readonly incidentsAt: Instant | null;
  /** Whoever holds this screen can hand the terminal to the emergency. */
  readonly canBreakGlass: boolean;
  readonly delivery: Delivery;
  readonly policies: Policies;
  readonly runs: Runs;
  readonly drafts: Drafts;
  readonly wishes: Wishes;
  readonly endsWith: EndsWith;
  /** Grants that this run of the app took, by id. */
  readonly taken: ReadonlySet<string>;
  /** Several roles that were asked for together, until the next ones are. */
  readonly batch: Batch | null;
  /** Marks that were passed, so that each is asked about once: see `reminding.ts`. */
  readonly passed: ReadonlySet<string>;
  /** False: the clock was set or the machine slept, and no cloud has answered since. Times are marked `~`. */
  readonly isSure: boolean;
  readonly challenge: Challenge | null;
  readonly notice: Notice | null;
  /** Reminders of what was taken in an emergency: they stay until a key is pressed. */
  readonly alarms: readonly string[];
  /** ctrl-c has been pressed once. */
  readonly interrupted: boolean;
  /** The exit code, once we are leaving. */
  readonly leaving: number | null;
  readonly parting: Parting;
}

export type Step = readonly [Model, readonly Effect[]];

/** One function for each message type of an area; together they are total (see `update.ts`). */
export type Handlers = {
  readonly [K in Message['type']]: (model: Model, message: Extract<Message, {readonly type: K}>) => Step;
};

export interface Start {
  readonly size: Model['size'];
  readonly now: Instant;
  readonly look: Look;
  readonly version: string;
  readonly configured: boolean;
  readonly canBreakGlass?: boolean | undefined;
}

export const FIRST_RUN: ScreenOf<'first-run'> = {
  type: 'first-run',
  lines: {tenantId: EMPTY, clientId: EMPTY, startUrl: EMPTY, region: EMPTY},
  focus: null,
  saving: false,
  problem: null,
};

export function start(from: Start): Step {
  const model: Model = {
    size: from.size,
    now: from.now,
    look: from.look,
    version: from.version,
    profile: null,
    identities: [],
    signInDeclined: false,
    screen: from.configured ? {type: 'opening'} : FIRST_RUN,
    details: false,
    roles: NO_ROLES,
    holdings: NO_HOLDINGS,
    history: NO_HISTORY,
    incidents: [],
    stems: [],
    incidentsAt: null,
    canBreakGlass: from.canBreakGlass === true,
    delivery: NOTHING_OWED,
    policies: new Map(),
    runs: new Map(),
    drafts: new Map(),
    wishes: new Map(),
    endsWith: new Map(),
    taken: new Set(),
    batch: null,
    passed: new Set(),
    isSure: true,
    challenge: null,
    notice: null,
    alarms: [],
    interrupted: false,
    leaving: null,
    parting: 'stays',
  };
  return [model, from.configured ? [{type: 'open', demo: false}] : []];
}

export const calm = (text: string): Notice => ({tone: 'calm', text, next: []});
export const attention = (text: string, ...next: readonly string[]): Notice => ({
  tone: 'attention',
  text,
  next,
});
