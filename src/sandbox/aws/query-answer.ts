import {randomUUID} from 'node:crypto';
import type {Answer} from '../http/call.ts';
import type {IssuedSession} from './model.ts';
import type {AwsRefusal} from './refusal.ts';

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Members of an answer; those that are `undefined` are left out. */
export interface Members {
  readonly [name: string]: string | number | Members | undefined;
}

/** An answer of the query protocol, which is XML. */
export function queryAnswer(action: string, members: Members): Answer {
  const id = randomUUID();
  const result = `<${action}Result>${elements(members)}</${action}Result>`;
  const metadata = elements({ResponseMetadata: {RequestId: id}});
  return xml(200, id, `<${action}Response xmlns="${namespace}">${result}${metadata}</${action}Response>`);
}

export function queryRefusal({status, code, message}: AwsRefusal): Answer {
  const id = randomUUID();
  const error = {Error: {Type: 'Sender', Code: code, Message: message}, RequestId: id};
  return xml(status, id, `<ErrorResponse xmlns="${namespace}">${elements(error)}</ErrorResponse>`);
}

function xml(status: number, id: string, body: string): Answer {
  return {status, headers: {'content-type': 'text/xml', 'x-amzn-requestid': id}, body: `${body}\n`};
}

function elements(members: Members): string {
  return Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value = '']) => {
      const inside = typeof value === 'object' ? elements(value) : escaped(String(value));
      return `<${name}>${inside}</${name}>`;
    })
    .join('');
}

const entities: Readonly<Record<string, string>> = {'<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;'};

const escaped = (text: string): string => text.replace(/[<>&"]/g, letter => entities[letter] ?? letter);

/** Credentials as STS tells them; the end is a whole second. */
export function credentials(session: IssuedSession): Members {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: new Date(session.expiresAt).toISOString().replace('.000Z', 'Z'),
  };
}
