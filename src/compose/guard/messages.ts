import type {CloudEndpoints} from '../../core/clouds.ts';
import type {Actor, Wish} from '../../core/intent.ts';
import {isKind} from '../../core/kind.ts';
import {Secret} from '../../core/secret.ts';
import type {Instant, Millis} from '../../core/time.ts';
import type {Audience} from '../../providers/entra/index.ts';

/** Where to write and whom to ask. Everything a guardian knows comes over its pipe (design 8). */
export interface Begin {
  readonly type: 'begin';
  readonly profile: string;
  readonly practice: boolean;
  readonly places: {
    readonly stateDb: string;
    readonly locksDb: string;
    readonly auditFile: string;
    readonly statusFile: string;
  };
  /** `copies`: whose copies of lists are to forget what has ended. */
  readonly entra: {
    readonly endpoints: CloudEndpoints;
    readonly clientId: string;
    readonly copies: string;
  } | null;
  readonly aws: {readonly copies: string} | null;
  /** The proxy variables: their values may hold a password. */
  readonly proxies: Readonly<Record<string, string>>;
}

/** A token for one cloud, and whose it is. */
export interface GivenToken {
  readonly audience: Audience;
  readonly token: Secret;
  /** Server time. */
  readonly expiresAt: Instant;
  readonly actor: Actor;
}

export type Message =
  | Begin
  /** To be ended when the sender is gone. */
  | {readonly type: 'ward'; readonly wish: Wish}
  | ({readonly type: 'token'} & GivenToken)
  /** Server time minus this machine's clock, as far as it is known. */
  | {readonly type: 'time'; readonly offset: Millis}
  | {readonly type: 'release'; readonly wishIds: readonly string[]}
  | {readonly type: 'dismiss'};

/** One line of the pipe. The only place where a token is put into text. */
export function lineOf(message: Message): string {
  if (message.type !== 'token') return JSON.stringify(message);
  return JSON.stringify({...message, token: message.token.reveal()});
}

type Fields = Readonly<Record<string, unknown>>;

/** `undefined` for anything that is not exactly one of our messages: nothing is done that was not understood. */
export function messageIn(line: string): Message | undefined {
  const fields = objectIn(line);
  switch (fields?.type) {
    case 'begin':
      return isBegin(fields) ? (fields as unknown as Begin) : undefined;
    case 'ward':
      return isWish(fields.wish) ? {type: 'ward', wish: fields.wish} : undefined;
    case 'time':
      return Number.isFinite(fields.offset) ? {type: 'time', offset: Number(fields.offset)} : undefined;
    case 'token':
      return tokenIn(fields);
    case 'release':
      return isTexts(fields.wishIds) ? {type: 'release', wishIds: fields.wishIds} : undefined;
    case 'dismiss':
      return {type: 'dismiss'};
    default:
      return undefined;
  }
}

function objectIn(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);

function isBegin({profile, practice, places, entra, aws, proxies}: Fields): boolean {
  if (!isText(profile) || typeof practice !== 'boolean' || !isObject(proxies)) return false;
  if (!isObject(places)) return false;
  const {stateDb, locksDb, auditFile, statusFile} = places;
  if (![stateDb, locksDb, auditFile, statusFile].every(isText)) return false;
  return isEntra(entra) && (aws === null || (isObject(aws) && isText(aws.copies)));
}

function isEntra(entra: unknown): boolean {
  if (entra === null) return true;
  if (!isObject(entra) || !isText(entra.clientId) || !isText(entra.copies)) return false;
  const {endpoints} = entra;
  if (!isObject(endpoints)) return false;
  return [endpoints.authorityHost, endpoints.armEndpoint, endpoints.graphEndpoint].every(isText);
}

function isWish(wish: unknown): wish is Wish {
  if (!isObject(wish) || !isText(wish.id) || !isObject(wish.grant) || !isActor(wish.actor)) return false;
  const {id, kind, endsAt, address} = wish.grant;
  return isText(id) && isText(kind) && isKind(kind) && isObject(address) && isInstantOrNull(endsAt);
}

const isInstantOrNull = (at: unknown): boolean => at === null || Number.isFinite(at);

const isActor = (actor: unknown): actor is Actor =>
  isObject(actor) &&
  ['profile', 'authority', 'tenantId', 'oid', 'account'].every(name => typeof actor[name] === 'string');

function tokenIn({audience, token, expiresAt, actor}: Fields): Message | undefined {
  if (audience !== 'arm' && audience !== 'graph') return undefined;
  if (!isText(token) || !Number.isFinite(expiresAt) || !isActor(actor)) return undefined;
  return {type: 'token', audience, token: new Secret(token), expiresAt: Number(expiresAt), actor};
}
