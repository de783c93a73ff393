import type {AuditLog, AwsConfigFile, Clock, SettingsStore} from '../core/ports.ts';
import type {Secret} from '../core/secret.ts';
import type {Millis} from '../core/time.ts';
import type {App} from '../usecases/app.ts';
import type {EmergencyHost} from './emergency-host.ts';
import type {HouseHost} from './house-host.ts';

export type {EmergencyHost, EmergencyOptions, OpenedEmergency} from './emergency-host.ts';
export type {HouseHost} from './house-host.ts';

/** One of the two streams out. `columns` counts only where `isTty`. */
export interface Output {
  readonly isTty: boolean;
  readonly columns: number;
  /** Lines of the terminal; absent where nobody can tell. */
  readonly rows?: number | undefined;
  write(text: string): void;
}

/** Some terminals say that they have no columns at all; they are taken for ordinary ones. */
export const widthOf = ({columns}: Output): number => (columns > 0 ? columns : 80);

/** An app that holds files open. `warnings` are plain lines that people should see (a plaintext token store). */
export interface OpenedApp extends App {
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly profile: string;
  /** `login`'s flags, over what the profile says. */
  readonly entra?: EntraFlags | undefined;
  readonly aws?: AwsFlags | undefined;
  /** True for `login` only: a token store is needed now, and none to be had is `misconfigured`. */
  readonly needsSignIn?: boolean | undefined;
  /** `--debug`: lines about what is asked and answered; never a secret. */
  readonly debug?: ((line: string) => void) | undefined;
}

export interface EntraFlags {
  readonly tenantId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly cloud?: string | undefined;
}

/** `session` is a name of the profile's, or one that `startUrl` and `region` describe here for the first time. */
export interface AwsFlags {
  readonly session?: string | undefined;
  readonly startUrl?: string | undefined;
  readonly region?: string | undefined;
  /** The sign-in goes into the AWS CLI's own file, in plain text. */
  readonly share?: boolean | undefined;
}

/** How a program that was run came to its end. `code` is its own, or 128 and the number of the signal that ended it. */
export type ChildEnd =
  | {readonly type: 'ran'; readonly code: number}
  | {readonly type: 'not-found'}
  | {readonly type: 'not-runnable'; readonly reason: string}
  /** Our own failure to start it. */
  | {readonly type: 'failed'; readonly reason: string};

export const SCENARIOS = ['demo', 'small', 'empty', 'thousands'] as const;

export interface PracticeOptions {
  readonly scenario?: (typeof SCENARIOS)[number] | undefined;
  readonly port?: number | undefined;
  /** A folder for the practice home; without it a temporary one, removed at `close`. */
  readonly home?: string | undefined;
}

/** The practice cloud with a home of its own. Its device codes approve themselves after a moment. */
export interface Practice {
  readonly env: Readonly<Record<string, string>>;
  readonly controlUrl: string;
  openApp(): Promise<OpenedApp>;
  /** Somebody approves the request that has waited longest, now. */
  approve(): Promise<void>;
  /** Turns the practice cloud's clock on. */
  turnClock(by: Millis): Promise<void>;
  close(): Promise<void>;
}

/** Ways to reach a person who looks elsewhere. */
export interface Notices {
  bell(): void;
  /** False: this terminal is not known to have any. */
  desktop(title: string, body: string): boolean;
}

/**
 * Everything the command line needs from outside: it touches no file, stream or process itself.
 * Every method rejects with `Trouble` for expected trouble.
 */
export interface CliHost extends EmergencyHost, HouseHost {
  /** After node and the script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly inputIsTty: boolean;
  /** For `--timeout`, and for times of events before an app is open. */
  readonly clock: Clock;
  /** Fires at the first ctrl-c or SIGTERM; the message of its reason is the signal's name. */
  readonly interrupted: AbortSignal;
  openApp(options: OpenOptions): Promise<OpenedApp>;
  settings(): Promise<SettingsStore>;
  /** The record, which needs no app: it is read and verified while the settings are broken, too. */
  record(): Promise<AuditLog>;
  /** Asked on stderr; only called on a terminal. */
  askYesNo(question: string): Promise<boolean>;
  /** Rejects `cancelled` when the signal fires. */
  askLine(question: string, signal?: AbortSignal): Promise<string>;
  /** The full-screen app; its exit code. */
  openScreen(options: {readonly profile: string}): Promise<number>;
  /** The full-screen app on the practice cloud; its exit code. */
  demoScreen(): Promise<number>;
  openPractice(options: PracticeOptions): Promise<Practice>;
  /**
   * Runs a program, without a shell, with exactly this environment and with our terminal, and waits for its end. Signals
   * go to the program meanwhile: `interrupted` does not fire, however often ctrl-c is pressed in it.
   */
  runChild(command: readonly string[], env: Readonly<Record<string, string>>): Promise<ChildEnd>;
  /** Through the terminal that stderr is. */
  notices(): Promise<Notices>;
  /** False: there is no browser to open it in. */
  openBrowser(url: Secret): Promise<boolean>;
  /** What the AWS CLI and the SDKs read their profiles from. */
  awsConfigFile(): Promise<AwsConfigFile>;
  /** How we were started, with absolute paths: node, then the script. */
  readonly self: readonly string[];
  readonly platform: NodeJS.Platform;
}
