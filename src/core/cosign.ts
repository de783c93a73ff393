import {createHash, createPublicKey, type KeyObject, verify} from 'node:crypto';
import type {Cosigner} from './ladder.ts';
import {Trouble} from './problem.ts';
import {readInstant} from './time.ts';

/**
 * What a second person is asked to stand up for. It travels as one line of text, `stint-cosign-1.` and the base64url of
 * its canonical JSON (RFC 8785), through whatever people talk by: a chat, a phone's camera, a file.
 */
export interface CosignRequest {
  readonly incident: string;
  readonly drill: boolean;
  readonly reason: string;
  /** Names of the rungs, in the order in which they are tried. */
  readonly rungs: readonly string[];
  /** Who asks, as the clouds call them; `null`: nobody could tell in time. */
  readonly by: string | null;
  readonly profile: string;
  /** Server time, RFC 3339: when it was asked, and when nobody waits for an answer any more. */
  readonly at: string;
  readonly until: string;
  /** New for each request: an answer fits one of them only. */
  readonly nonce: string;
}

/** `signature`: Ed25519 over the bytes of the request's text, in base64. `key`: SHA-256 of the public key's DER (SPKI), hex. */
export interface CosignAnswer {
  readonly key: string;
  readonly signature: string;
}

const REQUEST = 'stint-cosign-1.';
const ANSWER = 'stint-cosigned-1.';
/** Characters of a whole text: two people pass it on by hand. */
const LONGEST = 8192;
const LONGEST_FIELD = 1024;
const MOST_RUNGS = 32;

/** Texts that are too long for a request are cut; whoever signs sees what there is. */
export function cosignText(request: CosignRequest): string {
  const {incident, drill, reason, rungs, by, profile, at, until, nonce} = request;
  const cut = (text: string) => [...text.toWellFormed()].slice(0, 400).join('');
  const names = rungs.slice(0, MOST_RUNGS).map(name => [...cut(name)].slice(0, 64).join(''));
  const fields = {incident: cut(incident), drill, reason: cut(reason), rungs: names, by: by && cut(by)};
  return REQUEST + packed({...fields, profile: cut(profile), at, until, nonce});
}

/** Rejects with `usage` what is not exactly the text of a request: one text has one meaning. */
export function readCosignRequest(text: string): CosignRequest {
  const value = unpacked(text.trim(), REQUEST);
  if (!isRequest(value)) throw notCosign('request');
  return value;
}

export const cosignAnswerText = ({key, signature}: CosignAnswer): string => ANSWER + packed({key, signature});

export function readCosignAnswer(text: string): CosignAnswer {
  const value = unpacked(text.trim(), ANSWER);
  if (!isAnswer(value)) throw notCosign('answer');
  return value;
}

/** Who of the signers has signed exactly this request; `undefined`: the answer is no such thing. Needs no network. */
export function cosignerIn(
  request: string,
  answer: string,
  signers: readonly Cosigner[],
): {readonly by: string; readonly key: string} | undefined {
  const read = answerIn(answer);
  const signer = signers.find(({publicKey}) => read !== undefined && cosignKeyName(publicKey) === read.key);
  if (read === undefined || signer === undefined) return undefined;
  const key = keyIn(signer.publicKey);
  const bytes = Buffer.from(request, 'utf8');
  const holds = key !== undefined && verify(null, bytes, key, Buffer.from(read.signature, 'base64'));
  return holds ? {by: signer.name, key: read.key} : undefined;
}

/** The fingerprint of an Ed25519 public key (DER, SPKI, base64); `undefined`: it is none. */
export function cosignKeyName(publicKey: string): string | undefined {
  const key = keyIn(publicKey);
  if (key === undefined) return undefined;
  const bytes = key.export({format: 'der', type: 'spki'});
  return createHash('sha256').update(bytes).digest('hex');
}

function keyIn(publicKey: string): KeyObject | undefined {
  try {
    const key = createPublicKey({key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki'});
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

function answerIn(text: string): CosignAnswer | undefined {
  try {
    return readCosignAnswer(text);
  } catch (thrown) {
    if (thrown instanceof Trouble) return undefined;
    throw thrown;
  }
}

type Fields = Readonly<Record<string, string | boolean | null | readonly string[]>>;

/** For texts, truths and lists of texts, sorted members are all that RFC 8785 adds to `JSON.stringify`. */
function packed(fields: Fields): string {
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(Object.fromEntries(sorted)), 'utf8').toString('base64url');
}

/** Only what packs to the very same text again: no doubled members, no spaces, no second spelling. */
function unpacked(text: string, prefix: string): unknown {
  if (text.length > LONGEST || !text.startsWith(prefix)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(text.slice(prefix.length), 'base64url').toString('utf8'));
    const isSame = isFields(value) && prefix + packed(value) === text;
    return isSame ? value : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= LONGEST_FIELD && value.isWellFormed();

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length <= MOST_RUNGS && value.every(isText);

function isFields(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const isField = (part: unknown) =>
    part === null || typeof part === 'boolean' || isText(part) || isTexts(part);
  return Object.values(value).every(isField);
}

const TEXTS = ['incident', 'reason', 'profile', 'at', 'until', 'nonce'] as const;
const MEMBERS = 9;

function isRequest(value: unknown): value is CosignRequest {
  if (!isFields(value) || Object.keys(value).length !== MEMBERS) return false;
  const {drill, rungs, by, at, until} = value;
  if (!TEXTS.every(name => isText(value[name]) && value[name] !== '')) return false;
  if (typeof drill !== 'boolean' || !isTexts(rungs) || !(by === null || isText(by))) return false;
  return [at, until].every(time => isText(time) && readInstant(time) !== undefined);
}

const isAnswer = (value: unknown): value is CosignAnswer =>
  isFields(value) &&
  Object.keys(value).length === 2 &&
  /^[0-9a-f]{64}$/.test(String(value.key)) &&
  isSignature(String(value.signature));

/** 64 bytes, in the one spelling that base64 has for them. */
function isSignature(text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 64 && bytes.toString('base64') === text;
}

function notCosign(what: 'request' | 'answer'): Trouble {
  const prefix = what === 'request' ? REQUEST : ANSWER;
  return new Trouble({
    code: 'usage',
    reason: `That is no ${what} for a second person, or not the whole of it.`,
    nextSteps: [`Give it as it was shown, from ${prefix} to its last character`],
  });
}
