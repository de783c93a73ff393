import {showInstant} from '../core/time.ts';
import {visible} from '../core/untrusted.ts';
import {type Alarm, createAlarm, stillOpen} from './alarm.ts';
import {createDeadline, type Deadline} from './deadline.ts';
import type {Call} from './flags.ts';
import {type Globals, readGlobals} from './globals.ts';
import {type AwsFlags, type CliHost, type EntraFlags, type OpenedApp, widthOf} from './host.ts';
import {wantsAscii} from './output/ascii.ts';
import {createNotes, type Notes} from './output/notes.ts';
import type {TableLook} from './output/table.ts';
import {paintFor} from './output/theme.ts';

/** What one run of a command stands on. */
export interface Session {
  readonly host: CliHost;
  readonly globals: Globals;
  readonly notes: Notes;
  readonly deadline: Deadline;
  readonly signal: AbortSignal;
  /** How tables look on stdout. */
  readonly look: TableLook;
  /** A question may be asked: there is a terminal to ask on, and nobody forbade it (contract 2). */
  readonly mayAsk: boolean;
  /** Somebody is sitting there: input and results are both on a terminal. */
  readonly onTerminal: boolean;
  /** Somebody reads along, and the command is not one that a prompt or a tool runs: ends that are near are told after it. */
  readonly reminds: boolean;
  /** What the sinks are to be told is sent after the command. */
  readonly delivers: boolean;
  readonly alarm: Alarm;
}

export async function openSession(host: CliHost, call: Call): Promise<Session> {
  const globals = await readGlobals(call, host);
  const {color, quiet, timeout} = globals;
  const ascii = wantsAscii(host.env);
  const deadline = createDeadline(host.clock, host.interrupted, timeout);
  const paint = paintFor(color, host.env, host.stderr.isTty);
  const notes = createNotes(host.stderr, {paint, quiet, ascii});
  return {
    host,
    globals,
    notes,
    deadline,
    signal: deadline.signal,
    look: {
      paint: paintFor(color, host.env, host.stdout.isTty),
      width: host.stdout.isTty ? widthOf(host.stdout) : null,
      ellipsis: ascii ? '...' : '…',
    },
    mayAsk: !globals.noQuestions && host.stderr.isTty && host.inputIsTty,
    onTerminal: host.stdout.isTty && host.inputIsTty,
    delivers: mayDeliver(call),
    reminds: !quiet && host.stderr.isTty && host.stdout.isTty && mayRemind(call),
    alarm: createAlarm(call, notes, paint),
  };
}

const SILENT = ['login', 'logout', 'creds'];

const mayRemind = ({command, flags}: Call): boolean =>
  !SILENT.includes(command) && flags.short !== true && flags.watch !== true;

/** What a prompt or a tool waits for, what promises no network, and what looks at what waits: none of these sends. */
const KEEPING = ['creds', 'doctor'];
const KEEPING_FLAGS = ['short', 'cached', 'pending'];

const mayDeliver = ({command, flags}: Call): boolean =>
  !KEEPING.includes(command) && !KEEPING_FLAGS.some(flag => flags[flag] === true);

export interface AppOptions {
  readonly profile?: string | undefined;
  readonly entra?: EntraFlags | undefined;
  readonly aws?: AwsFlags | undefined;
  readonly needsSignIn?: boolean | undefined;
}

/** Opens the app for the work and lets it go afterwards; its warnings go to stderr first. */
export async function withApp<T>(
  session: Session,
  options: AppOptions,
  work: (app: OpenedApp) => Promise<T>,
): Promise<T> {
  const {host, globals, notes} = session;
  const app = await host.openApp({
    profile: options.profile ?? globals.profile,
    entra: options.entra,
    aws: options.aws,
    needsSignIn: options.needsSignIn,
    debug: globals.debug ? line => notes.tell(`debug ${stamp(host)} ${visible(line)}`) : undefined,
  });
  try {
    for (const warning of app.warnings) notes.note(`warning: ${visible(warning)}`);
    await session.alarm(await stillOpen(app.incidents), app.server.now());
    const done = await work(app);
    if (session.reminds) await (await import('./reminding.ts')).remindAfter(session, app);
    if (session.delivers && app.sinks !== undefined)
      await (await import('./deliver-after.ts')).deliverAfter(session, app);
    return done;
  } finally {
    await app.close();
  }
}

const stamp = (host: CliHost): string => showInstant(host.clock.now());
