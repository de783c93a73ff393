import {createCipheriv, createDecipheriv, randomBytes} from 'node:crypto';

/** A sealed text: `STNT`, one byte of version, 12 bytes of nonce, 16 of tag, then AES-256-GCM ciphertext. */
const MARK = Buffer.from('STNT\u0001', 'latin1');
const NONCE = 12;
const TAG = 16;
const CIPHER = 'aes-256-gcm';

export const KEY_BYTES = 32;

/** `about` is bound to the text: what was sealed for one entry does not open as another. A new nonce every time. */
export function seal(key: Uint8Array, about: string, text: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, key, nonce, {authTagLength: TAG}).setAAD(boundTo(about));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([MARK, nonce, cipher.getAuthTag(), sealed]);
}

/** The text, or `undefined` when the bytes are not exactly what this key sealed about this. */
export function unseal(key: Uint8Array, about: string, bytes: Buffer): string | undefined {
  const body = MARK.length + NONCE + TAG;
  if (bytes.length < body || !bytes.subarray(0, MARK.length).equals(MARK)) return undefined;
  const nonce = bytes.subarray(MARK.length, MARK.length + NONCE);
  const decipher = createDecipheriv(CIPHER, key, nonce, {authTagLength: TAG})
    .setAAD(boundTo(about))
    .setAuthTag(bytes.subarray(MARK.length + NONCE, body));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(body)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

const boundTo = (about: string): Buffer => Buffer.concat([MARK, Buffer.from(about, 'utf8')]);
