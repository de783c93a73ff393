import {randomBytes} from 'node:crypto';
import type {PracticeClock} from '../clock.ts';
import {AwsRefusal} from './refusal.ts';
import type {AwsSettings} from './settings.ts';

/** One sign-in at Identity Center. Times in ms. */
export interface PortalSession {
  readonly clientId: string;
  readonly endsAt: number;
  over: boolean;
}

interface Token {
  readonly session: PortalSession;
  readonly expiresAt: number;
  used: boolean;
  revoked: boolean;
}

export interface IssuedTokens {
  readonly accessToken: string;
  readonly tokenType: 'Bearer';
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshToken?: string;
}

export interface PortalSessions {
  begin(clientId: string): PortalSession;
  issue(session: PortalSession, refreshable: boolean): IssuedTokens;
  /** The session behind a refresh token; uses it. Throws InvalidGrantException. */
  redeem(refreshToken: string, clientId: string): PortalSession;
  /** The live session behind an access token. */
  find(accessToken: string): PortalSession | undefined;
  /** Access tokens die; refreshing goes on. */
  revokeAccess(): void;
  /** The next refresh is refused; access tokens live on. */
  revokeRefresh(): void;
}

export function createPortalSessions(clock: PracticeClock, settings: AwsSettings): PortalSessions {
  const access = new Map<string, Token>();
  const refresh = new Map<string, Token>();
  const keep = (tokens: Map<string, Token>, session: PortalSession, expiresAt: number): string => {
    const token = randomBytes(96).toString('base64url');
    tokens.set(token, {session, expiresAt, used: false, revoked: false});
    return token;
  };
  const isLive = (token: Token | undefined): token is Token =>
    token !== undefined && !token.revoked && !token.session.over && clock.now() < token.expiresAt;
  return {
    begin: clientId => ({clientId, endsAt: clock.now() + settings.portalSessionSeconds * 1000, over: false}),
    issue: (session, refreshable) => {
      const left = Math.floor((session.endsAt - clock.now()) / 1000);
      const expiresIn = Math.min(settings.tokenSeconds, left);
      const accessToken = keep(access, session, clock.now() + expiresIn * 1000);
      const issued = {accessToken, tokenType: 'Bearer', expiresIn} as const;
      return refreshable ? {...issued, refreshToken: keep(refresh, session, session.endsAt)} : issued;
    },
    redeem: (refreshToken, clientId) => {
      const found = refresh.get(refreshToken);
      const spent = found?.used === true && !settings.lenientRefresh;
      if (!isLive(found) || spent || found.session.clientId !== clientId) throw invalidGrant();
      found.used = true;
      return found.session;
    },
    find: accessToken => {
      const found = access.get(accessToken);
      return isLive(found) ? found.session : undefined;
    },
    revokeAccess: () => revoke(access),
    revokeRefresh: () => revoke(refresh),
  };
}

export const invalidGrant = (): AwsRefusal =>
  new AwsRefusal(400, 'InvalidGrantException', 'Invalid grant provided');

function revoke(tokens: Map<string, Token>): void {
  for (const token of tokens.values()) token.revoked = true;
}
