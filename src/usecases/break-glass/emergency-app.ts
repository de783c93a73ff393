import type {ProbeTarget} from '../../core/emergency.ts';
import type {EmergencyLog} from '../../core/emergency-ports.ts';
import type {UserRoleRung} from '../../core/ladder.ts';
import type {
  AccessProvider,
  Authority,
  Clock,
  EmergencyKeys,
  Incidents,
  NewId,
  Prober,
  ServerTime,
  Teller,
  UserKey,
} from '../../core/ports.ts';
import type {Settings} from '../../core/settings.ts';
import type {App} from '../app.ts';

export type {EmergencyLog};

/**
 * What the emergency flow stands on. It opens no token store, SDK or connection by itself: whatever is broken is found at
 * the step that needs it, and the next rung is tried.
 */
export interface EmergencyApp {
  /** The profile in use, for rungs that name none. */
  readonly profile: string;
  readonly settings: Settings;
  /** Which file they were read from, and its SHA-256 in lower-case hex; `null`: there is no file. */
  readonly settingsFile: {
    readonly path: string;
    readonly sha256: string | null;
    /** Nobody but its owner may read or change it; absent: not looked at. */
    readonly isPrivate?: boolean | undefined;
  };
  /** On a practice cloud; its records say so. */
  readonly practice: boolean;
  readonly clock: Clock;
  readonly server: ServerTime;
  readonly newId: NewId;
  /**
   * The record; where it cannot be written, a file beside it. Rejects `state-unwritable` only where nothing can be. It has no
   * `check`: a broken record holds nothing up here.
   */
  readonly audit: EmergencyLog;
  readonly incidents: Incidents;
  readonly prober: Prober;
  readonly teller: Teller;
  readonly keys: EmergencyKeys;
  /** Signs for a colleague with the key of this machine's record. */
  readonly signer: Signer;
  /** Somebody is being asked for what opens a store: settles when that is answered, never rejects. Absent: nobody ever is. */
  readonly question?: (() => Promise<void> | undefined) | undefined;
  /**
   * The app of a profile, with the ports of an emergency: published hosts only (but in a drill), anchored justifications,
   * loans that are kept in memory where the token store does not open. Rejects `Trouble`: its rungs are passed.
   */
  appOf(profile: string): Promise<App>;
  /** Where that profile's rungs go, for the evidence. Needs no sign-in and no network. */
  targetsOf(profile: string): Promise<readonly ProbeTarget[]>;
  /** A role that an IAM user assumes, as a provider and a sign-in of its own. The key stays in memory. */
  roleOfUser(rung: UserRoleRung, key: UserKey, app: App): UserRole;
}

export interface UserRole {
  readonly provider: AccessProvider;
  readonly authority: Authority;
}

export interface Signer {
  /** Fingerprint and public key (DER, SPKI, base64). Rejects with `Trouble` where no key can be had. */
  key(): Promise<{readonly key: string; readonly publicKey: string}>;
  /** Ed25519 over the bytes, in base64. */
  sign(bytes: Uint8Array): Promise<string>;
}
