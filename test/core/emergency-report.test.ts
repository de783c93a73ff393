import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import '../support/property-seed.ts';
import {markdownOf, reportOf} from '../../src/core/emergency-report.ts';
import {incidentsIn} from '../../src/core/incident.ts';
import {emergencyGrants, lastDrill} from '../../src/core/incident-held.ts';
import {EmergencyLines} from '../../src/core/incident-lines.ts';
import {minute, OWNER, SampleRecord} from './incident-samples.ts';

/** 1 to 11: a whole incident with other things in between; 12 is a checkpoint. */
function whole(): SampleRecord {
  return new SampleRecord()
    .opened('INC-1', ['prod-owner', 'last-resort'])
    .step('INC-1', {
      ...{step: 'evidence'},
      probes: [
        {
          ...{service: 'entra', label: 'Microsoft Entra', host: 'login.example', isUp: false, status: null},
          reason: 'refused',
          took: 12,
        },
      ],
    })
    .step('INC-1', {step: 'notice', told: [{sink: 'ops', isTold: true, problem: null}]})
    .step('INC-1', {step: 'single-person', why: 'not-asked'})
    .add({type: 'sign-in', account: 'somebody'})
    .step('INC-1', {step: 'tried', rung: 'prod-owner'}, OWNER)
    .add({...OWNER, type: 'request'})
    .add({...OWNER, type: 'active'})
    .granted('INC-1', 'prod-owner')
    .add({...OWNER, type: 'end', requestId: 'req-2'})
    .step(
      'INC-1',
      {step: 'closed', done: 'Restarted payments.', rotate: ['the API key of payments']},
      {account: 'ada@contoso.example'},
    )
    .add({type: 'checkpoint', seal: {key: 'cd'.repeat(32), signature: 'c2ln'}})
    .add({type: 'sign-out'});
}

test('of a role whose asking was cut off nobody says that it was never held', () => {
  const cut = new SampleRecord()
    .opened('INC-1', ['prod-owner'])
    .step('INC-1', {step: 'tried', rung: 'prod-owner'}, OWNER)
    .add({...OWNER, type: 'request'});
  const report = reportOf(cut.entries, 'INC-1', {now: minute(60)});
  const text = report === undefined ? '' : markdownOf(report);
  expect(text).toContain('tried, and nothing more is known | - | - | not known |');
  expect(text).not.toContain('never held');
});

test('everything the record tells of one emergency', () => {
  const report = reportOf(whole().entries, 'INC-1', {now: minute(60)});
  expect(report).toMatchObject({
    ...{id: 'INC-1', state: 'closed', account: 'ada@contoso.example', reason: 'why INC-1', drill: false},
    ...{
      openedAt: '2026-11-22T03:01:00Z',
      closedAt: '2026-11-22T03:11:00Z',
      openSeconds: 600,
      singlePerson: 'not-asked',
    },
    closing: {done: 'Restarted payments.', rotate: ['the API key of payments']},
    checkpoint: {seq: 12, key: 'cd'.repeat(32), hash: 'hash-12'},
    lines: {first: 1, last: 11, beside: 0},
  });
  expect(report?.roles).toMatchObject([
    {
      rung: 'prod-owner',
      state: 'granted',
      name: 'Owner',
      heldSeconds: 60,
      isHeld: false,
      endedAt: '2026-11-22T03:10:00Z',
    },
    {rung: 'last-resort', state: 'not-tried', heldSeconds: null},
  ]);
  expect(report?.timeline.map(({seq, words}) => `${seq} ${words}`)).toEqual([
    '1 Emergency opened: why INC-1',
    '2 Evidence: Microsoft Entra does not answer',
    '3 Told: ops yes',
    '4 One person alone: the settings ask for no second person',
    '6 Tried prod-owner',
    '7 Request sent: Owner on prod',
    '9 prod-owner granted until 2026-11-22T04:00:00Z',
    '10 Ended: Owner on prod',
    '11 Closed by ada@contoso.example: Restarted payments.',
  ]);
});

test('a role that was not given up is held to its end, and no longer', () => {
  const record = new SampleRecord().opened('INC-1').granted('INC-1', 'prod-owner');
  const held = (now: number) => reportOf(record.entries, 'INC-1', {now})?.roles[0];
  expect(held(minute(2))).toMatchObject({heldSeconds: 0, isHeld: true});
  expect(held(minute(60) - 1)).toMatchObject({heldSeconds: 3480, isHeld: true});
  expect(held(minute(60))).toMatchObject({heldSeconds: 3480, isHeld: false});
  expect(held(minute(600))).toMatchObject({heldSeconds: 3480, isHeld: false});
});

