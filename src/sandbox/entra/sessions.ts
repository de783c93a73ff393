import {randomBytes, randomUUID} from 'node:crypto';
import type {PracticeClock} from '../clock.ts';
import {type ClaimsRequest, parseClaims} from './claims.ts';
import type {Signer} from './jwt.ts';
import {interactionRequired, revoked, unknownGrant, usedGrant} from './refusals.ts';

export interface PracticeUser {
  readonly oid: string;
  readonly upn: string;
  readonly name: string;
  /** A guest's oid at home; in our tenant the guest has `oid` (reference azure-pim 1.1, design 5). */
  readonly homeOid?: string | undefined;
}

/** One interactive sign-in and what was proven in it. */
export interface Session {
  readonly id: string;
  readonly clientId: string;
  readonly flow: 'device' | 'browser';
  readonly amr: readonly string[];
  readonly acrs: readonly string[];
}

export interface SessionParts {
  readonly clock: PracticeClock;
  readonly signer: Signer;
  readonly tenantId: string;
  readonly user: () => PracticeUser;
  readonly issuer: () => string;
  /** Seconds an access token lives. */
  readonly lifetime: () => number;
  /** true: a refresh token that was used once is refused from then on. Entra itself goes on taking it. */
  readonly rotateStrictly: () => boolean;
}

interface RefreshToken {
  readonly session: Session;
  revoked: boolean;
  used: boolean;
}

export interface Issue {
  readonly session: Session;
  readonly aud: string;
  readonly scopes: readonly string[];
  /** The text of the claims request, or null. */
  readonly claims: string | null;
  readonly nonce?: string | null | undefined;
}

export interface Sessions {
  /** The answer of the token endpoint; throws an EntraRefusal where the session cannot bring the claims asked for. */
  issue(wanted: Issue): object;
  /** The session behind a refresh token; uses it. */
  redeem(refreshToken: string, clientId: string): Session;
  revokeAll(): void;
  /** From now on every access token issued so far is stale. */
  outdate(): void;
  isStale(claims: {readonly uti: string}): boolean;
}

export function createSessions(parts: SessionParts): Sessions {
  const issued = new Set<string>();
  let stale: ReadonlySet<string> = new Set();
  const {keep, ...refreshing} = refreshTokens(parts);
  return {
    ...refreshing,
    issue: wanted => {
      const uti = randomUUID();
      const answer = tokens(parts, wanted, uti);
      issued.add(uti);
      return {...answer, refresh_token: keep(wanted.session)};
    },
    outdate: () => {
      stale = new Set(issued);
    },
    isStale: ({uti}) => stale.has(uti),
  };
}

function refreshTokens({rotateStrictly}: SessionParts) {
  const kept = new Map<string, RefreshToken>();
  return {
    keep: (session: Session): string => {
      const token = `1.${randomBytes(48).toString('base64url')}`;
      kept.set(token, {session, revoked: false, used: false});
      return token;
    },
    redeem: (token: string, clientId: string): Session => {
      const found = kept.get(token);
      if (found === undefined || found.session.clientId !== clientId) throw unknownGrant();
      if (found.revoked) throw revoked();
      if (found.used && rotateStrictly()) throw usedGrant();
      found.used = true;
      return found.session;
    },
    revokeAll: () => {
      for (const token of kept.values()) token.revoked = true;
    },
  };
}

function tokens(parts: SessionParts, wanted: Issue, uti: string): object {
  const claims = satisfied(wanted);
  const seconds = parts.lifetime();
  const {uid, utid} = homeOf(parts);
  return {
    token_type: 'Bearer',
    // `.default` is echoed, or clients would not find the token again under what they asked for.
    scope: [...wanted.scopes, '.default'].map(name => `${wanted.aud}/${name}`).join(' '),
    expires_in: seconds,
    ext_expires_in: seconds,
    access_token: parts.signer.sign({...accessClaims(parts, wanted, claims, seconds), uti}),
    id_token: parts.signer.sign(identityClaims(parts, wanted, seconds)),
    client_info: Buffer.from(JSON.stringify({uid, utid})).toString('base64url'),
  };
}

/** A guest's home account has other ids than the one in this tenant. */
function homeOf({user, tenantId}: SessionParts): {uid: string; utid: string} {
  const {oid, homeOid} = user();
  return homeOid === undefined
    ? {uid: oid, utid: tenantId}
    : {uid: homeOid, utid: homeOid.replace(/^.{8}/, 'a0a0a0a0')};
}

/** A refresh brings only what the session proved; more needs a person (reference azure-pim 5.2, 5.3). */
function satisfied({claims, session}: Issue): ClaimsRequest {
  const wanted = parseClaims(claims) ?? {acrs: [], amr: [], capabilities: []};
  const proven =
    wanted.acrs.every(id => session.acrs.includes(id)) && wanted.amr.every(way => session.amr.includes(way));
  if (!proven) throw interactionRequired(claims ?? '');
  return wanted;
}

function accessClaims(
  parts: SessionParts,
  {session, aud, scopes}: Issue,
  claims: ClaimsRequest,
  seconds: number,
): object {
  const now = Math.floor(parts.clock.now() / 1000);
  const {oid, upn, name} = parts.user();
  return {
    ...{aud, iss: parts.issuer(), iat: now, nbf: now, exp: now + seconds, ver: '1.0'},
    ...{tid: parts.tenantId, oid, upn, name, appid: session.clientId, azp: session.clientId},
    ...{scp: scopes.join(' '), sid: session.id, amr: session.amr},
    ...(claims.acrs.length > 0 ? {acrs: claims.acrs} : {}),
    ...(claims.capabilities.length > 0 ? {xms_cc: claims.capabilities} : {}),
  };
}

function identityClaims(parts: SessionParts, {session, nonce}: Issue, seconds: number): object {
  const now = Math.floor(parts.clock.now() / 1000);
  const {oid, upn, name} = parts.user();
  return {
    ...{aud: session.clientId, iss: parts.issuer(), iat: now, nbf: now, exp: now + seconds, ver: '2.0'},
    ...{tid: parts.tenantId, oid, sub: oid, name, preferred_username: upn},
    ...(nonce ? {nonce} : {}),
  };
}
