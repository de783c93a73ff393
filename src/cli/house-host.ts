import type {Inspection} from '../core/inspection.ts';
import type {SinkSecrets} from '../core/sink.ts';

/** What house-keeping needs from outside beside the rest of `CliHost`. */
export interface HouseHost {
  /** Addresses and tokens of sinks, in the token store of this profile. The store is opened at its first use. */
  sinkSecrets(profile: string): Promise<SinkSecrets>;
  /** What can be seen of this machine. Never rejects. */
  inspect(profile: string): Promise<Inspection>;
}