test('two at once are kept apart, and an unknown one is none', () => {
  const record = new SampleRecord()
    .opened('INC-1')
    .opened('INC-2', ['other'])
    .granted('INC-2', 'other', {eligibilityId: 'azr-2', requestId: 'req-9'})
    .step('INC-1', {step: 'passed', rung: 'prod-owner', why: 'denied'})
    .add({type: 'end', eligibilityId: 'azr-2'})
    .step('INC-1', {step: 'without'});
  expect(incidentsIn(record.entries)).toMatchObject([
    {id: 'INC-1', state: 'without', rungs: [{state: 'passed', problem: 'denied'}]},
    {id: 'INC-2', state: 'granted', rungs: [{state: 'granted', endedAt: '2026-11-22T03:05:00Z'}]},
  ]);
  expect(reportOf(record.entries, 'INC-1', {now: 0})?.timeline).toHaveLength(3);
  expect(reportOf(record.entries, 'INC-3', {now: 0})).toBeUndefined();
});

describe('two on the same role', () => {
  const second = {...OWNER, requestId: 'req-2'};
  const told = (record: SampleRecord, id: string) =>
    reportOf(record.entries, id, {now: minute(60)})?.timeline.map(({seq, words}) => `${seq} ${words}`);

  test('one after the other: the first one was not given up', () => {
    const record = new SampleRecord()
      .opened('INC-1')
      .step('INC-1', {step: 'tried', rung: 'prod-owner'}, OWNER)
      .add({...OWNER, type: 'request', justification: 'INC-1: why'})
      .granted('INC-1', 'prod-owner')
      .step('INC-1', {step: 'closed', done: 'done', rotate: []})
      .opened('INC-2')
      .step('INC-2', {step: 'tried', rung: 'prod-owner'}, second)
      .add({...second, type: 'request', justification: 'INC-2: why'})
      .granted('INC-2', 'prod-owner', second)
      .add({...second, type: 'end'});
    expect(told(record, 'INC-1')).toEqual([
      '1 Emergency opened: why INC-1',
      '2 Tried prod-owner',
      '3 Request sent: Owner on prod',
      '4 prod-owner granted until 2026-11-22T04:00:00Z',
      '5 Closed: done',
    ]);
    expect(told(record, 'INC-2')).toEqual([
      '6 Emergency opened: why INC-2',
      '7 Tried prod-owner',
      '8 Request sent: Owner on prod',
      '9 prod-owner granted until 2026-11-22T04:00:00Z',
      '10 Ended: Owner on prod',
    ]);
  });

  test('what has run out is not held again by the next one', () => {
    const early = {...OWNER, endsAt: '2026-11-22T03:03:00Z'};
    const record = new SampleRecord()
      .opened('INC-1')
      .granted('INC-1', 'prod-owner', early)
      .opened('INC-2')
      .add({type: 'sign-in'})
      .add({...second, type: 'active'})
      .granted('INC-2', 'prod-owner', second)
      .add({...second, type: 'lend', requestId: null})
      .add({...second, type: 'end'});
    const role = (id: string) => reportOf(record.entries, id, {now: minute(90)})?.roles[0];
    expect(role('INC-1')).toMatchObject({heldSeconds: 60, endsAt: early.endsAt, endedAt: null});
    expect(role('INC-2')).toMatchObject({heldSeconds: 120});
    expect(told(record, 'INC-1')).toHaveLength(2);
    expect(told(record, 'INC-2')).toContain('7 Credentials handed out: Owner on prod');
  });

  test('interleaved, and somebody who asks for it without an emergency', () => {
    const record = new SampleRecord()
      .opened('INC-1')
      .opened('INC-12')
      .step('INC-1', {step: 'tried', rung: 'prod-owner'}, OWNER)
      .step('INC-12', {step: 'tried', rung: 'prod-owner'}, second)
      .add({...second, type: 'request', justification: 'INC-12: why'})
      .add({...OWNER, type: 'request', justification: 'INC-1: why'})
      .granted('INC-1', 'prod-owner')
      .add({...second, type: 'read-back', requestId: 'theirs', justification: 'INC-12: why'})
      .add({...OWNER, type: 'request', requestId: 'req-3', justification: 'the daily work'})
      .add({...OWNER, type: 'lend', requestId: null});
    expect(told(record, 'INC-1')).toEqual([
      '1 Emergency opened: why INC-1',
      '3 Tried prod-owner',
      '6 Request sent: Owner on prod',
      '7 prod-owner granted until 2026-11-22T04:00:00Z',
      '10 Credentials handed out: Owner on prod',
    ]);
    expect(told(record, 'INC-12')).toEqual([
      '2 Emergency opened: why INC-12',
      '4 Tried prod-owner',
      '5 Request sent: Owner on prod',
      '8 Read back: Owner on prod',
    ]);
  });
});

