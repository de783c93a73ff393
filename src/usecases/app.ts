import type {ProbeTarget} from '../core/emergency.ts';
import type {ProcessMark} from '../core/intent.ts';
import type {Kind} from '../core/kind.ts';
import type {
  AccessProvider,
  AuditLog,
  Authority,
  Cache,
  Clock,
  Guard,
  GuardList,
  Incidents,
  Journal,
  LoanBook,
  NewId,
  Prober,
  Reminders,
  ServerTime,
  StatusFile,
} from '../core/ports.ts';
import type {Settings} from '../core/settings.ts';
import type {SinkDesk} from '../core/sink.ts';

/**
 * Everything a verb may use, for one profile. `compose.ts` builds the real one; tests build it from fakes with memory.
 * Providers and authorities load their SDKs at the first call, so holding an `App` costs nothing.
 */
export interface App {
  readonly profile: string;
  readonly settings: Settings;
  /** True on the practice cloud; records say so. */
  readonly practice: boolean;
  readonly clock: Clock;
  readonly server: ServerTime;
  readonly providers: readonly AccessProvider[];
  readonly authorities: readonly Authority[];
  readonly journal: Journal;
  readonly cache: Cache;
  readonly audit: AuditLog;
  readonly loans: LoanBook;
  readonly newId: NewId;
  /** Absent: what would be remembered is taken for new each time. */
  readonly notes?: Notes | undefined;
  /** Absent: nothing is reminded of. */
  readonly reminders?: Reminders | undefined;
  /** Absent: nobody can stay behind; wishes are carried out by whoever runs next. */
  readonly guard?: Guard | undefined;
  /** Who stays behind at present, of any process; absent: nobody is known of. */
  readonly guards?: GuardList | undefined;
  /** Emergencies that are open; absent: nobody is told of any. */
  readonly incidents?: Incidents | undefined;
  /** The sinks of the settings; absent: there are none. */
  readonly sinks?: SinkDesk | undefined;
  /** Asks the clouds of `targets` whether they answer; absent: nobody can. */
  readonly prober?: Prober | undefined;
  /** What this profile needs to be reachable. No sign-in and no network. */
  readonly targets?: (() => Promise<readonly ProbeTarget[]>) | undefined;
  readonly statusFile?: StatusFile | undefined;
  /** This process, for what is to end with it; absent in tests of verbs that do not need it. */
  readonly self?: ProcessMark | undefined;
}

/** Small texts that a later command wants to know. Rejects `state-unwritable`. */
export interface Notes {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
}

export function providerOf(app: App, kind: Kind): AccessProvider | undefined {
  return app.providers.find(provider => provider.kind === kind);
}
