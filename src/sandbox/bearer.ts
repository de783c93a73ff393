import type {TokenClaims} from './entra/claims.ts';
import type {Call} from './http/call.ts';
import {Refusal} from './refusal.ts';

/** What a resource checks a token against. Times in ms. */
export interface Gate {
  readonly audience: () => string;
  readonly now: () => number;
  readonly tenantId: string;
  readonly loginUrl: () => string;
  /** Whether this very token is to be sent back for a fresh one (continuous access evaluation). */
  readonly isStale: (claims: TokenClaims) => boolean;
}

/** The caller's claims, or a 401 as the service words it. */
export function admitted(call: Call, gate: Gate): TokenClaims {
  const claims = call.claims;
  if (claims === null)
    throw unauthorized(
      gate,
      'AuthenticationFailed',
      'Authentication failed. The token is missing or invalid.',
    );
  if (claims.aud.replace(/\/$/, '') !== gate.audience())
    throw unauthorized(
      gate,
      'InvalidAuthenticationTokenAudience',
      `The access token has been obtained for the wrong audience '${claims.aud}'.`,
    );
  if (claims.exp * 1000 <= gate.now())
    throw unauthorized(
      gate,
      'ExpiredAuthenticationToken',
      'The access token expiry UTC time is earlier than current UTC time.',
    );
  if (gate.isStale(claims)) throw insufficient(gate, claims);
  return claims;
}

function unauthorized({loginUrl, tenantId}: Gate, code: string, message: string): Refusal {
  const challenge = `Bearer authorization_uri="${loginUrl()}/${tenantId}", error="invalid_token", error_description="${message}"`;
  return new Refusal(401, code, message, {'www-authenticate': challenge});
}

/** Only clients that said they can (`cp1`) are told which claims to bring (reference azure-pim 5.1, "401"). */
function insufficient(gate: Gate, claims: TokenClaims): Refusal {
  if (!claims.xms_cc?.includes('cp1'))
    return unauthorized(gate, 'ExpiredAuthenticationToken', 'The access token was revoked.');
  const nbf = String(Math.ceil(gate.now() / 1000));
  const wanted = Buffer.from(JSON.stringify({access_token: {nbf: {essential: true, value: nbf}}})).toString(
    'base64',
  );
  const challenge = `Bearer realm="", authorization_uri="${gate.loginUrl()}/common/oauth2/authorize", error="insufficient_claims", claims="${wanted}"`;
  const message =
    'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp';
  return new Refusal(401, 'TokenIssuedBeforeRevocationTimestamp', message, {'www-authenticate': challenge});
}
