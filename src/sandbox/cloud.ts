import type {Gate} from './bearer.ts';
import {createClock, type PracticeClock} from './clock.ts';
import type {Authority} from './entra/authority.ts';
import {createSigner, type Signer} from './entra/jwt.ts';
import type {DeviceFlowBlock} from './entra/refusals.ts';
import {createSessions, type PracticeUser, type Sessions} from './entra/sessions.ts';
import {createSignIns, type SignIns} from './entra/sign-ins.ts';
import type {OriginName} from './http/call.ts';
import {guidFrom} from './identifiers.ts';
import {createOrganisation, type Organisation} from './organisation.ts';
import {createEngine, type PimEngine} from './pim/engine.ts';
import {createScopes, type ScopeTree} from './scopes.ts';
import {defaultSettings, type Settings} from './settings.ts';

/** The options that the inside needs, all decided. */
export interface CloudPlan {
  readonly seed: number;
  readonly startAt: number;
  readonly ticking: boolean;
  readonly approval: {readonly afterMs: number} | 'manual';
  readonly interval: number;
  readonly provisioningMs: number;
  readonly approverMs: number | 'manual';
}

/** The parts of one practice cloud, joined; no network yet. */
export interface Inside {
  readonly plan: CloudPlan;
  readonly clock: PracticeClock;
  readonly settings: Settings;
  readonly engine: PimEngine;
  readonly scopes: ScopeTree;
  readonly organisation: Organisation;
  readonly signer: Signer;
  readonly signIns: SignIns;
  readonly sessions: Sessions;
  readonly tenantId: string;
  readonly clientId: string;
  readonly user: () => PracticeUser;
  /** Filled in when the origins are open. */
  readonly urls: Record<OriginName, string>;
  deviceFlowBlock: DeviceFlowBlock | null;
}

export const domain = 'contoso.onmicrosoft.com';

export function createInside(plan: CloudPlan): Inside {
  const {seed} = plan;
  const clock = createClock(plan.startAt, plan.ticking);
  const settings = defaultSettings(plan.startAt);
  const scopes = createScopes(seed);
  const engine = createEngine({clock, pace: plan, parents: scopes.parents});
  const tenantId = guidFrom('tenant', seed);
  const urls: Record<OriginName, string> = {login: '', arm: '', graph: '', control: ''};
  const signer = createSigner();
  let user: PracticeUser = {
    oid: guidFrom('person', seed, 'Ada Lovelace'),
    upn: 'ada@contoso.com',
    name: 'Ada Lovelace',
  };
  const becomeGuest = () => {
    user = {...user, homeOid: guidFrom('home', seed, user.name)};
  };
  const {oid} = user;
  return {
    ...{plan, clock, settings, scopes, engine, signer, tenantId, urls},
    clientId: guidFrom('application', seed),
    user: () => user,
    organisation: createOrganisation({
      seed,
      clock,
      engine,
      scopes,
      settings,
      oid,
      becomeGuest,
      policies: new Map(),
    }),
    signIns: createSignIns({clock, approval: plan.approval}),
    sessions: createSessions({
      ...{clock, signer, tenantId},
      user: () => user,
      issuer: () => `${urls.login}/${tenantId}/v2.0`,
      lifetime: () => settings.tokenLifetime,
      rotateStrictly: () => settings.rotateStrictly,
    }),
    deviceFlowBlock: null,
  };
}

export function authorityOf(inside: Inside): Authority {
  const {settings, urls} = inside;
  return {
    ...inside,
    registrations: {
      ...{tenantId: inside.tenantId, domain, clientId: inside.clientId},
      origins: () => urls,
      withoutConsent: settings.withoutConsent,
      publicClient: () => settings.publicClient,
    },
    url: () => urls.login,
    interval: inside.plan.interval,
    mfaAtSignIn: () => settings.mfaAtSignIn,
    deviceFlowBlock: () => inside.deviceFlowBlock,
    slowDown: () => settings.slowDown,
    polls: new Map(),
    codes: new Map(),
  };
}

export function gateOf({urls, clock, tenantId, sessions}: Inside, name: 'arm' | 'graph'): Gate {
  return {
    audience: () => urls[name],
    now: () => clock.now(),
    tenantId,
    loginUrl: () => urls.login,
    isStale: claims => sessions.isStale(claims),
  };
}
