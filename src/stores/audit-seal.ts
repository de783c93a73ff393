import {createHash, createPublicKey, type KeyObject, sign, verify} from 'node:crypto';
import canonicalize from 'canonicalize';
import type {AuditEntry, Seal} from '../core/audit.ts';

/** SHA-256 of the DER (SPKI) of a public key, in lower-case hex. */
export const fingerprintOf = (publicKey: string): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');

/** What a seal signs: the entry in its canonical form, without the signatures themselves. */
export function sealedText(entry: AuditEntry): Buffer {
  const {seal} = entry;
  const unsigned = seal === undefined ? undefined : {...seal, signature: undefined, old: oldKeyOf(seal)};
  return Buffer.from(canonicalize({...entry, seal: unsigned}) ?? '', 'utf8');
}

const oldKeyOf = ({old}: Seal) => (old === undefined ? undefined : {key: old.key});

export const signatureOf = (entry: AuditEntry, key: KeyObject): string =>
  sign(null, sealedText(entry), key).toString('base64');

/** False for bytes that are no key or no signature too. */
export function isSignedBy(entry: AuditEntry, publicKey: string, signature: string): boolean {
  try {
    const key = createPublicKey({key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki'});
    if (key.asymmetricKeyType !== 'ed25519') return false;
    const bytes = Buffer.from(signature, 'base64');
    // One signature has one spelling: else its last letter could be changed unseen.
    return bytes.toString('base64') === signature && verify(null, sealedText(entry), key, bytes);
  } catch {
    return false;
  }
}