test('nothing signed it yet; what verify found does; a seal before it does not', () => {
  const seal = {key: 'ef'.repeat(32), signature: 'c2ln'};
  const {entries} = new SampleRecord()
    .add({type: 'checkpoint', seal})
    .opened('INC-1')
    .granted('INC-1', 'prod-owner');
  const checkpoint = (signed?: {key: string; seq: number; hash: string}) =>
    reportOf(entries, 'INC-1', {now: 0, signed})?.checkpoint;
  expect(checkpoint()).toBeNull();
  expect(checkpoint({key: 'k', seq: 3, hash: 'h'})).toBeNull();
  expect(checkpoint({key: 'k', seq: 4, hash: 'h'})).toEqual({key: 'k', seq: 4, hash: 'h'});
});

test('lines beside the record are told in their place, and nothing is said to prove them', () => {
  const {entries} = whole();
  const [second, ...rest] = entries.slice(1);
  const moved = [...entries.slice(0, 1), ...rest, ...(second ? [{...second, seq: 0}] : [])];
  const report = reportOf(moved, 'INC-1', {now: minute(60)});
  expect(report).toMatchObject({lines: {first: 1, last: 11, beside: 1}, checkpoint: null});
  expect(report?.timeline.map(({seq}) => seq).slice(0, 3)).toEqual([1, 0, 3]);
});

test('louder reminders: what is held because of an open incident', () => {
  const record = new SampleRecord()
    .opened('INC-1')
    .granted('INC-1', 'prod-owner')
    .opened('DRILL-1', ['drill'], true)
    .granted('DRILL-1', 'drill', {eligibilityId: 'azr-3'}, true)
    .opened('INC-2')
    .granted('INC-2', 'prod-owner', {eligibilityId: 'azr-4'})
    .step('INC-2', {step: 'closed', done: 'done', rotate: []});
  const rows = incidentsIn(record.entries);
  expect(emergencyGrants(rows, minute(10))).toMatchObject([
    {
      incident: 'INC-1',
      drill: false,
      eligibilityId: 'azr-1',
      grantId: 'prod-owner.g',
      endsAt: '2026-11-22T04:00:00Z',
    },
    {incident: 'DRILL-1', drill: true, eligibilityId: 'azr-3'},
  ]);
  expect(emergencyGrants(rows, minute(60))).toEqual([]);
  expect(lastDrill(rows)).toEqual({at: minute(3), worked: true});
  expect(lastDrill([])).toBeUndefined();
});

test('of a long record only what emergencies are told from is kept, and it tells the same', () => {
  const record = new SampleRecord().add({type: 'checkpoint', seal: {key: 'k', signature: 's'}});
  for (let i = 0; i < 200; i += 1)
    record.add({type: 'request', requestId: `other-${i}`, eligibilityId: `o-${i}`});
  for (const {seq: _seq, prev: _prev, ...fact} of whole().entries) record.add(fact);
  const lines = new EmergencyLines();
  for (const entry of record.entries) lines.add(entry);
  expect(lines.kept.length).toBeLessThan(15);
  const now = minute(600);
  expect(reportOf(lines.kept, 'INC-1', {now})).toEqual(reportOf(record.entries, 'INC-1', {now}));
});

