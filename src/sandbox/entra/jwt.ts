import {generateKeyPairSync, sign, verify} from 'node:crypto';
import {guidFrom} from '../identifiers.ts';
import type {TokenClaims} from './claims.ts';

export interface Signer {
  sign(payload: object): string;
  /** The payload of a token of ours with an intact signature; null for anything else. Does not look at its age. */
  read(token: string): TokenClaims | null;
  /** The public key set, as `/discovery/v2.0/keys` serves it. */
  readonly keys: {readonly keys: readonly object[]};
}

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs with a P-256 key of its own, made now (RSA keys cost ten times the start-up). */
export function createSigner(): Signer {
  const {privateKey, publicKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  const jwk = publicKey.export({format: 'jwk'});
  const kid = guidFrom('key', jwk.x ?? '');
  const signing = {key: privateKey, dsaEncoding: 'ieee-p1363'} as const;
  const checking = {key: publicKey, dsaEncoding: 'ieee-p1363'} as const;
  return {
    sign: payload => {
      const signed = `${base64({typ: 'JWT', alg: 'ES256', kid})}.${base64(payload)}`;
      return `${signed}.${sign('sha256', Buffer.from(signed), signing).toString('base64url')}`;
    },
    read: token => {
      const [head = '', payload = '', signature = ''] = token.split('.');
      const signed = Buffer.from(`${head}.${payload}`);
      if (!verify('sha256', signed, checking, Buffer.from(signature, 'base64url'))) return null;
      return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    },
    keys: {keys: [{...jwk, kid, use: 'sig', alg: 'ES256'}]},
  };
}
