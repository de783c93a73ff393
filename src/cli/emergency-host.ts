import type {Incident} from '../core/emergency.ts';
import type {AuditLog} from '../core/ports.ts';
import type {Secret} from '../core/secret.ts';
import type {EmergencyApp} from '../usecases/break-glass/emergency-app.ts';

/** What an emergency stands on, holding files open. */
export interface OpenedEmergency extends EmergencyApp {
  /** Plain lines that people should see. */
  readonly warnings: readonly string[];
  /** What of environment and settings is ignored here, each in words; none in a drill. */
  readonly ignored: readonly string[];
  /** What this profile is lent is held by this process alone: the token store did not open. Known after `appOf`. */
  loansAreInMemory(profile: string): boolean;
  /** A practice cloud of its own: nothing of it is there any more once it is closed. */
  readonly isPassing?: boolean | undefined;
  close(): Promise<void>;
}

export interface EmergencyOptions {
  readonly profile: string;
  /**
   * A rehearsal. A practice home stays what it is; settings with a harmless role (`breakGlass.drill`) open the real cloud,
   * and that role is what is rehearsed with; else the embedded practice cloud is opened, `practice`, with a ladder of its
   * own.
   */
  readonly drill: boolean;
  /** `--debug`: as `OpenOptions` has it. */
  readonly debug?: ((line: string) => void) | undefined;
}

/** What an emergency needs from outside beside the rest of `CliHost`. */
export interface EmergencyHost {
  /** Opens no token store and no connection, and asks nobody. */
  openEmergency(options: EmergencyOptions): Promise<OpenedEmergency>;
  /** The record with the lines beside it that it could not take in an emergency; while the settings are broken, too. */
  emergencyRecord(): Promise<AuditLog>;
  /** Incidents that are open, for commands that open no app; none where that cannot be seen. Never rejects. */
  openIncidents(): Promise<readonly Incident[]>;
  /** Asked on stderr, without echo; only called on a terminal. Rejects `cancelled`. */
  askSecret(question: string): Promise<Secret>;
  /** The command of the person's interactive shell. */
  shell(): Promise<readonly string[]>;
  /** All of stdin; only called where it is no terminal. Rejects `usage` past 64 KiB. */
  readInput(): Promise<Secret>;
  /** The first line of a file that is private (0600) and ours; else rejects `misconfigured`. */
  readSecretFile(path: string): Promise<Secret>;
  /** `undefined`: there is no such file yet. Rejects `usage` past 64 KiB. */
  readTextFile(path: string): Promise<string | undefined>;
  /** A new file of mode 0600; rejects `state-unwritable` where one is already, or none can be made. */
  saveFile(path: string, text: string): Promise<void>;
}
