import type {HttpClient} from '@azure/core-rest-pipeline';
import type {AuthenticationRecord, DeviceCodeCredential as Credential, DeviceCodeInfo} from '@azure/identity';
import {authorityOf, type EntraSessionOptions, isOwnCloud} from './options.ts';
import type {TokenCache} from './token-cache.ts';
import {ownPersistence} from './token-cache.ts';
import type {TokenTap} from './token-tap.ts';

/** Trying again is decided below, in the way to the authority. */
const NO_RETRIES = {maxRetries: 0} as const;

export interface CredentialParts {
  readonly options: EntraSessionOptions;
  readonly http: HttpClient;
  readonly tap: TokenTap;
  readonly cache: TokenCache;
  /** Who to ask a token for; without one a person is asked. */
  readonly record?: AuthenticationRecord | undefined;
  readonly prompt?: ((info: DeviceCodeInfo) => void) | undefined;
}

/**
 * A credential for one operation. Claims stick to a credential and bypass its cache ever after, and MSAL remembers
 * refusals for a minute (reference azure-pim 1.2): a new one for each operation has no past.
 */
export async function createCredential(parts: CredentialParts): Promise<Credential> {
  const {DeviceCodeCredential, useIdentityPlugin: register} = await import('@azure/identity');
  register(ownPersistence);
  const {options, http, tap, cache, record, prompt} = parts;
  const persistence = {enabled: true, cache} as const;
  return new DeviceCodeCredential({
    ...{tenantId: options.tenantId.toLowerCase(), clientId: options.clientId, httpClient: http},
    authorityHost: new URL(authorityOf(options)).origin,
    disableInstanceDiscovery: isOwnCloud(options),
    disableAutomaticAuthentication: prompt === undefined,
    userPromptCallback: prompt ?? noPrompt,
    tokenCachePersistenceOptions: persistence,
    retryOptions: NO_RETRIES,
    additionalPolicies: [{policy: tap.policy, position: 'perCall'}],
    ...(record === undefined ? {} : {authenticationRecord: record}),
  });
}

/** The default would print, and what it is handed holds a secret. */
function noPrompt(): void {
  throw new Error('nobody may be asked now');
}
