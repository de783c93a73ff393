import type {Gate} from '../bearer.ts';
import type {TokenClaims} from '../entra/claims.ts';
import type {PracticeUser} from '../entra/sessions.ts';
import type {Call} from '../http/call.ts';
import type {PimEngine} from '../pim/engine.ts';
import {Refusal} from '../refusal.ts';
import type {ScopeTree} from '../scopes.ts';
import type {Settings} from '../settings.ts';

/** Everything the resource manager knows. */
export interface ArmService {
  readonly engine: PimEngine;
  readonly scopes: ScopeTree;
  readonly settings: Settings;
  readonly gate: Gate;
  readonly user: () => PracticeUser;
  readonly throttle: (call: Call) => void;
  readonly now: () => number;
}

/** A call below `{scope}/providers/Microsoft.Authorization/{collection}[/{name}[/{action}]]`, by somebody known. */
export interface ArmCall {
  readonly call: Call;
  readonly claims: TokenClaims;
  /** `''` is the tenant root. */
  readonly scope: string;
  readonly name: string | null;
  readonly action: string | null;
}

/** Words of reference azure-pim 5.1, "AuthorizationFailed". */
export function authorizationFailed({claims, scope}: ArmCall, action: string): Refusal {
  const who = `The client '${claims.upn}' with object id '${claims.oid}'`;
  const message = `${who} does not have authorization to perform action 'Microsoft.Authorization/${action}' over scope '${scope || '/'}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
  return new Refusal(403, 'AuthorizationFailed', message);
}

export function notThere(what: string, name: string): Refusal {
  return new Refusal(404, `${what}NotFound`, `The ${what} '${name}' was not found.`);
}
