import type {AuditFact} from '../../src/core/audit.ts';
import type {Eligibility} from '../../src/core/eligibility.ts';
import type {EmergencyStep} from '../../src/core/emergency.ts';
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

/** One of each step, in the order of a story. */
export const STEPS: readonly EmergencyStep[] = [
  {
    step: 'opened',
    rungs: ['Owner of prod', 'last-resort'],
    settings: {path: '/home/ada/.config/stint/config.json', sha256: 'ab'.repeat(32)},
    broken: null,
  },
  {
    step: 'evidence',
    probes: [
      {
        ...{service: 'entra', label: 'Microsoft Entra', host: 'login.microsoftonline.com'},
        ...{isUp: false, status: 503, reason: 'it answers 503', took: 1200},
      },
      {
        ...{service: 'sts', label: 'AWS STS (eu-west-1)', host: 'sts.eu-west-1.amazonaws.com'},
        ...{isUp: true, status: 302, reason: null, took: 80},
      },
    ],
  },
  {
    step: 'notice',
    told: [
      {sink: 'ops', isTold: true, problem: null},
      {sink: 'siem', isTold: false, problem: 'signed-out'},
    ],
  },
  {step: 'cosigned', by: 'Grace', key: 'cd'.repeat(32), request: 'stint-cosign-1.e30'},
  {step: 'single-person', why: 'no-answer'},
  {step: 'tried', rung: 'Owner of prod'},
  {step: 'passed', rung: 'Owner of prod', why: 'unreachable'},
  {step: 'waiting', rung: 'Owner of prod'},
  {step: 'granted', rung: 'last-resort', grantId: 'g1'},
  {step: 'without'},
  {step: 'closed', done: 'failed over', rotate: ['key of last-resort', 'password of db1']},
];

/** A line of an emergency, as the flow writes it. */
export const emergencyFact = (
  step: EmergencyStep,
  more: {readonly drill?: boolean; readonly incident?: string} = {},
): AuditFact => ({
  ...fact('sign-in is down'),
  ...{type: 'break-glass', eligibilityId: null, kind: null, name: null, scope: null, requestId: null},
  emergency: {...step, incident: 'INC-4821', drill: false, ...more},
});
