import {Secret} from '../../core/secret.ts';
import {type Instant, minutes, readInstant, showInstant} from '../../core/time.ts';
import {jsonObject, textOf} from '../entra/wire-error.ts';
import type {AwsSession} from './access.ts';

/**
 * A sign-in as it lies in a file of the AWS CLI or in our vault, in the AWS CLI's own fields (reference aws-jit 1).
 * Instants are server time.
 */
export interface StoredSignIn {
  readonly accessToken: Secret;
  readonly expiresAt: Instant;
  readonly refreshToken: Secret | undefined;
  readonly clientId: string | undefined;
  readonly clientSecret: Secret | undefined;
  readonly registrationExpiresAt: Instant | undefined;
  /** Everything that was there, other people's fields too: they are written back. */
  readonly said: Readonly<Record<string, unknown>>;
}

/** What a refresh needs. */
export interface Renewal {
  readonly refreshToken: Secret;
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** A token with less left is renewed, as the SDKs do (reference aws-jit 1). */
export const REFRESH_WITHIN = minutes(5);

/** `undefined`: not a sign-in, not one for this session's Identity Center, or not whole. Nothing is guessed. */
export function readSignIn(text: Secret | undefined, session: AwsSession): StoredSignIn | undefined {
  const said = jsonObject(text?.reveal());
  if (said === undefined || !isFor(session, said)) return undefined;
  const accessToken = secretOf(said.accessToken);
  const expiresAt = instantOf(said.expiresAt);
  if (accessToken === undefined || expiresAt === undefined) return undefined;
  return {
    ...{accessToken, expiresAt, said},
    refreshToken: secretOf(said.refreshToken),
    clientId: textOf(said.clientId),
    clientSecret: secretOf(said.clientSecret),
    registrationExpiresAt: instantOf(said.registrationExpiresAt),
  };
}

function isFor({startUrl, region}: AwsSession, said: Readonly<Record<string, unknown>>): boolean {
  return said.region === region && plainUrl(textOf(said.startUrl) ?? '') === plainUrl(startUrl);
}

/** People copy the start URL from the browser: `…/start`, `…/start/` and `…/start/#/` are one. */
function plainUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url === undefined ? text : `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function secretOf(value: unknown): Secret | undefined {
  const text = textOf(value);
  return text === undefined || text === '' ? undefined : new Secret(text);
}

/** CLIs have written `2026-11-22T14:32:00Z` and `2026-11-22T14:32:00UTC`. */
const instantOf = (value: unknown): Instant | undefined =>
  readInstant((textOf(value) ?? '').replace(/\s?UTC$/, 'Z'));

export interface NewTokens {
  readonly accessToken: Secret;
  readonly expiresAt: Instant;
  readonly refreshToken: Secret | undefined;
}

export interface SignInClient {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly expiresAt: Instant;
}

/** A new sign-in with all the fields that the AWS CLI and the SDKs need to use and to refresh it. */
export function signInText(session: AwsSession, client: SignInClient, tokens: NewTokens): Secret {
  return asText({
    startUrl: session.startUrl,
    region: session.region,
    ...tokenFields(tokens),
    clientId: client.clientId,
    clientSecret: client.clientSecret.reveal(),
    registrationExpiresAt: wholeSecond(client.expiresAt),
  });
}

/** The same sign-in with new tokens; an answer without a refresh token leaves the old one in place (RFC 6749 6). */
export const renewedText = ({said}: StoredSignIn, tokens: NewTokens): Secret =>
  asText({...said, ...tokenFields(tokens)});

const tokenFields = ({accessToken, expiresAt, refreshToken}: NewTokens) => ({
  accessToken: accessToken.reveal(),
  expiresAt: wholeSecond(expiresAt),
  ...(refreshToken === undefined ? {} : {refreshToken: refreshToken.reveal()}),
});

const asText = (fields: object): Secret => new Secret(JSON.stringify(fields, null, 2));

/** Older tools read no fractions. */
const wholeSecond = (at: Instant): string => showInstant(Math.floor(at / 1000) * 1000);

export const isLive = ({expiresAt}: StoredSignIn, now: Instant): boolean => expiresAt > now;

export function renewalOf(signIn: StoredSignIn, now: Instant): Renewal | undefined {
  const {refreshToken, clientId, clientSecret, registrationExpiresAt} = signIn;
  if (refreshToken === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  return (registrationExpiresAt ?? Number.POSITIVE_INFINITY) > now
    ? {refreshToken, clientId, clientSecret}
    : undefined;
}
