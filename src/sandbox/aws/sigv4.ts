import {createHash, createHmac, timingSafeEqual} from 'node:crypto';
import type {Call} from '../http/call.ts';
import {type Caller, type CallerParts, callerOf} from './callers.ts';
import {AwsRefusal} from './refusal.ts';

/** Requests are good for five minutes either way of the server's time. */
const skewMs = 300_000;

interface Signed {
  readonly accessKeyId: string;
  /** `20261122/eu-west-1/sts/aws4_request` */
  readonly scope: string;
  readonly headers: readonly string[];
  readonly signature: string;
  /** `20261122T101500Z` */
  readonly date: string;
}

/** Who signed a call to STS: Signature Version 4, checked over the request as it came. Throws what AWS answers. */
export function signedBy(call: Call, parts: CallerParts): Caller {
  const signed = readSignature(call);
  const caller = callerOf(parts, signed.accessKeyId, call.headers['x-amz-security-token']);
  checkScope(signed);
  checkAge(signed, parts.now());
  const expected = Buffer.from(signatureOf(call, signed, caller.secretAccessKey));
  const given = Buffer.from(signed.signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) throw mismatch(wrongSignature);
  return caller;
}

const wrongSignature =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

const mismatch = (message: string): AwsRefusal => new AwsRefusal(403, 'SignatureDoesNotMatch', message);

const shape =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

function readSignature({headers}: Call): Signed {
  const [, accessKeyId, scope, names, signature] = shape.exec(headers.authorization ?? '') ?? [];
  const date = headers['x-amz-date'];
  const incomplete = !accessKeyId || !scope || !names || !signature || date === undefined;
  if (incomplete && headers.authorization === undefined)
    throw new AwsRefusal(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  if (incomplete)
    throw new AwsRefusal(
      400,
      'IncompleteSignature',
      'The request signature does not conform to AWS standards.',
    );
  return {accessKeyId, scope, headers: names.split(';'), signature, date};
}

function checkScope({scope, date, headers}: Signed): void {
  if (!/^\d{8}\/[a-z0-9-]+\/sts\/aws4_request$/.test(scope))
    throw mismatch("Credential should be scoped to correct service: 'sts'.");
  if (scope.slice(0, 8) !== date.slice(0, 8))
    throw mismatch(
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.',
    );
  if (!headers.includes('host') || !headers.includes('x-amz-date'))
    throw mismatch("'Host' and 'X-Amz-Date' must be signed headers.");
}

function checkAge({date}: Signed, now: number): void {
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(at))
    throw new AwsRefusal(
      400,
      'IncompleteSignature',
      `Date must be in ISO-8601 'basic format'. Got '${date}'.`,
    );
  const server = basic(now);
  if (now - at > skewMs)
    throw mismatch(
      `Signature expired: ${date} is now earlier than ${basic(now - skewMs)} (${server} - 5 min.)`,
    );
  if (at - now > skewMs)
    throw mismatch(
      `Signature not yet current: ${date} is still later than ${basic(now + skewMs)} (${server} + 5 min.)`,
    );
}

const basic = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

function signatureOf(call: Call, {scope, headers, date}: Signed, secret: string): string {
  const [day = '', region = '', service = ''] = scope.split('/');
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request');
  const request = sha256(canonicalRequest(call, headers));
  return hmac(key, ['AWS4-HMAC-SHA256', date, scope, request].join('\n')).toString('hex');
}

function canonicalRequest({method, path, query, headers, body}: Call, signed: readonly string[]): string {
  const lines = signed.map(name => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  const pairs = [...query].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort();
  const uri = path.split('/').map(encoded).join('/');
  return [method, uri, pairs.join('&'), lines.join(''), signed.join(';'), sha256(body)].join('\n');
}

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
