import type {OpenedApp} from '../compose.ts';
import {composeApp} from '../compose.ts';
import type {SettingsStore} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import {openInBrowser} from '../host/browser.ts';
import type {Notices} from '../host/terminal-notice.ts';
import type {LeaveSignal, NewSettings, ScreenHost} from '../ui/host.ts';
import {askingBeside, besideThePicture, createGuests} from './beside-the-picture.ts';
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
  const {version, profile, practice} = parts;
  const beside = besideThePicture();
  const world = {...parts.world, ask: askingBeside(beside, parts.world.ask)};
  const guests = createGuests(beside, {...parts, world});
  const openDemo = () => demoApp(world);
  return {
    ...{stdin: process.stdin, stdout: process.stdout, version, clock: world.clock, env: world.env, practice},
    configured: practice || (await isConfigured(world, profile)),
    openApp: practice ? openDemo : () => composeApp(world, {profile}),
    openDemo,
    saveSettings: settings => save(openSettings(world), profile, settings),
    ...{openBrowser, borrowing: beside.borrowing, openShell: guests.openShell},
    ...(practice ? {} : {breakGlass: guests.breakGlass}),
    copy: async text => copyByTerminal(text),
    notify: notifier(world.env),
    onSignal: listener => onSignal(signal => guests.isOpen() || listener(signal)),
    onCrash,
  };
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
