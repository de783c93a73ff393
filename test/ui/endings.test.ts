import {describe, expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import type {Effect} from '../../src/ui/effect.ts';
import type {Message} from '../../src/ui/message.ts';
import type {Model} from '../../src/ui/model.ts';
import {sourceProblems} from '../../src/ui/source-problems.ts';
import {restOf} from '../../src/ui/ticking.ts';
import {runningHere} from '../../src/ui/update/parting.ts';
import {update} from '../../src/ui/update.ts';
import {endsWithOf} from '../../src/ui/wishes.ts';
import {US} from '../usecases/fake-guard.ts';
import {grant, HOUR, NOON, wish} from '../usecases/samples.ts';
import {atAws, LOAN, READ_ONLY} from './aws-samples.ts';
import {
  atWork,
  CONTRIBUTOR,
  ENDING,
  GLOBAL_READER,
  MINUTE,
  OWNER,
  press,
  pressed,
  RUNNING,
  STANDING_GRANT,
  send,
  type,
  WAITING,
  withPolicies,
} from './samples.ts';

const held = press(atWork(80, 24, {grants: [RUNNING, ENDING, STANDING_GRANT, WAITING]}), '2');
const types = (effects: readonly Effect[]) => effects.map(effect => effect.type);

describe('end all', () => {
  test('is what was activated or lent, and nothing that stands or waits', () => {
    const asked = press(held, 'D').screen;
    expect(asked.type === 'question' && asked.question).toEqual({
      verb: 'end-all',
      grantIds: [ENDING.id, RUNNING.id],
    });
    expect(pressed(held, 'D', 'y')[1]).toEqual([{type: 'deactivate', grants: [RUNNING, ENDING]}]);
  });
  test('once it is under way there is nothing left to end', () => {
    expect(press(held, 'D', 'y', 'D').notice?.text).toBe('D: nothing is active that could be given up');
  });
  test('what is owed already is not asked for twice', () => {
    const owed = {...held, wishes: new Map([[ENDING.id, NOON + MINUTE]])};
    expect(pressed(owed, 'D', 'y')[1]).toEqual([{type: 'deactivate', grants: [RUNNING]}]);
  });
});

describe('leaving while something runs that was taken here', () => {
  const here: Model = {...held, taken: new Set([RUNNING.id])};

  test('is asked about; q again leaves it active', () => {
    expect(press(here, 'q').screen.type).toBe('leaving');
    const [left, effects] = pressed(here, 'q', 'q');
    expect([left.leaving, left.parting, types(effects)]).toEqual([0, 'stays', ['leave']]);
  });
  test.each([
    ['e', 'ends-now'],
    ['u', 'ends-behind'],
  ] as const)('%s: %s', (key, parting) => {
    const left = press(here, 'q', key);
    expect([left.leaving, left.parting]).toEqual([0, parting]);
  });
  test('esc stays', () => expect(press(here, 'q', 'escape').screen.type).toBe('active'));
  test('what was active before, has run out, or is owed already, is no reason to ask', () => {
    expect(press(held, 'q').leaving).toBe(0);
    expect(runningHere({...here, now: NOON + HOUR})).toEqual([]);
    expect(runningHere({...here, wishes: new Map([[RUNNING.id, NOON]])})).toEqual([]);
  });
  test('a grant that an activation of ours brought is taken; one that was there is not', () => {
    const asked = send(withPolicies(atWork(80, 24)), {type: 'sending', roles: [CONTRIBUTOR], now: NOON});
    const told = (requestId: string | null): Message => ({
      type: 'happened',
      item: CONTRIBUTOR.id,
      now: NOON,
      event: {type: 'active', requestId, grant: RUNNING},
    });
    expect(runningHere(send(asked, told('r-1')))).toEqual([RUNNING]);
    expect(runningHere(send(asked, told(null)))).toEqual([]);
  });
});

describe('an end that comes with the app', () => {
  const form = press(withPolicies(atWork()), 'down', 'return', ...type('why'));
  const onEnds = press(form, 'shift-tab', 'shift-tab');

  test('is chosen in the form, and asked for', () => {
    const ready = press(withPolicies(atWork()), 'return', ...type('why'), 'shift-tab', 'shift-tab', 'right');
    const [, effects] = pressed(ready, 'return');
    expect(effects).toMatchObject([{type: 'ask', untilExit: true}]);
    expect(pressed(press(ready, 'left'), 'return')[1]).toMatchObject([{type: 'ask', untilExit: false}]);
  });
  test('letters are not written there', () => {
    expect(press(onEnds, 'x').screen).toEqual(onEnds.screen);
  });
  test('cannot begin later', () => {
    const later = press(onEnds, 'right', 'up', ...type('14:30'), 'return');
    expect(later.notice?.text).toBe('What is to end with stint cannot start later.');
  });
  test('is told apart from one of another command, and from one that is due', () => {
    const other = {pid: 4711, since: 'boot:9'};
    const gone = {pid: 1, since: 'boot:1'};
    const wishes = [
      wish({id: 'a', grant: grant({id: 'g-us'}), holder: US}),
      wish({id: 'b', grant: grant({id: 'g-other'}), holder: other}),
      wish({id: 'c', grant: grant({id: 'g-gone'}), holder: gone}),
      wish({id: 'd', grant: grant({id: 'g-due'})}),
    ];
    expect([...endsWithOf(wishes, US, holder => holder === gone)]).toEqual([
      ['g-us', 'us'],
      ['g-other', 'others'],
    ]);
  });
});

describe('more time', () => {
  const loans = press(atAws(80, 24, {grants: [LOAN]}), '2');

  test('moves the end of a loan; the reason that it was taken for goes on', () => {
    const [after, effects] = pressed(loans, 'e', 'return');
    expect(effects).toMatchObject([
      {type: 'extend', grant: LOAN, wanted: {duration: 3600, justification: null, replace: false}},
    ]);
    expect(after.runs.get(LOAN.id)?.verb).toBe('extend');
    expect(press(after, 'd').notice?.text).toBe('d: it is being given more time');
  });
  test('where the cloud cannot extend, it is ended and asked for again, with a reason of its own', () => {
    const model = withPolicies(press(atWork(80, 24, {grants: [RUNNING]}), '2'));
    expect(press(model, 'e', 'return').notice?.text).toBe('This role asks for a justification.');
    expect(pressed(model, 'e', ...type('go on'), 'return')[1]).toMatchObject([
      {type: 'extend', wanted: {justification: 'go on', replace: true}, untilExit: false},
    ]);
  });
  test('a new end takes the place of the old one, and a new grant too', () => {
    const asked = press(loans, 'e', 'return');
    const later = {...LOAN, endsAt: NOON + 6 * HOUR};
    const moved = send(asked, {
      type: 'happened',
      item: LOAN.id,
      now: NOON,
      event: {type: 'active', requestId: 'x', grant: later},
    });
    expect(moved.holdings.grants).toEqual([later]);
    const anew = {...LOAN, id: 'aps-readonly.b'};
    const replaced = send(asked, {
      type: 'happened',
      item: LOAN.id,
      now: NOON,
      event: {type: 'active', requestId: 'x', grant: anew},
    });
    expect(replaced.holdings.grants.map(({id}) => id)).toEqual([anew.id]);
  });
  test('a refusal leaves it as it was, and leaves nothing to put away', () => {
    const told = (event: Extract<Message, {type: 'happened'}>['event']): Message => ({
      type: 'happened',
      item: LOAN.id,
      now: NOON,
      event,
    });
    const refused = send(
      press(loans, 'e', 'return'),
      told({type: 'active', requestId: null, grant: LOAN}),
      told({type: 'failed', problem: {code: 'duration-too-long', asked: 1, most: 1}, state: 'active'}),
    );
    expect([refused.runs.size, refused.holdings.grants, refused.notice?.tone]).toEqual([
      0,
      [LOAN],
      'refused',
    ]);
  });
  test('is not for what stands', () => {
    const standing = press(atWork(80, 24, {grants: [STANDING_GRANT]}), '2');
    expect(press(standing, 'e').notice?.text).toMatch(/^e: Reader is standing/);
  });
});

describe('bundles', () => {
  const at = (bundles: Readonly<Record<string, readonly string[]>>, grants = [] as (typeof RUNNING)[]) =>
    withPolicies(atWork(80, 24, {grants}, {bundles}));
  const form = (model: Model) =>
    model.screen.type === 'request' ? model.screen.form.roles.map(({id}) => id) : null;

  test('the only one is asked for at once, in one form', () => {
    const model = press(at({oncall: ['Contributor@prod-payments', 'Global Reader']}), '@');
    expect(form(model)).toEqual([CONTRIBUTOR.id, GLOBAL_READER.id]);
  });
  test('of several one is chosen', () => {
    const model = press(at({oncall: ['Contributor'], night: ['Owner', 'Global Reader']}), '@');
    expect(model.screen.type).toBe('bundles');
    expect(form(press(model, 'down', 'return'))).toEqual([OWNER.id, GLOBAL_READER.id]);
    expect(press(model, 'escape').screen.type).toBe('roles');
  });
  test('what it names and is not there is said; the others are marked, and wait', () => {
    const model = press(at({oncall: ['Nonsense', 'Owner']}), '@');
    expect([model.screen.type, [...model.roles.marked]]).toEqual(['roles', [OWNER.id]]);
    expect(model.notice?.text).toMatch(/^@oncall: .*Nonsense/);
    expect(model.notice?.next.at(-1)).toBe('The other 1 are marked: enter asks for them.');
  });
  test('what is active already is not asked for again', () => {
    const model = press(at({oncall: ['Contributor', 'Owner']}, [RUNNING]), '@');
    expect([...model.roles.marked]).toEqual([OWNER.id]);
    expect(model.notice?.text).toBe('@oncall: Contributor is active already until 12:47');
  });
  test('without any, that is said', () => {
    expect(press(at({}), '@').notice?.text).toBe('@: the settings name no bundle');
  });
});

describe('several that were asked for together, of which one failed', () => {
  const told = (item: string, event: Extract<Message, {type: 'happened'}>['event']): Message => ({
    type: 'happened',
    item,
    event,
    now: NOON,
  });
  const sent = send(withPolicies(atWork()), {type: 'sending', roles: [CONTRIBUTOR, OWNER], now: NOON});
  const half = press(
    send(
      sent,
      told(CONTRIBUTOR.id, {type: 'submitted', requestId: 'r-1'}),
      told(CONTRIBUTOR.id, {type: 'active', requestId: 'r-1', grant: RUNNING}),
      told(OWNER.id, {type: 'failed', problem: {code: 'denied', by: untrusted('Grace')}, state: 'denied'}),
    ),
    '2',
  );

  test('the others can be given back, after a question', () => {
    const [, effects] = pressed(half, 'b', 'y');
    expect(effects).toMatchObject([
      {
        type: 'give-back',
        fates: [
          {eligibility: {id: CONTRIBUTOR.id}, activation: {state: 'active'}},
          {activation: {state: 'denied'}},
        ],
      },
    ]);
    expect(press(half, 'b', 'y', 'b').notice?.text).toMatch(/^b: nothing was asked for together/);
  });
  test('that is offered when it becomes so, whichever comes first', () => {
    const first = send(
      sent,
      told(OWNER.id, {type: 'failed', problem: {code: 'denied', by: untrusted('Grace')}, state: 'denied'}),
    );
    expect(first.notice?.next).not.toContain('b gives the other one back');
    const then = send(first, told(CONTRIBUTOR.id, {type: 'active', requestId: 'r-1', grant: RUNNING}));
    expect(then.notice?.next).toContain('b gives the other one back');
  });
  test('where all were given there is nothing to offer', () => {
    const all = press(
      send(sent, told(CONTRIBUTOR.id, {type: 'active', requestId: 'r', grant: RUNNING})),
      '2',
    );
    expect(press(all, 'b').notice?.text).toMatch(/^b: nothing was asked for together/);
  });
});

describe('reminders', () => {
  const tick = (model: Model, now: number) => update(model, {type: 'tick', now, jumped: false});
  const work = atWork(80, 24, {grants: [RUNNING]});
  const at = (left: number) => NOON + 47 * MINUTE - left;

  test('are asked for at each mark, once', () => {
    const [ten, effects] = tick({...work, now: at(11 * MINUTE)}, at(10 * MINUTE));
    expect(effects).toContainEqual({type: 'remind', grants: [RUNNING]});
    const [more, again] = tick(ten, at(10 * MINUTE) + 1000);
    expect(types(again)).not.toContain('remind');
    expect(types(tick(more, at(5 * MINUTE))[1])).toContain('remind');
  });
  test('come with a loan too', () => {
    const loan = atAws(80, 24, {grants: [{...LOAN, startsAt: NOON - HOUR, endsAt: NOON + 10 * MINUTE}]});
    expect(loan.passed.size).toBe(1);
  });
  test('not of what only an earlier run kept, nor of what stands', () => {
    const kept = send(
      {...work, holdings: {...work.holdings, lookedAt: null}},
      {
        type: 'tick',
        now: at(MINUTE),
        jumped: false,
      },
    );
    expect(kept.passed.size).toBe(0);
  });
  test('are calm, keep the keys, and never hide what went wrong', () => {
    const reminded: Message = {type: 'reminded', reminders: [{grant: RUNNING, mark: 300}]};
    const writing = press({...work, now: at(5 * MINUTE)}, '/', 'o');
    const told = send(writing, reminded);
    expect(told.notice).toEqual({
      tone: 'calm',
      text: 'Contributor on prod-payments ends in 5 min, at 12:47.',
      next: [],
    });
    expect(told.screen).toBe(writing.screen);
    const wrong = send({...writing, notice: {tone: 'refused', text: 'No.', next: []}}, reminded);
    expect(wrong.notice).toMatchObject({tone: 'refused', text: 'No.', next: [told.notice?.text]});
  });
  test('one that comes late says what is left', () => {
    const told = send(
      {...work, now: at(3 * MINUTE)},
      {type: 'reminded', reminders: [{grant: RUNNING, mark: 300}]},
    );
    expect(told.notice?.text).toBe('Contributor on prod-payments ends in 3 min, at 12:47.');
  });
});

describe('a pause', () => {
  const work = press(atWork(80, 24, {grants: [RUNNING]}), '2');
  const read = (kind: 'azure-resource' | 'entra-role') =>
    ({type: 'read', kind, readAt: NOON, cached: false}) as const;

  test('is looked into at once, and said when somebody has answered', () => {
    const [paused, effects] = update(work, {type: 'time', now: NOON + HOUR / 2, isSure: false});
    expect([paused.isSure, types(effects)]).toEqual([false, ['read-grants']]);
    const page = {type: 'page', kind: 'azure-resource', items: [RUNNING]} as const;
    const looked = send(paused, {
      type: 'grants-told',
      now: NOON + HOUR / 2,
      events: [page, read('azure-resource'), read('entra-role')],
    });
    expect(looked.notice?.text).toBe('Looked again after a pause.');
  });
  test('is not said to be looked into while nobody answers', () => {
    const problem = {code: 'unreachable', what: 'Azure', reason: 'no way'} as const;
    const unread = (kind: 'azure-resource' | 'entra-role') => ({type: 'unread', kind, problem}) as const;
    const looked = send(
      work,
      {type: 'time', now: NOON, isSure: false},
      {type: 'grants-told', now: NOON, events: [unread('azure-resource'), unread('entra-role')]},
    );
    expect([looked.isSure, looked.notice]).toEqual([false, null]);
  });
  test('does not carry an end that fell due past its time', () => {
    const owed = {...work, wishes: new Map([[RUNNING.id, NOON + MINUTE]])};
    const [, effects] = update(owed, {type: 'time', now: NOON + 2 * MINUTE, isSure: false});
    expect(types(effects)).toEqual(['read-grants', 'catch-up']);
  });
  test('is noticed within a minute: no nap is longer', () => {
    const waits = {...atWork(80, 24, {grants: []}), wishes: new Map([['g', NOON + 5 * MINUTE]])};
    expect(restOf(waits, NOON)).toBe(MINUTE);
  });
});

test('a reading that was cut off in the middle is told apart from none', () => {
  const problem = {
    code: 'signed-out',
    reason: 'revoked',
    session: 'corp',
    provider: 'aws-permission-set',
  } as const;
  const model = send(atAws(), {
    type: 'roles-told',
    events: [
      {type: 'page', kind: 'aws-permission-set', items: [READ_ONLY]},
      {type: 'progress', kind: 'aws-permission-set', done: 19, total: 60},
      {type: 'unread', kind: 'aws-permission-set', problem},
    ],
  });
  const told = send(model, {type: 'show-tab', tab: 'roles'});
  expect(sourceProblems(told.roles.sources).map(({brief}) => brief)).toEqual([
    expect.stringMatching(/^only 19 of 60 accounts were read\. \S/),
  ]);
  const again = send(told, {
    type: 'roles-told',
    events: [{type: 'read', kind: 'aws-permission-set', readAt: NOON, cached: false}],
  });
  expect(sourceProblems(again.roles.sources)).toEqual([]);
});
