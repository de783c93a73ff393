import type {Gate} from '../bearer.ts';
import type {TokenClaims} from '../entra/claims.ts';
import type {PracticeUser} from '../entra/sessions.ts';
import type {Call} from '../http/call.ts';
import type {PimEngine} from '../pim/engine.ts';
import type {PracticeKind} from '../pim/model.ts';
import {Refusal} from '../refusal.ts';
import type {ScopeTree} from '../scopes.ts';
import type {Settings} from '../settings.ts';

/** Everything Graph knows. */
export interface GraphService {
  readonly engine: PimEngine;
  readonly scopes: ScopeTree;
  readonly settings: Settings;
  readonly gate: Gate;
  readonly user: () => PracticeUser;
  readonly throttle: (call: Call) => void;
  readonly now: () => number;
}

export type GraphKind = Exclude<PracticeKind, 'azure-resource'>;

/** A call below `/v1.0`, by somebody known. `id`: what stands in the place of `{id}`. */
export interface GraphCall {
  readonly call: Call;
  readonly claims: TokenClaims;
  readonly path: string;
  readonly id: string;
}

/**
 * Whoever's token holds none of `scopes` is told so inside an UnknownError (reference azure-pim 1.3, 5.1). What counts
 * is the token, not the consent: a consent given later needs a new token.
 */
export function needs({claims}: GraphCall, ...scopes: readonly string[]): void {
  const held = claims.scp.split(' ');
  if (scopes.some(scope => held.includes(scope))) return;
  const message = `Authorization failed due to missing permission scope ${scopes.join(',')}.`;
  const inner = JSON.stringify({errorCode: 'PermissionScopeNotGranted', message, instanceAnnotations: []});
  throw new Refusal(403, 'UnknownError', inner);
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, 'Request_BadRequest', message);
}
