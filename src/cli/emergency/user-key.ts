import type {UserKey} from '../../core/ports.ts';
import {Secret} from '../../core/secret.ts';
import {visible} from '../../core/untrusted.ts';
import {usage} from '../argv.ts';
import type {Session} from '../session.ts';

/** Access key ids of IAM users (reference aws-jit 9): a session's begins with `ASIA`, and would be of no use tomorrow. */
const KEY_ID = /^AKIA[A-Z0-9]{12,124}$/;

export async function keyTyped({host}: Session, user: string): Promise<UserKey> {
  const id = await host.askSecret(`Access key id of ${visible(user)}: `);
  const secret = await host.askSecret('Secret access key: ');
  return checked(id.reveal().trim(), secret.reveal().trim());
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
    throw usage('Give the key on stdin as {"accessKeyId": "AKIA…", "secretAccessKey": "…"}.');
  return checked(id, secret);
}

function parsed(input: Secret): unknown {
  try {
    return JSON.parse(input.reveal());
  } catch {
    // The parser's own message would quote the text.
    throw usage('What is on stdin is no JSON.');
  }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

function checked(accessKeyId: string, secret: string): UserKey {
  if (!KEY_ID.test(accessKeyId)) throw usage('That is no access key id of an IAM user: it begins with AKIA.');
  if (secret === '') throw usage('The secret access key is missing.');
  return {accessKeyId, secretAccessKey: new Secret(secret)};
}
