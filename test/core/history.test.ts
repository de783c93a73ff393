import {describe, expect, test} from 'vitest';
import type {AuditEntry, AuditType} from '../../src/core/audit.ts';
import {askAgain, type PastActivation, withoutAnchor} from '../../src/core/history.ts';
import {HistoryFold} from '../../src/core/history-fold.ts';
import {showInstant} from '../../src/core/time.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const minute = 60_000;
const at = (minutes: number): string => showInstant(NOON + minutes * minute);
const END = at(60);

type Line = Partial<AuditEntry> & {readonly type: AuditType};

/** A line a minute; `requestId` is `r1` where none is given. */
function entryOf(line: Line, seq: number): AuditEntry {
  return {
    ...{time: at(seq), localTime: at(seq), profile: 'default', authority: 'https://login', tenantId: 't'},
    ...{oid: 'ada', account: 'ada@contoso.example', eligibilityId: 'e1', kind: 'azure-resource'},
    ...{name: 'Reader', scope: {id: '/s/1', name: 'prod', type: 'subscription'}, ticket: null},
    ...{justification: 'fix the queue', requestId: 'r1', endsAt: null, problem: null, practice: false},
    ...line,
    ...{seq, prev: '0'.repeat(64)},
  };
}

function read(lines: readonly Line[], now = NOON + 30 * minute): readonly PastActivation[] {
  const fold = new HistoryFold();
  for (const [index, line] of lines.entries()) fold.take(entryOf(line, index + 1));
  return fold.rows(now);
}

const request: Line = {type: 'request'};
const active: Line = {type: 'active', endsAt: END};

describe('what became of one activation', () => {
  const rows: readonly [string, readonly Line[], Partial<PastActivation>][] = [
    ['asked, and nothing more is known', [request], {outcome: 'unknown', startedAt: null, endedAt: null}],
    ['waits for people', [request, {type: 'approval-pending'}], {outcome: 'waiting'}],
    ['begins later', [request, {type: 'scheduled'}], {outcome: 'scheduled'}],
    ['is active', [request, active], {outcome: 'active', startedAt: NOON + 2 * minute, endedAt: null}],
    [
      'was ended',
      [request, active, {type: 'end-requested', endsAt: END}, {type: 'end', endsAt: END}],
      {outcome: 'ended', endedAt: NOON + 4 * minute},
    ],
    [
      'its end stays wished for in the first five minutes',
      [request, active, {type: 'end-queued', endsAt: END, problem: 'too-soon-to-end'}],
      {outcome: 'active', problem: null},
    ],
    [
      'was approved in the end',
      [request, {type: 'approval-pending', requestId: 'graph-1'}, {...active, requestId: 'graph-1'}],
      {outcome: 'active', requestId: 'graph-1'},
    ],
    ['was denied', [request, {type: 'refusal', problem: 'denied'}], {outcome: 'denied', problem: 'denied'}],
    ['nobody approved', [request, {type: 'refusal', problem: 'approval-timeout'}], {outcome: 'denied'}],
    [
      'failed',
      [request, {type: 'refusal', problem: 'not-eligible'}],
      {outcome: 'failed', problem: 'not-eligible', endedAt: NOON + 2 * minute},
    ],
    ['was withdrawn', [request, {type: 'approval-pending'}, {type: 'cancel'}], {outcome: 'cancelled'}],
    [
      'could not be withdrawn, and waits',
      [request, {type: 'approval-pending'}, {type: 'refusal', problem: 'unreachable'}],
      {outcome: 'waiting', problem: 'unreachable', endedAt: null},
    ],
    ['its answer was lost', [request, {type: 'lost-answer', problem: 'unreachable'}], {outcome: 'unknown'}],
    [
      'never arrived',
      [request, {type: 'lost-answer', problem: 'unreachable'}, {type: 'read-back', problem: 'unreachable'}],
      {outcome: 'failed', problem: 'unreachable'},
    ],
    [
      'was lost and found',
      [request, {type: 'lost-answer', problem: 'unreachable'}, {type: 'read-back'}, active],
      {outcome: 'active', problem: null},
    ],
    [
      'was lent from before we wrote of it',
      [{type: 'lend', kind: 'aws-role', endsAt: END}],
      {outcome: 'active', askedAt: null, startedAt: NOON + minute, endsAt: NOON + 60 * minute},
    ],
    [
      'was ended without being asked for here',
      [{type: 'end', endsAt: END}],
      {outcome: 'ended', startedAt: null},
    ],
  ];
  test.each(rows)('%s', (_, lines, expected) => {
    const found = read(lines);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject(expected);
  });

  test('an end comes by itself, at its very instant', () => {
    const [before] = read([request, active], NOON + 60 * minute - 1);
    const [then] = read([request, active], NOON + 60 * minute);
    expect(before).toMatchObject({outcome: 'active', endedAt: null});
    expect(then).toMatchObject({outcome: 'expired', endedAt: NOON + 60 * minute});
  });

  test('an end that is noticed late is no end of ours', () => {
    const [row] = read([request, active, {type: 'end', time: at(90), endsAt: END}], NOON + 100 * minute);
    expect(row).toMatchObject({outcome: 'expired', endedAt: NOON + 60 * minute});
  });
});

