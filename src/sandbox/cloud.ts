import type {AwsSettings} from './aws/settings.ts';
import {type AwsSide, createAwsSide} from './aws/side.ts';
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
  readonly permissionsLagMs: number;
  readonly aws: Partial<AwsSettings>;
}

/** The parts of one practice cloud, joined; no network yet. */
export interface Inside {
  readonly plan: CloudPlan;
  readonly clock: PracticeClock;
  readonly settings: Settings;
  readonly engine: PimEngine;
  readonly scopes: ScopeTree;
  readonly organisation: Organisation;
  readonly aws: AwsSide;
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
  const settings = {...defaultSettings(plan.startAt), permissionsLagMs: plan.permissionsLagMs};
  const scopes = createScopes(seed);
  const engine = createEngine({clock, pace: plan, parents: scopes.parents});
  const person = createPerson(seed);
  const books = {seed, clock, engine, scopes, settings, policies: new Map(), becomeGuest: person.becomeGuest};
  const identity = {
    ...{clock, settings, signer: createSigner(), user: person.user},
    ...{tenantId: guidFrom('tenant', seed), clientId: guidFrom('application', seed)},
    urls: {login: '', arm: '', graph: '', oidc: '', portal: '', sts: '', signin: '', control: '', sinks: ''},
  };
  const signIns = createSignIns({clock, approval: plan.approval});
  const {urls, user} = identity;
  const aws = createAwsSide({
    ...{seed, clock, engine, scopes, signIns, urls, settings: plan.aws, interval: plan.interval},
    userName: () => user().upn,
  });
  return {
    ...{plan, scopes, engine, ...identity},
    organisation: createOrganisation({...books, oid: user().oid, aws: aws.organisation}),
    ...{aws, signIns},
    sessions: sessionsOf(identity),
    deviceFlowBlock: null,
  };
}

/** The one user of the tenant, who may turn out to be a guest. */
function createPerson(seed: number) {
  const oid = guidFrom('person', seed, 'Ada Lovelace');
  let user: PracticeUser = {oid, upn: 'ada@contoso.com', name: 'Ada Lovelace'};
  return {
    user: () => user,
    becomeGuest: () => {
      user = {...user, homeOid: guidFrom('home', seed, user.name)};
    },
  };
}

type Identity = Pick<Inside, 'clock' | 'settings' | 'signer' | 'user' | 'tenantId' | 'urls'>;

function sessionsOf({clock, settings, signer, user, tenantId, urls}: Identity): Sessions {
  return createSessions({
    ...{clock, signer, tenantId, user},
    issuer: () => `${urls.login}/${tenantId}/v2.0`,
    lifetime: () => settings.tokenLifetime,
    rotateStrictly: () => settings.rotateStrictly,
  });
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
