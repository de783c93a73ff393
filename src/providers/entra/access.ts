import type {HttpClient} from '@azure/core-rest-pipeline';
import type {CloudEndpoints} from '../../core/clouds.ts';
import type {Actor} from '../../core/intent.ts';
import type {Call} from '../../core/ports.ts';
import type {Secret} from '../../core/secret.ts';
import type {Instant} from '../../core/time.ts';

/** `monitor`: Azure Monitor, which takes lines of the record (Logs Ingestion API). */
export type Audience = 'arm' | 'graph' | 'monitor';

/** What the three PIM providers need of the sign-in; `session.ts` is the real one. */
export interface EntraAccess {
  readonly endpoints: CloudEndpoints;
  /** The public client's id; the Azure CLI's has no Graph consent (reference azure-pim 1.3). */
  readonly clientId: string;
  /** The one HTTP stack, with the network port underneath. */
  readonly http: HttpClient;
  /**
   * A token for the audience, never by asking a person. With `claims`, exactly the one a step-up has met. Rejects
   * `signed-out`, `step-up-needed` or `sign-in-blocked`.
   */
  token(audience: Audience, call: Call): Promise<{readonly token: Secret; readonly expiresAt: Instant}>;
  /** Who acts, by the ARM or Graph token's own `tid` and `oid`, checked against what was asked (design 5). */
  actor(signal: AbortSignal): Promise<Actor>;
}
