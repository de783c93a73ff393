import type {OpenedApp} from '../compose.ts';
import {composeApp} from '../compose.ts';
import type {SettingsStore} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import {openInBrowser} from '../host/browser.ts';
import type {Notices} from '../host/terminal-notice.ts';
import type {LeaveSignal, NewSettings, ScreenHost} from '../ui/host.ts';
import {openPractice} from './practice.ts';
import {openSettings, readSettings} from './settings.ts';
import type {World} from './world.ts';

export interface ScreenParts {
  readonly world: World;
  readonly version: string;
  readonly profile: string;
  /** Straight to the practice cloud (`stint demo`). */
  readonly practice: boolean;
  /** Keeps signals from ending us while a shell has the terminal. */
  readonly handingOver: <T>(work: () => Promise<T>) => Promise<T>;
}

/** What the screen needs from outside, for a person at this terminal. */
export async function createScreenHost(parts: ScreenParts): Promise<ScreenHost> {
  const {version, profile, practice, handingOver} = parts;
  const beside = besideThePicture();
  const world = {...parts.world, ask: askingBeside(beside, parts.world.ask)};
  const shell = createShell(beside, handingOver);
  const openDemo = () => demoApp(world);
  return {
    ...{stdin: process.stdin, stdout: process.stdout, version, clock: world.clock, env: world.env, practice},
    configured: practice || (await isConfigured(world, profile)),
    openApp: practice ? openDemo : () => composeApp(world, {profile}),
    openDemo,
    saveSettings: settings => save(openSettings(world), profile, settings),
    ...{openBrowser, borrowing: beside.borrowing, openShell: shell.open},
    copy: async text => copyByTerminal(text),
    notify: notifier(world.env),
    onSignal: listener => onSignal(signal => shell.isOpen() || listener(signal)),
    onCrash,
  };
}

interface BesideThePicture {
  readonly borrowing: ScreenHost['borrowing'];
  /** The work has the plain terminal to itself, while the picture steps aside. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

function besideThePicture(): BesideThePicture {
  let borrow: Parameters<ScreenHost['borrowing']>[0] = work => work();
  return {
    borrowing: given => {
      borrow = given;
    },
    during: async <T>(work: () => Promise<T>) => {
      const done = Promise.withResolvers<T>();
      await borrow(() => work().then(done.resolve, done.reject));
      return done.promise;
    },
  };
}

const askingBeside =
  (beside: BesideThePicture, ask: World['ask']): World['ask'] =>
  question =>
    beside.during(() => ask(question));

/** The person's own shell on this terminal. While it is open, signals are its affair. */
function createShell(beside: BesideThePicture, handingOver: ScreenParts['handingOver']) {
  let isOpen = false;
  const open: ScreenHost['openShell'] = async (env, greeting) => {
    isOpen = true;
    try {
      return await beside.during(() => handingOver(() => runShell(env, greeting)));
    } finally {
      isOpen = false;
    }
  };
  return {open, isOpen: () => isOpen};
}

/** Exit codes above it tell of a signal. */
const BY_SIGNAL = 128;

async function runShell(env: Readonly<Record<string, string>>, greeting: string): Promise<number> {
  const [{runChild}, {interactiveShell}, {takeTerminalBack}] = await Promise.all([
    import('../host/child.ts'),
    import('../host/shell.ts'),
    import('../host/terminal-back.ts'),
  ]);
  process.stdout.write(`${greeting}\n`);
  const command = interactiveShell(env);
  const outcome = await runChild(command, {env});
  if (outcome.type === 'ran' && outcome.code > BY_SIGNAL) await takeTerminalBack();
  if (outcome.type === 'ran') return outcome.code;
  const reason = 'reason' in outcome ? outcome.reason : 'it is not there';
  throw new Trouble({
    code: 'failed',
    reason: `${command.join(' ')} could not be started: ${reason}.`,
    nextSteps: ['Name another shell in SHELL'],
  });
}

async function isConfigured(world: World, profile: string): Promise<boolean> {
  const found = (await readSettings(world)).profiles?.[profile];
  return found?.entra?.tenantId !== undefined || (found?.aws?.sessions ?? []).length > 0;
}

/** Long enough to see what a real sign-in looks like. */
const DEMO_APPROVAL_MS = 4000;

async function demoApp(world: World): Promise<OpenedApp> {
  const practice = await openPractice(world, {scenario: 'demo', approvalMs: DEMO_APPROVAL_MS});
  const app = await practice.openApp();
  return {
    ...app,
    close: async () => {
      await app.close();
      await practice.close();
    },
  };
}

async function save(settings: SettingsStore, profile: string, asked: NewSettings): Promise<void> {
  const {aws, ...given} = asked;
  const entra = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  if (Object.keys(entra).length > 0) await settings.set(`profiles.${profile}.entra`, entra);
  if (aws !== undefined)
    await settings.set(`profiles.${profile}.aws`, {sessions: [{name: 'default', ...aws}]});
}

async function openBrowser(url: string): Promise<void> {
  if (await openInBrowser(url)) return;
  throw new Trouble({
    code: 'failed',
    reason: 'There is no browser to open here.',
    nextSteps: ['Open the address on any device'],
  });
}

/** OSC 52: the terminal itself puts the text on the clipboard, over ssh too. */
function copyByTerminal(text: string): void {
  process.stdout.write(`\u001b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`);
}

/** Made when there is first something to tell: to ask tmux takes a process. */
function notifier(env: World['env']): ScreenHost['notify'] {
  let made: Promise<Notices> | undefined;
  return async (title, body) => {
    made ??= makeNotices(env);
    const notices = await made;
    notices.bell();
    notices.desktop(title, body);
  };
}

async function makeNotices(env: World['env']): Promise<Notices> {
  const [{createNotices}, {tmuxLetsThrough}] = await Promise.all([
    import('../host/terminal-notice.ts'),
    import('../host/tmux-passthrough.ts'),
  ]);
  const letsThrough = await tmuxLetsThrough(env);
  return createNotices(env, text => process.stdout.write(text), {letsThrough});
}

const SIGNALS: readonly LeaveSignal[] = ['SIGTERM', 'SIGHUP', 'SIGINT'];

function onSignal(listener: (signal: LeaveSignal) => void): () => void {
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}

function onCrash(listener: (thrown: unknown) => void): () => void {
  process.on('uncaughtException', listener);
  return () => process.off('uncaughtException', listener);
}
