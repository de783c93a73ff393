import type {SignInEvent} from '../../src/core/identity.ts';
import type {Clock} from '../../src/core/ports.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import type {LeaveSignal, NewSettings, OpenApp, ScreenHost} from '../../src/ui/host.ts';
import {Loop} from '../../src/ui/loop.ts';
import {lookOf} from '../../src/ui/theme.ts';
import {type FakeWorld, world} from '../usecases/fakes.ts';

/** A person who signs in when the test says so. */
export class Visitor {
  readonly #arrives = Promise.withResolvers<void>();
  here = true;

  arrive(): void {
    this.here = true;
    this.#arrives.resolve();
  }

  refuse(reason: Error): void {
    this.#arrives.reject(reason);
  }

  arrived(): Promise<void> {
    return this.#arrives.promise;
  }
}

export interface ScreenWorld extends FakeWorld {
  readonly visitor: Visitor;
  readonly host: ScreenHost;
  readonly copied: string[];
  readonly saved: NewSettings[];
  readonly notified: string[];
  readonly shells: {readonly env: Readonly<Record<string, string>>; readonly greeting: string}[];
  readonly opened: ('real' | 'demo')[];
  closed: number;
  signal: (signal: LeaveSignal) => void;
}

interface Choices {
  /** The clouds behind it. */
  readonly fake?: FakeWorld;
  readonly env?: Readonly<Record<string, string>>;
  readonly configured?: boolean;
  readonly signedIn?: boolean;
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
  readonly shellEnds?: number;
  readonly openApp?: () => Promise<OpenApp>;
}

/** A host over the fake clouds: everything it was asked for is kept. */
export function screenWorld(choices: Choices = {}): ScreenWorld {
  const fake = choices.fake ?? world();
  const visitor = new Visitor();
  visitor.here = choices.signedIn ?? true;
  const on: ScreenWorld = {
    ...fake,
    visitor,
    copied: [],
    saved: [],
    notified: [],
    shells: [],
    opened: [],
    closed: 0,
    signal: () => {},
    host: {} as ScreenHost,
  };
  signsIn(fake, visitor);
  return Object.assign(on, {host: hostOf(on, choices)});
}

function hostOf(on: ScreenWorld, choices: Choices): ScreenHost {
  const app: OpenApp = {
    ...on.app,
    close: async () => {
      on.closed += 1;
    },
  };
  return {
    stdin: choices.stdin ?? process.stdin,
    stdout: choices.stdout ?? process.stdout,
    version: '0.1.0',
    clock: on.clock as Clock,
    env: {LANG: 'C.UTF-8', ...choices.env},
    configured: choices.configured ?? true,
    practice: false,
    openApp: async () => {
      on.opened.push('real');
      return choices.openApp === undefined ? app : choices.openApp();
    },
    openDemo: async () => {
      on.opened.push('demo');
      return {...app, practice: true};
    },
    saveSettings: async settings => {
      on.saved.push(settings);
    },
    openBrowser: async () => {
      throw new Error('there is no browser');
    },
    copy: async text => {
      on.copied.push(text);
    },
    notify: async (title, body) => {
      on.notified.push(`${title}: ${body}`);
    },
    openShell: async (env, greeting) => {
      on.shells.push({env, greeting});
      return choices.shellEnds ?? 0;
    },
    borrowing: () => {},
    onCrash: () => () => {},
    onSignal: listener => {
      on.signal = listener;
      return () => {
        on.signal = () => {};
      };
    },
  };
}

/** The sign-in waits for the visitor, and the identity knows whether they are here. */
function signsIn({entra, clock}: FakeWorld, visitor: Visitor): void {
  const known = entra.identity.bind(entra);
  const identity = async () => ({...(await known()), signedIn: visitor.here});
  async function* signIn(): AsyncGenerator<SignInEvent> {
    yield {
      type: 'device-code',
      provider: 'entra',
      userCode: untrusted('HK72MDQX'),
      verificationUri: untrusted('https://microsoft.com/devicelogin'),
      expiresAt: clock.now() + 900_000,
    };
    await visitor.arrived();
    yield {type: 'signed-in', provider: 'entra', identity: await identity()};
  }
  Object.assign(entra, {identity, signIn});
}

export const loopOver = (on: ScreenWorld, size = {columns: 100, rows: 24}): Loop =>
  new Loop(on.host, {size, look: lookOf(on.host.env, undefined)});
