import type {Clock} from '../core/ports.ts';
import type {App} from '../usecases/app.ts';

/** An app that holds files open; `close` lets them go and is called once, when the screen is left. */
export interface OpenApp extends App {
  close(): Promise<void>;
}

export type LeaveSignal = 'SIGTERM' | 'SIGHUP' | 'SIGINT';

/** What the first run asks for: a tenant, an Identity Center, or both. `cloud` is a name of the contract (5). */
export interface NewSettings {
  /** Absent where only AWS was named. */
  readonly tenantId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly cloud?: string | undefined;
  /** An Identity Center to sign in to besides, or instead. */
  readonly aws?: {readonly startUrl: string; readonly region: string} | undefined;
}

/** Everything the screen needs from outside. `compose.ts` makes the real one. */
export interface ScreenHost {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly version: string;
  /** Before an app is open its server time is not known: this clock stands in. */
  readonly clock: Clock;
  /** Looked at: `NO_COLOR`, `COLORFGBG`, `TERM`, `LC_ALL`, `LC_CTYPE`, `LANG`, `STINT_ASCII`, `SHELL`. A shell inherits it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** False: the first run asks for tenant and client id, or offers the demo. */
  readonly configured: boolean;
  /** True when `openApp` gives the practice cloud already (`stint demo`). */
  readonly practice: boolean;
  /** Rejects with `Trouble` (`misconfigured`, `state-unwritable`): its problem is shown. */
  openApp(): Promise<OpenApp>;
  openDemo(): Promise<OpenApp>;
  saveSettings(settings: NewSettings): Promise<void>;
  /** Rejects when there is no browser here. */
  openBrowser(url: string): Promise<void>;
  /** Puts text on the clipboard (OSC 52 through stdout will do). */
  copy(text: string): Promise<void>;
  /** The bell, and a desktop notice where this terminal is known to have any. Never moves the cursor, never rejects. */
  notify(title: string, body: string): Promise<void>;
  /**
   * Runs the person's shell on this terminal, with exactly this environment, after writing `greeting` and a line end;
   * the picture steps aside as it does for `borrowing`, and is back when the promise settles with the shell's exit
   * code. ctrl-c in the shell is the shell's. Rejects with `Trouble` when no shell could be started.
   */
  openShell(env: Readonly<Record<string, string>>, greeting: string): Promise<number>;
  /**
   * The emergency flow on this terminal, as `stint break-glass` runs it, to its exit code; the picture steps aside as for
   * a shell. Absent: nobody here can run it.
   */
  breakGlass?(): Promise<number>;
  /**
   * Is given how to borrow the terminal: the picture steps aside while the work asks a person something (the
   * passphrase of the token store) or a shell has it, and comes back after it.
   */
  borrowing(borrow: (work: () => Promise<void>) => Promise<void>): void;
  /** Tells of a signal that asks us to leave; gives back how to stop listening. */
  onSignal(listener: (signal: LeaveSignal) => void): () => void;
  /** Tells of a mistake of ours that nothing caught, so that the terminal is put back first; gives back how to stop listening. */
  onCrash(listener: (thrown: unknown) => void): () => void;
}
