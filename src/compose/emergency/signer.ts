import {sign} from 'node:crypto';
import {createSigningKeyStore, type SigningKey} from '../../stores/signing-key.ts';
import type {Signer} from '../../usecases/break-glass/emergency-app.ts';
import {later} from '../later.ts';
import {type RecordParts, recordVault} from '../signed-record.ts';

/** Signs with the key of this machine's record, which is made where there is none yet. */
export function signerOf(parts: Omit<RecordParts, 'db'>): Signer {
  const current = later(async (): Promise<SigningKey> => {
    const store = createSigningKeyStore(() => recordVault(parts));
    return ((await store.open()) ?? (await store.make())).current;
  });
  return {
    key: async () => {
      const {key, publicKey} = await current();
      return {key, publicKey};
    },
    sign: async bytes => sign(null, bytes, (await current()).sign).toString('base64'),
  };
}
