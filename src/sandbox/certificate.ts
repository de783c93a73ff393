import {randomUUID} from 'node:crypto';
import {generate} from 'selfsigned';
import {wallTime} from './clock.ts';

export interface Certificate {
  /** PEM of the authority; what a client has to trust. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

const day = 86_400_000;

/**
 * A certificate for this machine's own names only, signed by an authority made for this one start.
 * The authority's key is dropped here and never leaves memory. Elliptic keys: making RSA ones costs hundreds of ms.
 */
export async function createCertificate(): Promise<Certificate> {
  // Real time on purpose: clients check certificates against the wall clock, not against the practice clock.
  const times = {notBeforeDate: new Date(wallTime() - day), notAfterDate: new Date(wallTime() + 30 * day)};
  const common = {keyType: 'ec', algorithm: 'sha256', ...times} as const;
  // A name of its own: of several trusted authorities with one name, OpenSSL tries only the first.
  const name = `Practice cloud authority ${randomUUID()}`;
  const authority = await generate([{name: 'commonName', value: name}], {
    ...common,
    extensions: [
      {name: 'basicConstraints', cA: true, critical: true},
      {name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true},
    ],
  });
  const leaf = await generate([{name: 'commonName', value: 'localhost'}], {
    ...common,
    ca: {key: authority.private, cert: authority.cert},
    extensions: [
      {name: 'basicConstraints', cA: false, critical: true},
      {name: 'keyUsage', digitalSignature: true, critical: true},
      {name: 'extKeyUsage', serverAuth: true},
      {name: 'subjectAltName', altNames: loopbackNames},
    ],
  });
  return {ca: authority.cert, certificate: leaf.cert, key: leaf.private};
}

const loopbackNames: {type: 2 | 7; value?: string; ip?: string}[] = [
  {type: 2, value: 'localhost'},
  {type: 7, ip: '127.0.0.1'},
  {type: 7, ip: '::1'},
];
