import type {OpenedApp} from '../compose.ts';
import {composeApp} from '../compose.ts';
import type {SettingsStore} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import type {Secret} from '../core/secret.ts';
import {openInBrowser} from '../host/browser.ts';
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
}

/** What the screen needs from outside, for a person at this terminal. */
export async function createScreenHost(parts: ScreenParts): Promise<ScreenHost> {
  const {version, profile, practice} = parts;
  const {world, borrowing} = askingBesideThePicture(parts.world);
  const openDemo = () => demoApp(world);
  return {
    ...{stdin: process.stdin, stdout: process.stdout, version, clock: world.clock, env: world.env, practice},
    configured: practice || (await isConfigured(world, profile)),
    openApp: practice ? openDemo : () => composeApp(world, {profile}),
    openDemo,
    saveSettings: settings => save(openSettings(world), profile, settings),
    ...{openBrowser, borrowing},
    copy: async text => copyByTerminal(text),
    ...{onSignal, onCrash},
  };
}

/** A passphrase is asked for on the plain terminal, while the picture steps aside. */
function askingBesideThePicture(world: World): {
  readonly world: World;
  readonly borrowing: ScreenHost['borrowing'];
} {
  let borrow: Parameters<ScreenHost['borrowing']>[0] = work => work();
  const ask: World['ask'] = async question => {
    const answer = Promise.withResolvers<Secret>();
    await borrow(() => world.ask(question).then(answer.resolve, answer.reject));
    return answer.promise;
  };
  return {
    world: {...world, ask},
    borrowing: given => {
      borrow = given;
    },
  };
}

async function isConfigured(world: World, profile: string): Promise<boolean> {
  return (await readSettings(world)).profiles?.[profile]?.entra?.tenantId !== undefined;
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
  const entra = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  await settings.set(`profiles.${profile}.entra`, entra);
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
