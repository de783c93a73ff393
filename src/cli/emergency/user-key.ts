import type {UserKey} from '../../core/ports.ts';
import {Secret} from '../../core/secret.ts';
import {visible} from '../../core/untrusted.ts';
import {usage} from '../argv.ts';
import type {Session} from '../session.ts';

/** Access key ids of IAM users (reference aws-jit 9): a session's begins with `ASIA`, and would be of no use tomorrow. */
const KEY_ID = /^AKIA[A-Z0-9]{12,124}$/;

/** Whose help a mistake leads to. */
export const SETUP = {name: 'break-glass setup'} as const;

export async function keyTyped({host}: Session, user: string): Promise<UserKey> {
  const typed = await host.askSecret(`Access key id of ${visible(user)}: `);
  const id = keyId(typed.reveal().trim());
  const secret = await host.askSecret('Secret access key: ');
  return checked(id, secret.reveal().trim());
}

/** `{"accessKeyId", "secretAccessKey"}`, or what `aws iam create-access-key` prints. Throws `usage`; no text is quoted. */
export function keyFrom(input: Secret): UserKey {
  const outer = fieldsOf(parsed(input));
  const inner = outer.AccessKey === undefined ? outer : fieldsOf(outer.AccessKey);
  const [id, secret] = [
    inner.accessKeyId ?? inner.AccessKeyId,
    inner.secretAccessKey ?? inner.SecretAccessKey,
  ];
  if (typeof id !== 'string' || typeof secret !== 'string')
    throw usage('Give the key on stdin as {"accessKeyId": "AKIA…", "secretAccessKey": "…"}.', SETUP);
  return checked(id, secret);
}

function parsed(input: Secret): unknown {
  try {
    return JSON.parse(input.reveal());
  } catch {
    // The parser's own message would quote the text.
    throw usage('What is on stdin is no JSON.', SETUP);
  }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

function keyId(text: string): string {
  if (!KEY_ID.test(text)) throw usage('That is no access key id of an IAM user: it begins with AKIA.', SETUP);
  return text;
}

function checked(id: string, secret: string): UserKey {
  const accessKeyId = keyId(id);
  if (secret === '') throw usage('The secret access key is missing.', SETUP);
  return {accessKeyId, secretAccessKey: new Secret(secret)};
}
