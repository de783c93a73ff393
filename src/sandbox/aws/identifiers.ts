import {createHash, randomBytes} from 'node:crypto';

const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const digest = (...names: readonly (string | number)[]): Buffer =>
  createHash('sha256').update(names.join('\u0000')).digest();

/** Twelve digits, the same for the same names. */
export function accountIdFrom(...names: readonly (string | number)[]): string {
  const digits = digest('aws account', ...names).readBigUInt64BE() % 900_000_000_000n;
  return String(100_000_000_000n + digits);
}

/** A unique id of IAM's: `AROA…` for a role, `AIDA…` for a user, `AKIA…` for a lasting key. */
export function iamIdFrom(prefix: 'AROA' | 'AIDA' | 'AKIA', ...names: readonly (string | number)[]): string {
  return prefix + inCapitals(digest(prefix, ...names), 17);
}

/** Sixteen hex digits at the end of a role that Identity Center makes (reference aws-jit 3). */
export function reservedHash(...names: readonly (string | number)[]): string {
  return digest('reserved', ...names)
    .toString('hex')
    .slice(0, 16);
}

export const newAccessKeyId = (): string => `ASIA${inCapitals(randomBytes(17), 16)}`;

export const newSecretKey = (): string => randomBytes(30).toString('base64');

export const newSessionToken = (): string => `IQoJb3JpZ2lu${randomBytes(192).toString('base64')}`;

function inCapitals(bytes: Buffer, length: number): string {
  return [...bytes.subarray(0, length)].map(byte => capitals[byte % capitals.length]).join('');
}
