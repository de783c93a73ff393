import type {Eligibility, Scope} from '../../core/eligibility.ts';
import type {Grant} from '../../core/grant.ts';
import type {Intent} from '../../core/intent.ts';
import type {Kind} from '../../core/kind.ts';
import type {Call, Page, PlannedRequest} from '../../core/ports.ts';
import type {Sent} from './calls.ts';
import type {PolicyRule} from './policy.ts';
import type {EligibleRow, HeldRow, RequestRow} from './rows.ts';

/** A role at its scope, as an eligibility and an intent both name it. */
export type Addressed = Pick<Eligibility, 'scope' | 'address'>;

/**
 * What the three kinds differ in: their calls and their names for things. `pimProvider` makes an `AccessProvider` of
 * it. Reads reject with `Trouble`; writes are sent once and say what became of them.
 */
export interface PimWire {
  readonly kind: Kind;
  /** How long a place may answer `RoleAssignmentExists` after it was ended, in seconds (reference azure-pim 2.6). */
  readonly coolDown: number;
  /** Throws `Trouble` where it is known beforehand that the cloud will not answer this app. */
  allowed(): void;
  eligible(signal: AbortSignal): AsyncIterable<Page<EligibleRow>>;
  held(signal: AbortSignal): AsyncIterable<Page<HeldRow>>;
  requests(signal: AbortSignal): AsyncIterable<Page<RequestRow>>;
  /** `undefined`: an ordinary user may not read it, or there is none. */
  rules(role: Addressed, signal: AbortSignal): Promise<readonly PolicyRule[] | undefined>;
  /** One request, by its id and the scope it was sent to; `undefined` when the cloud does not know it. */
  request(requestId: string, scope: string, signal: AbortSignal): Promise<RequestRow | undefined>;
  /** True where the intent's own id is the request's name, so that a lost one is found by it (ARM). */
  readonly namedByUs: boolean;
  activate(intent: Intent, call: Call): Promise<Sent<RequestRow>>;
  deactivate(grant: Grant, id: string, call: Call): Promise<Sent<RequestRow>>;
  cancel(request: Grant, call: Call): Promise<Sent<void>>;
  plan(intent: Intent): Promise<PlannedRequest>;
  /** Whether the cloud lets a grant be used by now, where it can be asked. */
  usable?: ((grant: Grant, signal: AbortSignal) => Promise<boolean>) | undefined;
  narrower?: ((eligibility: Eligibility, signal: AbortSignal) => AsyncIterable<Page<Scope>>) | undefined;
}