test('the report in Markdown', () => {
  const report = reportOf(whole().entries, 'INC-1', {now: minute(60)});
  expect(report && markdownOf(report)).toMatchInlineSnapshot(`
    "# Break glass: INC-1

    - **Why**: why INC-1
    - **Who**: ada\\[@\\]contoso\\[.\\]example
    - **Profile**: default
    - **Opened**: 2026-11-22T03:01:00Z
    - **Closed**: 2026-11-22T03:11:00Z, open for 10 min
    - **Second person**: none: the settings ask for nobody
    - **Settings used**: /home/ada/config\\[.\\]json, SHA-256 abababababababababababababababababababababababababababababababab
    - **Record before it**: verified

    ## Roles

    | Rung | Role | Where | Outcome | From | Until | Held |
    | --- | --- | --- | --- | --- | --- | --- |
    | prod-owner | Owner | prod | granted | 2026-11-22T03:09:00Z | 2026-11-22T03:10:00Z | 1 min |
    | last-resort | - | - | not tried | - | - | never held |

    ## Evidence

    | Service | Host | Answers | What it said | Took |
    | --- | --- | --- | --- | --- |
    | Microsoft Entra | login\\[.\\]example | no | refused | 12 ms |

    ## Who was told

    | Sink | In time | Problem |
    | --- | --- | --- |
    | ops | yes | - |

    ## Afterwards

    - **Done**: Restarted payments.

    To be changed:

    - [ ] the API key of payments

    ## What happened

    | Line | Time | What |
    | --- | --- | --- |
    | 1 | 2026-11-22T03:01:00Z | Emergency opened: why INC-1 |
    | 2 | 2026-11-22T03:02:00Z | Evidence: Microsoft Entra does not answer |
    | 3 | 2026-11-22T03:03:00Z | Told: ops yes |
    | 4 | 2026-11-22T03:04:00Z | One person alone: the settings ask for no second person |
    | 6 | 2026-11-22T03:06:00Z | Tried prod-owner |
    | 7 | 2026-11-22T03:07:00Z | Request sent: Owner on prod |
    | 9 | 2026-11-22T03:09:00Z | prod-owner granted until 2026-11-22T04:00:00Z |
    | 10 | 2026-11-22T03:10:00Z | Ended: Owner on prod |
    | 11 | 2026-11-22T03:11:00Z | Closed by ada\\[@\\]contoso\\[.\\]example: Restarted payments. |

    ## Where this stands

    Lines 1 to 11 of the record. Signed by line 12, SHA-256 \`a12\`, key \`cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd\`. Check it with \`stint audit verify\`. Report of 2026-11-22T04:00:00Z.
    "
  `);
});

test('a line of any shape is no step, and nothing fails on it', () => {
  const step = fc.constantFrom('opened', 'evidence', 'notice', 'tried', 'passed', 'granted', 'closed', 'x');
  const any = fc.anything({maxDepth: 2});
  const list = fc.oneof(any, fc.array(fc.object({maxDepth: 1})));
  const members = {
    step,
    drill: any,
    rung: any,
    probes: list,
    told: list,
    rungs: list,
    settings: any,
    done: any,
  };
  fc.assert(
    fc.property(fc.array(fc.record(members, {requiredKeys: ['step']})), facts => {
      const record = new SampleRecord().opened('INC-1');
      for (const fact of facts) record.add({emergency: {drill: false, incident: 'INC-1', ...fact} as never});
      const report = reportOf(record.entries, 'INC-1', {now: 0});
      expect(report && markdownOf(report)).toContain('# ');
    }),
  );
});

const HOSTILE = fc.oneof(
  fc.string({unit: 'binary', maxLength: 80}),
  fc.constantFrom(
    ...[
      '| a | b |',
      '](https://evil.example)',
      '![x](//evil)',
      '<img src=x>',
      '`code`',
      '**bold**',
      '\\|',
      '&lt;',
    ],
    ...[
      'www.evil.example',
      'a@b.example',
      '\u202egnp',
      '\u001b[31m',
      'x\n# heading',
      '[[x]]',
      '~~no~~',
      '@channel',
    ],
  ),
);

test('what looks like a character reference is shown as it was written', () => {
  const {entries} = new SampleRecord().opened('INC-1', ['prod-owner']);
  const [first] = entries;
  const told = first === undefined ? [] : [{...first, justification: 'a &lt;b&gt; &#60;i&#62; & c'}];
  const report = reportOf(told, 'INC-1', {now: 0});
  expect(report && markdownOf(report)).toContain('a &amp;lt;b&amp;gt; &amp;\\#60;i&amp;\\#62; &amp; c');
});

test('hostile text makes no link, no markup and no other cell', () => {
  fc.assert(
    fc.property(HOSTILE, HOSTILE, HOSTILE, (reason, name, done) => {
      const scope = {id: 's', name, type: 'subscription'};
      const {entries} = new SampleRecord()
        .opened('INC-1', [name])
        .granted('INC-1', name, {name: reason, scope, account: done})
        .step('INC-1', {step: 'closed', done, rotate: [reason]});
      const [first, ...rest] = entries;
      const report = reportOf([...(first ? [{...first, justification: reason}] : []), ...rest], 'INC-1', {
        now: 0,
      });
      const text = report === undefined ? '' : markdownOf(report);
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(text).not.toMatch(/(?<!\\)\]\s*[(:[]|<[a-z/!]|:\/\/|www\.\w/i);
      const outside = text.replaceAll('**', '').replace(/`stint audit verify`|`[0-9a-f]{64}`/g, '');
      expect(outside).not.toMatch(/(?<!\\)(?:\\\\)*[`*~]/);
      for (const row of text.split('\n').filter(line => line.startsWith('|')))
        expect([4, 8, 6]).toContain(row.replace(/\\./g, '').split('|').length - 1);
    }),
    {numRuns: 300},
  );
});
