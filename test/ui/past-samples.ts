import type {Incident} from '../../src/core/emergency.ts';
import type {PastActivation} from '../../src/core/history.ts';
import type {Problem} from '../../src/core/problem.ts';
import {exact} from '../../src/core/untrusted.ts';
import type {Model} from '../../src/ui/model.ts';
import {HOUR, NOON} from '../usecases/samples.ts';
import {atWork, CONTRIBUTOR, GLOBAL_READER, MINUTE, OWNER, press, send, withPolicies} from './samples.ts';

export function past(parts: Partial<PastActivation> = {}): PastActivation {
  return {
    requestId: 'request-1',
    eligibilityId: OWNER.id,
    kind: 'azure-resource',
    name: exact(OWNER.name),
    scope: {id: OWNER.scope.id, name: exact(OWNER.scope.name), type: OWNER.scope.type},
    profile: 'default',
    account: 'ada@contoso.com',
    justification: 'rotate the webhook secret',
    ticket: {number: 'INC-7', system: 'snow'},
    askedAt: NOON - 3 * HOUR,
    startedAt: NOON - 3 * HOUR + 2000,
    endsAt: NOON - 2 * HOUR,
    endedAt: NOON - 2 * HOUR - 13 * MINUTE,
    outcome: 'ended',
    problem: null,
    incident: null,
    practice: false,
    seq: 40,
    ...parts,
  };
}

/** Newest first: one that was refused, one that was ended, one of an emergency, one of a role that is gone. */
export const PAST: readonly PastActivation[] = [
  past({
    seq: 60,
    eligibilityId: GLOBAL_READER.id,
    kind: 'entra-role',
    name: 'Global Reader',
    scope: {id: '/', name: 'Directory', type: 'directory'},
    justification: 'look at the sign-in logs',
    ticket: null,
    askedAt: NOON - HOUR,
    startedAt: null,
    endsAt: null,
    endedAt: null,
    outcome: 'denied',
    problem: 'denied',
  }),
  past(),
  past({
    seq: 30,
    eligibilityId: CONTRIBUTOR.id,
    name: 'Contributor',
    justification: 'INC-4821: payments are down',
    ticket: {number: 'INC-4821', system: null},
    incident: 'INC-4821',
    askedAt: NOON - 26 * HOUR,
    startedAt: NOON - 26 * HOUR + 1000,
    endsAt: NOON - 25 * HOUR,
    endedAt: NOON - 25 * HOUR,
    outcome: 'expired',
  }),
  past({
    seq: 4,
    eligibilityId: 'azr-gone',
    name: 'Reader',
    justification: 'rotate the webhook secret',
    askedAt: NOON - 300 * HOUR,
    startedAt: NOON - 300 * HOUR,
    endsAt: NOON - 299 * HOUR,
    endedAt: NOON - 299 * HOUR,
    outcome: 'expired',
  }),
];

/** On the History tab, with the record read. */
export function atHistory(
  columns = 80,
  rows = 24,
  told: readonly PastActivation[] = PAST,
  problems: readonly Problem[] = [],
): Model {
  const open = press(withPolicies(atWork(columns, rows)), '3');
  return send(open, {type: 'past-told', rows: told, problems, readAt: NOON});
}

export const INCIDENT: Incident = {
  id: 'INC-4821',
  profile: 'default',
  drill: false,
  practice: false,
  reason: 'payments are down',
  openedAt: NOON - 43 * MINUTE,
  closedAt: null,
};
export const DRILL: Incident = {...INCIDENT, id: 'drill-7', drill: true, openedAt: NOON - 50 * HOUR};

export const inEmergency = (model: Model, ...incidents: readonly Incident[]): Model =>
  send(model, {type: 'incidents-told', incidents, stems: [], now: NOON});
