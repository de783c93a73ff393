import type {Eligibility} from '../../src/core/eligibility.ts';
import type {Grant} from '../../src/core/grant.ts';
import {
  linkedGuarantee,
  loanGuarantee,
  permissionSetGuarantee,
  ROLE_GUARANTEE,
} from '../../src/core/guarantee.ts';
import type {Identity} from '../../src/core/identity.ts';
import type {Kind} from '../../src/core/kind.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import type {Message} from '../../src/ui/message.ts';
import type {Model} from '../../src/ui/model.ts';
import type {Profile} from '../../src/ui/profile.ts';
import {ENTRA, type SignInTarget} from '../../src/ui/sign-in-target.ts';
import {eligibility, grant, HOUR, NOON, policy} from '../usecases/samples.ts';
import {CONTRIBUTOR, IDENTITY, MINUTE, opened, PROFILE, send} from './samples.ts';

export const CORP: SignInTarget = {
  provider: 'aws',
  session: 'corp',
  startUrl: 'https://d-1234567890.awsapps.com/start',
  region: 'eu-west-1',
};
export const LAB: SignInTarget = {
  ...CORP,
  session: 'lab',
  startUrl: 'https://d-0987654321.awsapps.com/start',
};

export const AWS_IDENTITY: Identity = {...IDENTITY, provider: 'aws', session: 'corp', account: null};

const account = (id: string, name = id) => ({id, name: untrusted(name), type: 'account'});

/** A standing permission set, a linked one, and a role that asks for a code. */
export const READ_ONLY: Eligibility = eligibility({
  id: 'aps-readonly',
  kind: 'aws-permission-set',
  name: untrusted('ReadOnly'),
  scope: account('441100220032', 'prod-data'),
  entitlement: 'standing',
  maxDuration: 12 * 3600,
  guarantee: permissionSetGuarantee(null),
  address: {session: 'corp', accountId: '441100220032', permissionSet: 'ReadOnly'},
});
export const LINKED: Eligibility = eligibility({
  ...READ_ONLY,
  id: 'aps-admin',
  name: untrusted('Admin'),
  entitlement: 'eligible',
  guarantee: linkedGuarantee(3600),
  address: {session: 'corp', accountId: '441100220032', permissionSet: 'Admin', groupId: 'g-1'},
});
export const ROLE: Eligibility = eligibility({
  id: 'awr-prod-admin',
  kind: 'aws-role',
  name: untrusted('prod-admin'),
  scope: account('441100220032'),
  maxDuration: 3600,
  guarantee: ROLE_GUARANTEE,
  address: {session: 'corp', role: 'prod-admin'},
});

export const ROLE_POLICY = policy({maxDuration: 3600}, {justification: true, mfa: true});
export const SET_POLICY = policy({maxDuration: 12 * 3600}, {justification: true});

/** Until 16:00, with credentials until 13:00. */
export const LOAN: Grant = grant({
  id: 'aps-readonly.a',
  eligibilityId: READ_ONLY.id,
  kind: 'aws-permission-set',
  name: READ_ONLY.name,
  scope: READ_ONLY.scope,
  assignment: 'lent',
  endsAt: NOON + 4 * HOUR,
  credentialsEndAt: NOON + HOUR,
  guarantee: loanGuarantee({endsAt: NOON + 4 * HOUR, credentialsEndAt: NOON + HOUR, sessionSeconds: 3600}),
  justification: untrusted('look at the backups'),
  address: READ_ONLY.address,
});
/** A role that AWS itself ends with the loan. */
export const ROLE_LOAN: Grant = grant({
  id: 'awr-prod-admin.a',
  eligibilityId: ROLE.id,
  kind: 'aws-role',
  name: ROLE.name,
  scope: ROLE.scope,
  assignment: 'lent',
  endsAt: NOON + 20 * MINUTE,
  credentialsEndAt: NOON + 20 * MINUTE,
  guarantee: ROLE_GUARANTEE,
  address: ROLE.address,
});

interface Situation {
  readonly signedIn?: readonly ('entra' | 'corp' | 'lab')[];
  readonly targets?: readonly SignInTarget[];
  readonly roles?: readonly Eligibility[];
  readonly grants?: readonly Grant[];
}

const KINDS: readonly Kind[] = ['azure-resource', 'aws-permission-set', 'aws-role'];

/** Opened with an Entra tenant and one Identity Center, or with those that are named; some are signed in to. */
export function awsOpened(
  columns = 80,
  rows = 24,
  {signedIn, targets = [ENTRA, CORP]}: Situation = {},
): Model {
  const here = signedIn ?? ['entra', 'corp', 'lab'];
  const kinds = KINDS.filter(kind =>
    targets.some(({provider}) => kind.startsWith('aws') === (provider === 'aws')),
  );
  const profile: Partial<Profile> = {targets, kinds};
  const identities = targets.map(({provider, session}) => ({
    ...(provider === 'aws' ? {...AWS_IDENTITY, session} : IDENTITY),
    signedIn: here.some(one => one === (session ?? 'entra')),
  }));
  return send(opened(columns, rows, {...PROFILE, ...profile}), {type: 'identified', identities});
}

/** With both lists read. */
export function atAws(columns = 80, rows = 24, of: Situation = {}): Model {
  const model = awsOpened(columns, rows, of);
  const roles = of.roles ?? [CONTRIBUTOR, READ_ONLY, LINKED, ROLE];
  const grants = of.grants ?? [LOAN];
  const kinds = model.profile?.kinds ?? [];
  const pages = <T extends {readonly kind: Kind}>(all: readonly T[]) =>
    kinds.flatMap(kind => [
      {type: 'page', kind, items: all.filter(one => one.kind === kind)} as const,
      {type: 'read', kind, readAt: NOON, cached: false} as const,
    ]);
  const told: readonly Message[] = [
    {type: 'roles-told', events: pages(roles)},
    {type: 'grants-told', events: pages(grants), now: NOON},
    {type: 'policy-told', id: ROLE.id, policy: ROLE_POLICY},
    {type: 'policy-told', id: READ_ONLY.id, policy: SET_POLICY},
    {type: 'policy-told', id: LINKED.id, policy: SET_POLICY},
  ];
  return send(model, ...told);
}
