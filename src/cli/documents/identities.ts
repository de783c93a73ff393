import type {Identity} from '../../core/identity.ts';
import type {Problem} from '../../core/problem.ts';
import {exact} from '../../core/untrusted.ts';
import {document, time} from './document.ts';

/** `whoami`, `login`, `logout` (contract 4). */
export const identitiesDocument = (identities: readonly Identity[], problems: readonly Problem[] = []) =>
  document('identities', identities.map(identityItem), problems);

export function identityItem(identity: Identity) {
  const {level, path, protection} = identity.tokenStore;
  return {
    provider: identity.provider,
    account: identity.account === null ? null : exact(identity.account),
    tenantId: identity.tenantId,
    cloud: identity.cloud,
    signedIn: identity.signedIn,
    expiresAt: time(identity.expiresAt),
    tokenStore: {level, path, protection},
    session: identity.session ?? null,
  };
}
