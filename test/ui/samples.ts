import type {Eligibility} from '../../src/core/eligibility.ts';
import type {Grant} from '../../src/core/grant.ts';
import type {Identity} from '../../src/core/identity.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import type {Message} from '../../src/ui/message.ts';
import {type Model, type Step, start} from '../../src/ui/model.ts';
import type {Profile} from '../../src/ui/profile.ts';
import {ENTRA} from '../../src/ui/sign-in-target.ts';
import {lookOf} from '../../src/ui/theme.ts';
import {update} from '../../src/ui/update.ts';
import {eligibility, grant, HOUR, NOON, policy} from '../usecases/samples.ts';

export const MINUTE = 60_000;

export const PROFILE: Profile = {
  name: 'default',
  practice: false,
  tenantId: 'contoso.onmicrosoft.com',
  clientId: '6f0c1a2b-0000-4000-8000-0000000091ab',
  cloud: 'public',
  flow: 'device',
  standard: 3600,
  kinds: ['azure-resource', 'entra-role'],
  targets: [ENTRA],
  ui: {},
  reminders: [600, 300, 60],
  bundles: {},
  staysBehind: true,
  ladder: 0,
  hasSinks: false,
};

export const IDENTITY: Identity = {
  provider: 'entra',
  account: untrusted('ada@contoso.com'),
  tenantId: 'tenant',
  oid: 'oid-ada',
  cloud: 'public',
  clientId: PROFILE.clientId,
  signedIn: true,
  expiresAt: null,
  tokenStore: {level: 'memory', path: null, protection: 'in memory only'},
};

const place = (name: string, id = `/subscriptions/${name}`) => ({
  id,
  name: untrusted(name),
  type: 'subscription',
});

/** Three Azure roles, one of them standing, and one Entra role. */
export const CONTRIBUTOR: Eligibility = eligibility({
  id: 'azr-contributor',
  name: untrusted('Contributor'),
  scope: place('prod-payments'),
  maxDuration: 8 * 3600,
});
export const OWNER: Eligibility = eligibility({
  id: 'azr-owner',
  name: untrusted('Owner'),
  scope: place('prod-payments'),
  maxDuration: 2 * 3600,
});
export const STANDING: Eligibility = eligibility({
  id: 'azr-reader',
  name: untrusted('Reader'),
  scope: place('prod-data'),
  entitlement: 'standing',
});
export const GLOBAL_READER: Eligibility = eligibility({
  id: 'ent-reader',
  kind: 'entra-role',
  name: untrusted('Global Reader'),
  scope: {id: '/', name: untrusted('Directory'), type: 'directory'},
});

/** What Owner asks for: everything there is. */
export const OWNER_POLICY = policy(
  {maxDuration: 2 * 3600, approvers: [untrusted('Grace H.')]},
  {justification: true, ticket: true, approval: true, authContext: 'c1'},
);
export const EASY_POLICY = policy({}, {justification: true});

export const RUNNING: Grant = grant({
  id: 'azr-contributor.a',
  eligibilityId: CONTRIBUTOR.id,
  name: CONTRIBUTOR.name,
  scope: CONTRIBUTOR.scope,
  startsAt: NOON - 13 * MINUTE,
  endsAt: NOON + 47 * MINUTE,
  justification: untrusted('rotate the webhook secret'),
});
export const ENDING: Grant = grant({
  id: 'ent-reader.a',
  eligibilityId: GLOBAL_READER.id,
  kind: 'entra-role',
  name: GLOBAL_READER.name,
  scope: GLOBAL_READER.scope,
  startsAt: NOON - HOUR,
  endsAt: NOON + 4 * MINUTE + 5000,
});
export const STANDING_GRANT: Grant = grant({
  id: 'azr-reader.standing',
  eligibilityId: STANDING.id,
  name: STANDING.name,
  scope: STANDING.scope,
  assignment: 'standing',
  startsAt: null,
  endsAt: null,
});
export const WAITING: Grant = grant({
  id: 'request-1',
  eligibilityId: OWNER.id,
  name: OWNER.name,
  scope: OWNER.scope,
  state: 'pending-approval',
  startsAt: null,
  endsAt: null,
  requestId: 'request-1',
});

export const send = (model: Model, ...messages: readonly Message[]): Model =>
  messages.reduce((now, message) => update(now, message)[0], model);

export const press = (model: Model, ...keys: readonly string[]): Model =>
  send(model, ...keys.map(key => ({type: 'press', key}) as const));

/** The last key, with what it wants done. */
export function pressed(model: Model, ...keys: readonly string[]): Step {
  return update(press(model, ...keys.slice(0, -1)), {type: 'press', key: keys.at(-1) ?? ''});
}

export const type = (text: string): readonly string[] => [...text].map(one => (one === ' ' ? 'space' : one));

export function fresh(columns = 80, rows = 24, configured = true): Model {
  const look = lookOf({LANG: 'C.UTF-8'}, undefined);
  return start({size: {columns, rows}, now: NOON, look, version: '0.1.0', configured})[0];
}

/** Opened, not yet known who it is. */
export function opened(columns = 80, rows = 24, profile: Partial<Profile> = {}): Model {
  const model = fresh(columns, rows);
  return send(model, {type: 'opened', profile: {...PROFILE, ...profile}, look: model.look, now: NOON});
}

interface Rows {
  readonly roles?: readonly Eligibility[];
  readonly grants?: readonly Grant[];
}

const read = (kind: 'azure-resource' | 'entra-role') =>
  ({type: 'read', kind, readAt: NOON, cached: false}) as const;

/** Signed in, with both lists read. */
export function atWork(columns = 80, rows = 24, of: Rows = {}, profile: Partial<Profile> = {}): Model {
  const roles = of.roles ?? [CONTRIBUTOR, OWNER, STANDING, GLOBAL_READER];
  const grants = of.grants ?? [];
  const page = <T extends {readonly kind: string}>(
    all: readonly T[],
    kind: 'azure-resource' | 'entra-role',
  ) => ({
    type: 'page' as const,
    kind,
    items: all.filter(one => one.kind === kind),
  });
  return send(
    opened(columns, rows, profile),
    {type: 'identified', identities: [IDENTITY]},
    {
      type: 'roles-told',
      events: [
        page(roles, 'azure-resource'),
        read('azure-resource'),
        page(roles, 'entra-role'),
        read('entra-role'),
      ],
    },
    {
      type: 'grants-told',
      events: [
        page(grants, 'azure-resource'),
        read('azure-resource'),
        page(grants, 'entra-role'),
        read('entra-role'),
      ],
      now: NOON,
    },
  );
}

export const withPolicies = (model: Model): Model =>
  send(
    model,
    {type: 'policy-told', id: CONTRIBUTOR.id, policy: EASY_POLICY},
    {type: 'policy-told', id: OWNER.id, policy: OWNER_POLICY},
  );