describe('several activations', () => {
  test('are told newest first, each with its own lines', () => {
    const rows = read([
      {type: 'request', requestId: 'r1', eligibilityId: 'e1'},
      {type: 'request', requestId: 'r2', eligibilityId: 'e2'},
      {type: 'refusal', requestId: 'r1', eligibilityId: 'e1', problem: 'denied'},
      {...active, requestId: 'graph-2', eligibilityId: 'e2'},
      {type: 'end', requestId: null, eligibilityId: 'e2', endsAt: END},
    ]);
    expect(rows.map(({requestId, outcome}) => [requestId, outcome])).toEqual([
      ['graph-2', 'ended'],
      ['r1', 'denied'],
    ]);
  });

  test('more time is a row of its own, which goes on where the first one stops', () => {
    const rows = read([
      request,
      active,
      {type: 'request', requestId: 'r2'},
      {type: 'active', requestId: 'r2', endsAt: at(120)},
      {type: 'end', requestId: 'r1', endsAt: at(120)},
    ]);
    expect(rows).toMatchObject([
      {requestId: 'r2', outcome: 'ended', endedAt: NOON + 5 * minute},
      {requestId: 'r1', outcome: 'ended', endedAt: NOON + 4 * minute},
    ]);
  });

  test('one person’s end is not another’s', () => {
    const rows = read([
      {...request, oid: 'ada'},
      {...active, oid: 'ada'},
      {type: 'end', oid: 'bob', requestId: 'elsewhere', endsAt: END},
    ]);
    expect(rows.map(({outcome}) => outcome)).toEqual(['ended', 'active']);
  });

  test('what was over by itself is not ended again by a later grant’s end', () => {
    const rows = read(
      [request, active, {type: 'end', time: at(90), requestId: 'portal', endsAt: at(95)}],
      NOON + 100 * minute,
    );
    expect(rows.map(({outcome, requestId}) => [requestId, outcome])).toEqual([
      ['portal', 'ended'],
      ['r1', 'expired'],
    ]);
  });

  test('other lines begin none', () => {
    const types: readonly AuditType[] = ['sign-in', 'settings-change', 'checkpoint', 'exec', 'recovered'];
    expect(read(types.map(type => ({type})))).toEqual([]);
  });
});

describe('an emergency', () => {
  const opened: Line = {
    type: 'break-glass',
    requestId: null,
    eligibilityId: null,
    emergency: {
      ...{step: 'opened', rungs: ['owner'], settings: {path: '/c', sha256: null}, broken: null},
      ...{incident: 'INC-1', drill: false},
    },
  };
  const ticket = {number: 'INC-1', system: null};

  test('marks what was asked for in it', () => {
    const rows = read([
      opened,
      {type: 'request', ticket, justification: 'INC-1: the queue is full'},
      {type: 'request', requestId: 'r2', ticket, justification: 'something else'},
    ]);
    expect(rows.map(({incident}) => incident)).toEqual([null, 'INC-1']);
  });

  test('a rehearsal is told apart, also where its name is used for a real one later', () => {
    const rehearsed = opened.emergency && {...opened.emergency, drill: true};
    const asked: Line = {type: 'request', ticket, justification: 'INC-1: the queue is full'};
    const rows = read([
      {...opened, emergency: rehearsed},
      {...asked, requestId: 'r1'},
      opened,
      {...asked, requestId: 'r2'},
    ]);
    expect(rows.map(({requestId, isDrill}) => [requestId, isDrill === true])).toEqual([
      ['r2', false],
      ['r1', true],
    ]);
    const granted = {step: 'granted', rung: 'owner', grantId: 'g', incident: 'INC-1', drill: true} as const;
    expect(read([request, active, {type: 'break-glass', emergency: granted}])[0]?.isDrill).toBe(true);
  });

  test('marks what its own lines name', () => {
    const granted = {step: 'granted', rung: 'owner', grantId: 'g', incident: 'INC-1', drill: false} as const;
    const rows = read([request, active, {type: 'break-glass', emergency: granted}]);
    expect(rows).toMatchObject([{incident: 'INC-1', outcome: 'active'}]);
  });
});

test.each([
  ['fix it [stint:0123456789abcdef/fedcba9876543210]', 'fix it'],
  ['[stint:0123456789abcdef/fedcba9876543210]', ''],
  ['fix it [stint:abc/def]', 'fix it [stint:abc/def]'],
  [
    '[stint:0123456789abcdef/fedcba9876543210] is no end',
    '[stint:0123456789abcdef/fedcba9876543210] is no end',
  ],
])('“%s” was written as “%s”', (text, expected) => {
  expect(withoutAnchor(text)).toBe(expected);
});

describe('asking again', () => {
  test('takes the length that it was granted for, to the minute', () => {
    const [row] = read([request, active]);
    expect(row && askAgain(row)).toEqual({
      ...{eligibilityId: 'e1', duration: 58 * 60, justification: 'fix the queue', ticket: null},
    });
  });

  test('has no length where none is known', () => {
    const [row] = read([request]);
    expect(row && askAgain(row)?.duration).toBeNull();
  });

  test('needs an eligibility', () => {
    const [row] = read([{type: 'request', eligibilityId: null}]);
    expect(row && askAgain(row)).toBeUndefined();
  });
});
