import {createHash} from 'node:crypto';
import type {Secret} from '../../core/secret.ts';
import type {Instant} from '../../core/time.ts';
import {jsonObject, textOf} from '../entra/wire-error.ts';
import type {Records} from './options.ts';

/** What is known of a session's sign-in without opening the vault. It holds no secret. */
export interface SignInRecord {
  /** The sign-in that we made; `null`: none, or it is over. */
  readonly own: OwnSignIn | null;
  /** The user's name, and which sign-in it is the name of. */
  readonly user: {readonly place: string; readonly name: string} | null;
  /** Fingerprints of tokens that AWS has turned down for good, newest last: nobody asks with them again. */
  readonly refused: readonly string[];
}

export interface OwnSignIn {
  /** `vault`, or the name of the AWS CLI's file that we wrote. */
  readonly place: string;
  readonly clientId: string;
  /** Of the newest access token, server time. */
  readonly expiresAt: Instant;
  /** Until when it can be refreshed as far as we know, server time; `null`: not at all. */
  readonly renewableUntil: Instant | null;
}

export const NO_RECORD: SignInRecord = {own: null, user: null, refused: []};

const VERSION = 1;
/** Two tokens for each place are plenty. */
const MOST_REFUSED = 12;

export async function readSignInRecord(records: Records, key: string): Promise<SignInRecord> {
  const saved = jsonObject(await records.read(key));
  if (saved?.version !== VERSION) return NO_RECORD;
  return {own: ownOf(saved.own), user: userOf(saved.user), refused: textsOf(saved.refused)};
}

export const writeSignInRecord = (records: Records, key: string, record: SignInRecord): Promise<void> =>
  records.write(key, JSON.stringify({version: VERSION, ...record}));

/** Tokens are long and random: nothing can be learnt from this. */
export const tokenPrint = (token: Secret): string =>
  createHash('sha256').update(token.reveal()).digest('hex').slice(0, 24);

export const withRefused = (record: SignInRecord, print: string): SignInRecord => ({
  ...record,
  refused: [...record.refused.filter(one => one !== print), print].slice(-MOST_REFUSED),
});

/** A record that is not whole is as good as none. */
function ownOf(value: unknown): OwnSignIn | null {
  const said = membersOf(value);
  const [place, clientId] = [textOf(said.place), textOf(said.clientId)];
  if (place === undefined || clientId === undefined || typeof said.expiresAt !== 'number') return null;
  const {expiresAt, renewableUntil} = said;
  return {
    ...{place, clientId, expiresAt},
    renewableUntil: typeof renewableUntil === 'number' ? renewableUntil : null,
  };
}

function userOf(value: unknown): SignInRecord['user'] {
  const said = membersOf(value);
  const [place, name] = [textOf(said.place), textOf(said.name)];
  return place === undefined || name === undefined ? null : {place, name};
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];
