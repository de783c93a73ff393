import type {DeviceCodeInfo} from '@azure/identity';
import {seconds} from '../../core/time.ts';
import {untrusted} from '../../core/untrusted.ts';
import {type Asking, type Met, rethrow} from './asking.ts';
import {createCredential} from './credential.ts';
import {wayToAuthority} from './patience.ts';
import {createTokenCache} from './token-cache.ts';
import {createTokenTap} from './token-tap.ts';

/** Entra's own default (reference azure-pim 1.1), for an answer that does not say. */
const USUAL_LIFE_SECONDS = 900;

/**
 * Signs in by device code. The credential begins without a record, so it always asks; what it learns stays in memory
 * until somebody has looked at whose it is.
 */
export async function askByDeviceCode(asking: Asking): Promise<Met> {
  const {options, scope, stepUp, signal} = asking;
  const tap = createTokenTap({clock: options.clock, signal, open: true});
  const cache = createTokenCache(undefined);
  const prompt = (info: DeviceCodeInfo) => announceCode(asking, info);
  const credential = await createCredential({
    options,
    http: wayToAuthority({clock: options.clock, signal}, asking.http),
    tap,
    cache,
    prompt,
  });
  const claims = stepUp === undefined ? {} : {claims: stepUp.claims};
  try {
    const call = {enableCae: true, abortSignal: signal};
    const authentication = await credential.authenticate([scope], {...call, ...claims});
    if (authentication === undefined) throw new Error('the sign-in has no account');
    const {token, expiresOnTimestamp} = await credential.getToken([scope], call);
    return {authentication, token, expiresAt: expiresOnTimestamp, cache: cache.text()};
  } catch (thrown) {
    return rethrow(thrown, tap, asking);
  }
}

/** At run time the object also carries `deviceCode`, a secret (reference azure-pim 1.2): only these three are read. */
function announceCode({options, announce}: Asking, info: DeviceCodeInfo & {expiresIn?: unknown}): void {
  const {userCode, verificationUri, expiresIn} = info;
  const life = typeof expiresIn === 'number' ? expiresIn : USUAL_LIFE_SECONDS;
  announce({
    ...{type: 'device-code', provider: 'entra', expiresAt: options.server.now() + seconds(life)},
    userCode: untrusted(userCode),
    verificationUri: untrusted(verificationUri),
  });
}
