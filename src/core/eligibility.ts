import type {Guarantee} from './guarantee.ts';
import type {Kind} from './kind.ts';
import type {Requirements} from './policy.ts';
import type {Instant, Seconds} from './time.ts';
import type {Untrusted} from './untrusted.ts';

/** Where a role applies. `id` is the cloud's own (an ARM id, `/`, `/administrativeUnits/…`, a group's GUID). */
export interface Scope {
  readonly id: string;
  readonly name: Untrusted;
  readonly type: string;
}

/** An ABAC condition: shown, and sent along unchanged with the request (reference azure-pim 2.2). */
export interface Condition {
  readonly expression: Untrusted;
  readonly version: string;
}

/**
 * What a provider needs to find the thing again in its cloud, as plain strings, so that it survives the cache.
 * Only the provider that made it reads it; everyone else carries it along.
 */
export type WireAddress = Readonly<Record<string, string>>;

/** Something you may become: a role at a scope (contract 1). `id` is lasting and shell-safe, see `eligibilityId`. */
export interface Eligibility {
  readonly id: string;
  readonly kind: Kind;
  readonly name: Untrusted;
  readonly scope: Scope;
  readonly entitlement: 'eligible' | 'standing';
  readonly memberType: 'direct' | 'group' | 'inherited';
  /** From the policy; `null` while it is unknown. */
  readonly maxDuration: Seconds | null;
  readonly requires: Requirements;
  readonly condition: Condition | null;
  readonly guarantee: Guarantee;
  /** When the eligibility itself ends; `null` when it does not, or the cloud did not say. */
  readonly endsAt: Instant | null;
  /** The running grant of this very eligibility, if there is one. */
  readonly grantId: string | null;
  readonly address: WireAddress;
}
