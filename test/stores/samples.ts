import type {AuditFact} from '../../src/core/audit.ts';
import type {Eligibility} from '../../src/core/eligibility.ts';
import type {Grant} from '../../src/core/grant.ts';
import type {Actor, Intent, Wish} from '../../src/core/intent.ts';
import {UNKNOWN_POLICY} from '../../src/core/policy.ts';
import {untrusted} from '../../src/core/untrusted.ts';

export const AT = Date.UTC(2026, 10, 22, 12);

const scope = {id: '/subscriptions/1', name: untrusted('prod'), type: 'subscription'};

export const actor: Actor = {
  profile: 'default',
  authority: 'https://login.microsoftonline.com',
  tenantId: 't1',
  oid: 'o1',
  account: 'ada@example.com',
};

export const intent = (id: string, openedAt = AT): Intent => ({
  id,
  kind: 'azure-resource',
  eligibilityId: 'e1',
  name: untrusted('Reader'),
  scope,
  condition: null,
  address: {roleDefinitionId: 'r1'},
  request: {duration: 3600, justification: 'incident 42', ticket: null, narrowerScope: null, startAt: null},
  actor,
  openedAt,
});

export const grant = (id: string): Grant => ({
  id,
  eligibilityId: 'e1',
  kind: 'azure-resource',
  name: untrusted('Reader'),
  scope,
  state: 'active',
  assignment: 'activated',
  startsAt: AT,
  endsAt: AT + 3_600_000,
  credentialsEndAt: null,
  guarantee: {endedBy: 'cloud', overrunSeconds: 600},
  requestId: 'q1',
  justification: null,
  address: {},
});

export const wish = (id: string, dueAt: number): Wish => ({
  id,
  grant: grant(`g-${id}`),
  actor,
  dueAt,
  reason: 'asked',
  attempts: 0,
});

export const eligibility = (id: string): Eligibility => ({
  id,
  kind: 'azure-resource',
  name: untrusted(`Reader ${id}\u001b[31m`),
  scope,
  entitlement: 'eligible',
  memberType: 'direct',
  maxDuration: null,
  requires: UNKNOWN_POLICY.requires,
  condition: null,
  guarantee: {endedBy: 'cloud', overrunSeconds: 600},
  endsAt: null,
  grantId: null,
  address: {},
});

export const fact = (justification: string | null = null): AuditFact => ({
  type: 'request',
  time: '2026-11-22T12:00:00Z',
  localTime: '2026-11-22T12:00:01Z',
  profile: 'default',
  authority: 'https://login.microsoftonline.com',
  tenantId: 't1',
  oid: 'o1',
  account: 'ada@example.com',
  eligibilityId: 'e1',
  kind: 'azure-resource',
  name: 'Reader',
  scope: {id: '/subscriptions/1', name: 'prod', type: 'subscription'},
  justification,
  ticket: null,
  requestId: 'q1',
  endsAt: null,
  problem: null,
  practice: false,
});
