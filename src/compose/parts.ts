import type {Kind} from '../core/kind.ts';
import {authorityOf} from '../core/kind.ts';
import type {Authority, Cache} from '../core/ports.ts';
import type {EntraAccess} from '../providers/entra/index.ts';
import type {App} from '../usecases/app.ts';

/** What one authority brings into an app. */
export interface Parts {
  /** Every host of it is this machine: a practice cloud, whoever started it. */
  readonly onThisMachine: boolean;
  readonly providers: App['providers'];
  readonly authorities: readonly Authority[];
  readonly cache: Cache;
  /** Under which name the copies lie. */
  readonly copies: string;
  /** What somebody who stays behind ends grants of Entra with. */
  readonly entra?: EntraReach | undefined;
}

export type EntraReach = Pick<EntraAccess, 'endpoints' | 'clientId' | 'token' | 'actor'>;

/** Each kind's copies lie under the identity that they were read with. */
export function cacheOf(entra: Cache | undefined, aws: Cache | undefined, none: Cache): Cache {
  const of = (kind: Kind): Cache => (authorityOf(kind) === 'aws' ? aws : entra) ?? none;
  return {
    eligibilities: kind => of(kind).eligibilities(kind),
    keepEligibilities: (kind, items, readAt, gaps) => of(kind).keepEligibilities(kind, items, readAt, gaps),
    grants: kind => of(kind).grants(kind),
    keepGrants: (kind, items, readAt) => of(kind).keepGrants(kind, items, readAt),
    policies: kind => of(kind).policies(kind),
    keepPolicy: (kind, id, policy, readAt) => of(kind).keepPolicy(kind, id, policy, readAt),
  };
}
