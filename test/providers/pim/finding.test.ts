import {expect, test} from 'vitest';
import type {Intent} from '../../../src/core/intent.ts';
import {minutes, seconds} from '../../../src/core/time.ts';
import {untrusted} from '../../../src/core/untrusted.ts';
import {mine} from '../../../src/providers/pim/finding.ts';
import type {RequestRow} from '../../../src/providers/pim/rows.ts';

const OPENED = Date.UTC(2026, 10, 22, 12);
const scope = {id: '/', name: untrusted('Directory'), type: 'directory'};

const INTENT: Intent = {
  ...{id: 'i', kind: 'entra-role', eligibilityId: 'e', name: untrusted('Global Reader'), scope},
  ...{condition: null, address: {roleDefinitionId: 'role'}, openedAt: OPENED},
  request: {duration: 3600, justification: 'incident', ticket: null, narrowerScope: null, startAt: null},
  actor: {profile: 'default', authority: 'a', tenantId: 't', oid: 'o', account: 'ada'},
};

const ROW: RequestRow = {
  ...{requestId: 'r', roleId: 'role', name: untrusted('Global Reader'), scope, address: {}},
  ...{action: 'selfactivate', status: 'granted', createdAt: OPENED, startsAt: null, length: 3600},
  ...{byApproval: false, justification: 'incident'},
};

test.each([
  ['granted just now', {}, true],
  ['granted by a clock that is behind', {createdAt: OPENED - minutes(1)}, true],
  ['of long ago', {createdAt: OPENED - minutes(3)}, false],
  ['of long after', {createdAt: OPENED + minutes(11)}, false],
  ['denied at once', {status: 'denied'}, true],
  ['denied, by a clock that is a little behind', {status: 'denied', createdAt: OPENED - seconds(5)}, true],
  ['denied before it was asked for', {status: 'denied', createdAt: OPENED - seconds(6)}, false],
  ['withdrawn before it was asked for', {status: 'canceled', createdAt: OPENED - minutes(1)}, false],
  ['for another reason', {justification: 'lunch'}, false],
  ['for another length', {length: 1800}, false],
  ['of another role', {roleId: 'other'}, false],
  ['an end', {action: 'selfdeactivate'}, false],
] as const)('a lost request is found again by what it asked for and when: %s', (_what, change, isOurs) => {
  expect(mine([{...ROW, ...change}], INTENT)?.requestId).toBe(isOurs ? 'r' : undefined);
});

test('of several the newest is ours', () => {
  const older = {...ROW, requestId: 'older', createdAt: OPENED - seconds(30)};
  expect(mine([older, ROW], INTENT)?.requestId).toBe('r');
});
