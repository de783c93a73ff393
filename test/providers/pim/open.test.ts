import {expect, test} from 'vitest';
import {hours, minutes, seconds} from '../../../src/core/time.ts';
import {untrusted} from '../../../src/core/untrusted.ts';
import {isPast} from '../../../src/providers/pim/answers.ts';
import {firstSecond} from '../../../src/providers/pim/ending.ts';
import {isOpen} from '../../../src/providers/pim/lists.ts';
import type {RequestRow} from '../../../src/providers/pim/rows.ts';

const NOW = Date.UTC(2026, 10, 22, 12);

const REQUEST: RequestRow = {
  requestId: 'r',
  roleId: 'role',
  name: untrusted('Reader'),
  scope: {id: '/subscriptions/s', name: untrusted('s'), type: 'subscription'},
  address: {},
  action: 'selfactivate',
  status: 'granted',
  createdAt: NOW - minutes(30),
  startsAt: NOW - minutes(30),
  length: 3600,
  byApproval: false,
  justification: null,
};

const deactivated: RequestRow = {...REQUEST, action: 'selfdeactivate', status: 'revoked', createdAt: NOW};

test.each([
  ['granted, in its time', {}, [], true],
  ['granted, its last millisecond', {startsAt: NOW - hours(1) + 1}, [], true],
  ['granted, its time is over', {startsAt: NOW - hours(1)}, [], false],
  ['granted for later', {startsAt: NOW + 1}, [], true],
  ['granted, then deactivated', {}, [deactivated], false],
  ['granted after a deactivation', {}, [{...deactivated, createdAt: NOW - hours(1)}], true],
  ['another role deactivated', {}, [{...deactivated, roleId: 'other'}], true],
  ['waiting for days', {status: 'pendingapproval', startsAt: NOW - hours(70)}, [], true],
  ['provisioned', {status: 'provisioned'}, [], false],
  ['denied', {status: 'denied'}, [], false],
  ['a word nobody knows', {status: 'dreaming'}, [], true],
  ['made by an administrator', {action: 'adminassign'}, [], false],
] as const)('%s: open %s', (_what, change, others, open) => {
  const row = {...REQUEST, ...change};
  expect(isOpen(row, [row, ...others], NOW)).toBe(open);
});

test.each([
  ['its last millisecond', {startsAt: NOW - hours(1) + 1}, false],
  ['its end', {startsAt: NOW - hours(1)}, true],
  ['its end, had it not waited for people', {byApproval: true, startsAt: NOW - hours(1)}, false],
  [
    'a day of waiting and its length',
    {byApproval: true, createdAt: NOW - hours(25), startsAt: NOW - hours(25)},
    true,
  ],
  ['no start told, by its creation', {startsAt: null, createdAt: NOW - hours(1)}, true],
  ['no length told', {startsAt: NOW - hours(90), length: null}, false],
] as const)('%s: past %s', (_what, change, expected) => {
  expect(isPast({...REQUEST, ...change}, NOW)).toBe(expected);
});

test.each([
  ['on the second', NOW, NOW + seconds(30), NOW + minutes(5)],
  ['between seconds, rounded up', NOW + 1, NOW + seconds(30), NOW + minutes(5) + seconds(1)],
  ['refused though five minutes have passed here', NOW, NOW + minutes(5), NOW + minutes(5) + seconds(1)],
  ['start unknown', null, NOW, NOW + minutes(5)],
])('first second to end: %s', (_what, startsAt, now, expected) => {
  expect(firstSecond(startsAt, now)).toBe(expected);
});
