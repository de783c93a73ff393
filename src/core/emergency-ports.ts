import type {Incident, Probe, ProbeTarget, Told} from './emergency.ts';
import type {AuditLog} from './keeping-ports.ts';
import type {Secret} from './secret.ts';
import type {Millis} from './time.ts';

/** Asks services, all at once, whether they answer. Never rejects, and never takes longer than the limit. */
export interface Prober {
  probe(targets: readonly ProbeTarget[], limit: Millis, signal: AbortSignal): Promise<readonly Probe[]>;
}

/** Tells every sink now what is in the record. Never rejects, and never takes longer than the limit. */
export interface Teller {
  tell(limit: Millis, signal: AbortSignal): Promise<readonly Told[]>;
}

/** Emergencies of all profiles, so that every face can say at once which are open (`state.db`). The record is the truth. */
export interface Incidents {
  open(incident: Incident): Promise<void>;
  /** Oldest first. */
  opened(): Promise<readonly Incident[]>;
  /** False: there is no open one of this id. */
  close(id: string): Promise<boolean>;
}

/** An IAM user's lasting key. */
export interface UserKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
}

/** Keys of emergency users under a passphrase of their own, apart from tokens, keyring and Entra. */
export interface EmergencyKeys {
  /** Names of the users whose key is here; no passphrase is needed to see that. */
  names(): Promise<readonly string[]>;
  keep(user: string, key: UserKey, passphrase: Secret): Promise<void>;
  /** `undefined`: there is none of this name. Rejects `signed-out` (`store-unreadable`) for another passphrase. */
  open(user: string, passphrase: Secret): Promise<UserKey | undefined>;
  forget(user: string): Promise<void>;
}

/** The record as an emergency writes it: nothing that is wrong with it holds anything up. */
export interface EmergencyLog extends Pick<AuditLog, 'append' | 'entries' | 'anchor' | 'settled'> {
  /** Why the record does not verify, in words; `null`: it does. Looks at what is new only. */
  broken(): Promise<string | null>;
  /** The file beside the record that was written to instead; `undefined`: none was needed. */
  beside(): string | undefined;
}
