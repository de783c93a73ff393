import {describe, expect, test} from 'vitest';
import type {ActivationEvent} from '../../src/core/activation.ts';
import {exact, untrusted} from '../../src/core/untrusted.ts';
import {durationIn} from '../../src/ui/form.ts';
import {heldRows} from '../../src/ui/holdings.ts';
import {textOf} from '../../src/ui/line.ts';
import type {Model} from '../../src/ui/model.ts';
import {chosenRole} from '../../src/ui/role-list.ts';
import {update} from '../../src/ui/update.ts';
import {grant, HOUR, NOON} from '../usecases/samples.ts';
import {
  atWork,
  CONTRIBUTOR,
  ENDING,
  fresh,
  GLOBAL_READER,
  IDENTITY,
  MINUTE,
  OWNER,
  OWNER_POLICY,
  opened,
  press,
  pressed,
  RUNNING,
  STANDING,
  send,
  type,
  WAITING,
  withPolicies,
} from './samples.ts';

const formOf = (model: Model) => {
  if (model.screen.type !== 'request') throw new Error(`the screen is ${model.screen.type}`);
  return model.screen.form;
};
const happened = (item: string, event: ActivationEvent, now = NOON) =>
  ({type: 'happened', item, event, now}) as const;

describe('opening', () => {
  test('a configured start opens; an unconfigured one asks first', () => {
    expect(fresh().screen.type).toBe('opening');
    expect(fresh(80, 24, false).screen.type).toBe('first-run');
  });

  test('opened: who is it, and what is remembered', () => {
    const before = fresh();
    const profile = opened().profile;
    if (profile === null) throw new Error('not opened');
    const [, effects] = update(before, {type: 'opened', profile, look: before.look, now: NOON});
    expect(effects).toEqual([{type: 'remember'}]);
  });

  test('signed in: both lists are read and what is owed is carried out', () => {
    const [model, effects] = update(opened(), {type: 'identified', identities: [IDENTITY]});
    expect(model.screen.type).toBe('roles');
    expect(effects.map(effect => effect.type)).toEqual(['read-roles', 'read-grants', 'catch-up']);
  });

  test('signed out: a device code is asked for by itself', () => {
    const [model, effects] = update(opened(), {
      type: 'identified',
      identities: [{...IDENTITY, signedIn: false}],
    });
    expect(model.screen).toMatchObject({type: 'sign-in', stage: {type: 'starting'}});
    expect(effects).toEqual([{type: 'sign-in', provider: 'entra', flow: 'device'}]);
  });

  test('first run: tenant and client id are saved, d is the demo', () => {
    const first = fresh(80, 24, false);
    const [, saving] = pressed(first, 'return', ...type('contoso.com'), 'tab', ...type('abc'), 'return');
    expect(saving).toEqual([{type: 'save-settings', settings: {tenantId: 'contoso.com', clientId: 'abc'}}]);
    expect(pressed(first, 'd')[1]).toEqual([{type: 'open', demo: true}]);
    expect(update(press(first, 'return'), {type: 'saved'})[1]).toEqual([{type: 'open', demo: false}]);
  });

  test('first run: a d inside a tenant is a letter', () => {
    const model = press(fresh(80, 24, false), 'return', 'd', 'q');
    expect(model.screen).toMatchObject({type: 'first-run', lines: {tenantId: {before: 'dq', after: ''}}});
  });

  test('settings that are refused are shown where they were written', () => {
    const problem = {code: 'misconfigured', setting: 'tenantId', reason: 'it is no tenant'} as const;
    const model = send(press(fresh(80, 24, false), 'return', 'x', 'return'), {
      type: 'trouble',
      about: 'save',
      problem,
    });
    expect(model.screen).toMatchObject({type: 'first-run', saving: false, problem});
  });

  test('what cannot be opened says so, and r tries again', () => {
    const model = send(fresh(), {type: 'trouble', about: 'open', problem: {code: 'failed', reason: 'No.'}});
    expect(model.screen.type).toBe('not-opened');
    expect(pressed(model, 'r')[1]).toEqual([{type: 'open', demo: false}]);
  });
});

describe('sign-in', () => {
  const starting = send(opened(), {type: 'identified', identities: []});
  const code = {
    type: 'device-code',
    provider: 'entra',
    userCode: untrusted('HK72MDQX'),
    verificationUri: untrusted('https://microsoft.com/devicelogin'),
    expiresAt: NOON + 900_000,
  } as const;
  const shown = send(starting, {type: 'sign-in-told', event: code, now: NOON});

  test('c copies the code, o opens the page, b takes the browser', () => {
    expect(pressed(shown, 'c')[1]).toEqual([{type: 'copy', text: 'HK72MDQX', what: 'The code'}]);
    expect(pressed(shown, 'o')[1]).toEqual([
      {type: 'open-browser', url: 'https://microsoft.com/devicelogin'},
    ]);
    expect(pressed(shown, 'b')[1]).toEqual([{type: 'sign-in', provider: 'entra', flow: 'browser'}]);
  });

  test('a code that comes while the help page is open is there afterwards', () => {
    const model = send(press(starting, '?'), {type: 'sign-in-told', event: code, now: NOON});
    expect(press(model, 'escape').screen).toMatchObject({type: 'sign-in', stage: {type: 'device'}});
  });

  test('after a block enter is the browser', () => {
    const problem = {code: 'sign-in-blocked', aadsts: 530033, reason: 'It is blocked.'} as const;
    const model = send(shown, {type: 'sign-in-failed', problem});
    expect(pressed(model, 'return')[1]).toEqual([{type: 'sign-in', provider: 'entra', flow: 'browser'}]);
  });

  test('any other refusal: enter asks for a new code', () => {
    const model = send(shown, {
      type: 'sign-in-failed',
      problem: {code: 'signed-out', reason: 'code-expired'},
    });
    expect(pressed(model, 'return')[1]).toEqual([{type: 'sign-in', provider: 'entra', flow: 'device'}]);
  });

  test('signed in: on to the roles, read afresh', () => {
    const event = {type: 'signed-in', provider: 'entra', identity: IDENTITY} as const;
    const [model, effects] = update(shown, {type: 'sign-in-told', event, now: NOON});
    expect(model.screen.type).toBe('roles');
    expect(model.notice?.text).toBe('Signed in as ada@contoso.com.');
    expect(effects[0]).toEqual({
      type: 'read-roles',
      kinds: ['azure-resource', 'entra-role'],
      source: 'fresh',
    });
  });

  test('a person who leaves it is not sent back, until s', () => {
    const [model, effects] = pressed(shown, 'escape');
    expect([model.screen.type, effects]).toEqual(['roles', [{type: 'stop-sign-in'}]]);
    const gone = {
      type: 'unread',
      kind: 'entra-role',
      problem: {code: 'signed-out', reason: 'never'},
    } as const;
    expect(send(model, {type: 'roles-told', events: [gone]}).screen.type).toBe('roles');
    expect(press(model, 's').screen.type).toBe('sign-in');
  });

  test('a sign-in that has ended brings it back by itself', () => {
    const gone = {
      type: 'unread',
      kind: 'entra-role',
      problem: {code: 'signed-out', reason: 'expired'},
    } as const;
    const [model, effects] = update(atWork(), {type: 'roles-told', events: [gone]});
    expect(model.screen.type).toBe('sign-in');
    expect(effects).toContainEqual({type: 'sign-in', provider: 'entra', flow: 'device'});
  });

  test('but not in the middle of a request', () => {
    const gone = {
      type: 'unread',
      kind: 'entra-role',
      problem: {code: 'signed-out', reason: 'expired'},
    } as const;
    expect(
      send(press(atWork(), 'return'), {type: 'grants-told', events: [gone], now: NOON}).screen.type,
    ).toBe('request');
  });
});

describe('the list of roles', () => {
  test('moving stops at both ends', () => {
    const names = (model: Model) => exact(chosenRole(model.roles)?.name ?? '');
    expect(names(press(atWork(), 'up'))).toBe('Contributor');
    expect(names(press(atWork(), 'down'))).toBe('Owner');
    expect(names(press(atWork(), 'G', 'down'))).toBe('Global Reader');
    expect(names(press(atWork(), 'G', 'g'))).toBe('Contributor');
  });

  test('a row is found by its id when the list is read again', () => {
    const on = press(atWork(), 'down');
    const added = {...CONTRIBUTOR, id: 'azr-new', name: untrusted('Backup Operator')};
    const again = send(
      on,
      {
        type: 'roles-told',
        events: [{type: 'page', kind: 'azure-resource', items: [added, CONTRIBUTOR, OWNER]}],
      },
      {type: 'roles-told', events: [{type: 'read', kind: 'azure-resource', readAt: NOON, cached: false}]},
    );
    expect(chosenRole(again.roles)?.id).toBe(OWNER.id);
    expect(again.roles.cursor.at).toBe(2);
  });

  test('the old rows stay until the new ones are whole', () => {
    const half = send(press(atWork(), 'r'), {
      type: 'roles-told',
      events: [{type: 'page', kind: 'azure-resource', items: [OWNER]}],
    });
    expect(half.roles.rows).toHaveLength(4);
  });

  test('a source that cannot be read keeps its rows and its problem', () => {
    const problem = {code: 'unreachable', what: 'Azure', reason: 'offline'} as const;
    const model = send(atWork(), {
      type: 'roles-told',
      events: [{type: 'unread', kind: 'azure-resource', problem}],
    });
    expect(model.roles.rows).toHaveLength(4);
    expect(model.roles.sources.get('azure-resource')?.problem).toEqual(problem);
  });

  test('the filter writes, moves and keeps; escape clears it', () => {
    const filtered = press(atWork(), '/', ...type('own'));
    expect(filtered.roles.shown.map(role => role.id)).toEqual([OWNER.id]);
    expect(press(filtered, 'return').roles).toMatchObject({filtering: false, filter: {before: 'own'}});
    expect(press(filtered, 'escape').roles.shown).toHaveLength(4);
    expect(press(filtered, 'return', 'escape').roles.shown).toHaveLength(4);
  });

  test('q in the filter is a letter', () => {
    const model = press(atWork(), '/', 'q');
    expect([model.leaving, textOf(model.roles.filter)]).toEqual([null, 'q']);
  });

  test('marks go on the request, in the order of the list', () => {
    const form = formOf(press(atWork(), 'down', 'space', 'g', 'space', 'return'));
    expect(form.roles.map(role => role.id)).toEqual([CONTRIBUTOR.id, OWNER.id]);
  });

  test('what the rows in sight ask for is read where a person stops, theirs first', () => {
    const [effect] = pressed(atWork(), 'down')[1];
    expect(effect).toEqual({type: 'read-policies', roles: [OWNER, CONTRIBUTOR, GLOBAL_READER], soon: true});
    expect(pressed(withPolicies(atWork()), 'down')[1]).toEqual([
      {type: 'read-policies', roles: [GLOBAL_READER], soon: true},
    ]);
    const low = {...atWork(), size: {columns: 80, rows: 6}};
    expect(pressed(low, 'down')[1]).toEqual([
      {type: 'read-policies', roles: [OWNER, CONTRIBUTOR], soon: true},
    ]);
  });
});

describe('asking', () => {
  const form = () => press(withPolicies(atWork()), 'down', 'return');

  test('the standard duration, shortened to what is allowed', () => {
    const long = withPolicies(atWork(80, 24, {}, {standard: 4 * 3600}));
    expect(durationIn(formOf(press(long, 'down', 'return')))).toBe(2 * 3600);
    expect(durationIn(formOf(form()))).toBe(3600);
  });

  test('a policy that arrives later is followed, until the duration was touched', () => {
    const open = press(atWork(80, 24, {}, {standard: 8 * 3600}), 'return');
    const known = {...OWNER_POLICY, maxDuration: 1800};
    expect(durationIn(formOf(send(open, {type: 'policy-told', id: CONTRIBUTOR.id, policy: known})))).toBe(
      1800,
    );
    const touched = press(open, 'shift-tab', 'left');
    expect(durationIn(formOf(send(touched, {type: 'policy-told', id: CONTRIBUTOR.id, policy: known})))).toBe(
      14_400,
    );
  });

  test('the arrows step through what is allowed, and stop at the maximum', () => {
    expect(durationIn(formOf(press(form(), 'shift-tab', 'right', 'right', 'right')))).toBe(7200);
    expect(durationIn(formOf(press(form(), 'shift-tab', 'left', 'left')))).toBe(1800);
  });

  test('refused here, before anything is sent: the first cause by its name, the caret on it', () => {
    const [model, effects] = pressed(form(), 'return');
    expect(effects).toEqual([]);
    expect(model.notice?.text).toBe('This role asks for a ticket.');
    expect(formOf(model).focus).toBe('ticket');
    const ticket = press(model, ...type('INC-1'), 'return');
    expect(ticket.notice?.text).toBe('This role asks for a justification.');
    expect(formOf(ticket).focus).toBe('justification');
  });

  test('too long is refused with the maximum', () => {
    const model = press(form(), 'shift-tab', 'ctrl-u', ...type('3h'), 'return');
    expect(model.notice?.text).toBe('3 h is longer than this role allows; 2 h is the most.');
  });

  test.each([
    ['90', 'That is no duration.'],
    ['0m', 'That is no duration.'],
    ['-1h', 'That is no duration.'],
    ['', 'That is no duration.'],
    ['4m', '4 min is too short: 5 min is the least.'],
  ])('duration “%s”: %s', (text, said) => {
    expect(press(form(), 'shift-tab', 'ctrl-u', ...type(text), 'return').notice?.text).toBe(said);
  });

  test('what was written is what is asked for', () => {
    const [model, effects] = pressed(
      form(),
      ...type('INC 42'),
      'tab',
      ...type('INC-42'),
      'tab',
      ...type('jira'),
      'return',
    );
    const ticket = {number: 'INC-42', system: 'jira'};
    const request = {duration: 3600, justification: 'INC 42', ticket, narrowerScope: null, startAt: null};
    expect(effects).toEqual([{type: 'ask', roles: [OWNER], request, untilExit: false}]);
    expect(formOf(model).sending).toBe(true);
    expect(pressed(model, 'return')[1]).toEqual([]);
  });

  test('paste goes where the caret is, line ends and hostile characters out', () => {
    const model = send(form(), {type: 'text', text: 'leak\nin\u001b[31m \u202eprod'});
    expect(textOf(formOf(model).lines.justification)).toBe('leak in[31m prod');
  });

  test('a start time: the next time the clock shows it, tomorrow when it has passed', () => {
    const at = (text: string) => {
      const asked = pressed(
        press(withPolicies(atWork()), 'return', 'x', 'tab', 'tab', 'tab'),
        ...type(text),
        'return',
      )[1][0];
      return asked?.type === 'ask' ? asked.request.startAt : undefined;
    };
    expect(at('14:30')).toBe(NOON + 2.5 * HOUR);
    expect(at('11:00')).toBe(NOON + 23 * HOUR);
    expect(at('2026-11-23T08:00:00Z')).toBe(NOON + 20 * HOUR);
    expect(at('soon')).toBeUndefined();
  });

  test('what was refused before sending stays on the form', () => {
    const problem = {code: 'not-found', what: 'scope', asked: '/x', eligibilityId: OWNER.id} as const;
    const model = send(press(form(), ...type('why')), {type: 'not-sent', problems: [problem]});
    expect(formOf(model)).toMatchObject({sending: false, refusals: [problem]});
  });
});

describe('what happens then', () => {
  const asked = send(withPolicies(atWork()), {type: 'sending', roles: [OWNER], now: NOON});
  const rows = (model: Model) => heldRows(model.holdings, model.runs);
  const state = (model: Model) => model.runs.get(OWNER.id)?.activation.state;
  const owned = grant({...WAITING, id: 'azr-owner.x', state: 'active', startsAt: NOON, endsAt: NOON + HOUR});

  test('every step is folded by core, and the grant takes the place of the work', () => {
    const submitted = send(asked, happened(OWNER.id, {type: 'submitted', requestId: 'r'}));
    expect(state(submitted)).toBe('submitted');
    const waiting = send(
      submitted,
      happened(OWNER.id, {type: 'pending-approval', requestId: 'r', approvers: [untrusted('Grace')]}),
    );
    expect(state(waiting)).toBe('pending-approval');
    const active = send(waiting, happened(OWNER.id, {type: 'active', requestId: 'r', grant: owned}));
    expect(active.runs.size).toBe(0);
    expect(rows(active).map(row => row.grant?.id)).toEqual(['azr-owner.x']);
    expect(active.notice?.text).toBe('Owner on prod-payments is active until 13:00.');
  });

  test('the cursor stays on the role from the asking to the grant', () => {
    const on = send(press(withPolicies(atWork(80, 24, {grants: [RUNNING, ENDING]})), 'down', 'return'), {
      type: 'sending',
      roles: [OWNER],
      now: NOON,
    });
    const chosen = (model: Model) => rows(model)[model.holdings.cursor.at];
    expect(chosen(on)?.run?.item).toBe(OWNER.id);
    const listed = send(on, {
      type: 'grants-told',
      now: NOON,
      events: [
        {type: 'page', kind: 'azure-resource', items: [RUNNING, WAITING]},
        {type: 'read', kind: 'azure-resource', readAt: NOON, cached: false},
      ],
    });
    expect(chosen(listed)?.grant?.id).toBe('request-1');
    const active = send(listed, happened(OWNER.id, {type: 'active', requestId: 'r', grant: owned}));
    expect(chosen(active)?.grant?.id).toBe('azr-owner.x');
    expect(rows(active).some(row => row.grant?.id === 'request-1')).toBe(false);
  });

  test('a step-up shows its code until the story goes on', () => {
    const event = {
      type: 'device-code',
      provider: 'entra',
      userCode: untrusted('ABCD'),
      verificationUri: untrusted('https://login.example/device'),
      expiresAt: NOON + 900_000,
    } as const;
    const model = send(asked, happened(OWNER.id, {type: 'step-up', context: 'c1'}), {
      type: 'step-up-told',
      event,
      now: NOON,
    });
    expect(model.challenge).toMatchObject({type: 'device', userCode: 'ABCD'});
    expect(send(model, happened(OWNER.id, {type: 'submitted', requestId: 'r'})).challenge).toBeNull();
  });

  test('a refusal says why, stays until put away, and may be asked for again', () => {
    const model = send(
      asked,
      happened(OWNER.id, {type: 'failed', problem: {code: 'denied'}, state: 'denied'}),
    );
    expect(model.notice).toMatchObject({
      tone: 'refused',
      text: 'Owner on prod-payments: The request was denied.',
    });
    expect(rows(press(model, '2', 'x'))).toEqual([]);
    expect(press(model, '1', 'down', 'return').screen.type).toBe('request');
  });

  test('patience over: the open requests tell of it from there', () => {
    const pending = send(
      asked,
      happened(OWNER.id, {type: 'pending-approval', requestId: 'r', approvers: []}),
    );
    const [model, effects] = update(pending, {type: 'watching-ended', items: [OWNER.id]});
    expect([model.runs.size, effects]).toEqual([0, [{type: 'read-grants'}]]);
  });

  test('what could not be recorded after the grant came is said', () => {
    const active = send(asked, happened(OWNER.id, {type: 'active', requestId: 'r', grant: owned}));
    const problem = {code: 'state-unwritable', path: 'audit.ndjson', reason: 'the disk is full'} as const;
    const model = send(active, happened(OWNER.id, {type: 'failed', problem}));
    expect(model.notice?.text).toBe('audit.ndjson cannot be used: the disk is full.');
    expect(rows(model)).toHaveLength(1);
  });
});

describe('ending', () => {
  const held = press(atWork(80, 24, {grants: [RUNNING, ENDING]}), '2');

  test('after a question, and the soonest end is on top', () => {
    const [asked, none] = pressed(held, 'd');
    expect(asked.screen).toMatchObject({
      type: 'question',
      question: {verb: 'deactivate', grantId: ENDING.id},
    });
    expect(none).toEqual([]);
    expect(pressed(asked, 'y')[1]).toEqual([{type: 'deactivate', grants: [ENDING]}]);
    expect(press(asked, 'n').runs.size).toBe(0);
    expect(press(asked, 'n').screen.type).toBe('active');
  });

  test('ended: the row goes, and how long access can outlive it is said', () => {
    const model = send(
      press(held, 'd', 'y'),
      happened(ENDING.id, {type: 'ending', grant: ENDING}),
      happened(ENDING.id, {type: 'ended'}),
    );
    expect(heldRows(model.holdings, model.runs).map(row => row.grant?.id)).toEqual([RUNNING.id]);
    expect(model.notice).toMatchObject({
      text: 'Global Reader on Directory is ended.',
      next: ['Ended by the cloud; access can outlive the end by up to 60 min.'],
    });
  });

  test('too soon: the second is kept, and it is being ended already', () => {
    const early = {type: 'deactivating', endsEarlyAt: NOON + 67_000, problem: null} as const;
    const model = send(press(held, 'd', 'y'), happened(ENDING.id, early));
    expect(model.runs.get(ENDING.id)?.activation.endsEarlyAt).toBe(NOON + 67_000);
    expect(press(model, 'd').notice?.text).toBe('d: it is being ended already');
  });

  test('an open request is withdrawn after a question', () => {
    const waiting = press(atWork(80, 24, {grants: [WAITING]}), '2', 'c');
    expect(pressed(waiting, 'y')[1]).toEqual([{type: 'cancel', requests: [WAITING]}]);
    const model = send(
      press(waiting, 'y'),
      happened(WAITING.id, {type: 'cancelled', requestId: 'request-1'}),
    );
    expect(heldRows(model.holdings, model.runs)).toEqual([]);
    expect(model.notice?.text).toBe('The request for Owner on prod-payments is withdrawn.');
  });

  test('what stands cannot be given up, and that is said', () => {
    const standing = grant({
      ...RUNNING,
      id: 'azr-x.standing',
      assignment: 'standing',
      endsAt: null,
      name: STANDING.name,
    });
    const model = press(atWork(80, 24, {grants: [standing]}), '2', 'd');
    expect(model.notice?.text).toBe('d: Reader is standing: only what you activated can be given up');
  });
});

describe('time', () => {
  const held = atWork(80, 24, {grants: [RUNNING, ENDING]});
  const tick = (by: number, jumped = false) => update(held, {type: 'tick', now: NOON + by, jumped});

  test('a tick moves the time and asks nothing', () => {
    expect(tick(1000)[1]).toEqual([]);
    expect(tick(1000)[0].now).toBe(NOON + 1000);
  });

  test('an end that is reached is looked at', () => {
    expect(tick(4 * MINUTE + 5000)[1]).toEqual([{type: 'read-grants'}]);
  });

  test('after five minutes the cloud is asked again, and what is owed is carried out', () => {
    expect(tick(5 * MINUTE + 1)[1]).toEqual([{type: 'read-grants'}, {type: 'catch-up'}]);
  });

  test('a clock that jumped is not believed until the cloud was asked', () => {
    const [model, effects] = tick(1000, true);
    expect([model.holdings.doubted, effects]).toEqual([true, [{type: 'read-grants'}]]);
    const told = (['azure-resource', 'entra-role'] as const).map(
      kind => ({type: 'read', kind, readAt: NOON, cached: false}) as const,
    );
    expect(send(model, {type: 'grants-told', events: told.slice(0, 1), now: NOON}).holdings.doubted).toBe(
      true,
    );
    expect(send(model, {type: 'grants-told', events: told, now: NOON}).holdings.doubted).toBe(false);
  });
});

describe('leaving', () => {
  test.each([
    ['q', ['q'], 0],
    ['ctrl-c twice', ['ctrl-c', 'ctrl-c'], 130],
    ['ctrl-c twice while writing', ['/', 'ctrl-c', 'ctrl-c'], 130],
  ])('%s', (_, keys, code) => {
    const [model, effects] = pressed(atWork(), ...keys);
    expect([model.leaving, effects]).toEqual([code, [{type: 'leave', code}]]);
  });

  test('ctrl-c once only says how to leave, and another key takes it back', () => {
    const once = press(atWork(), 'ctrl-c');
    expect([once.leaving, once.notice?.text]).toEqual([null, 'Press ctrl-c again to leave.']);
    expect(press(once, 'down', 'ctrl-c').leaving).toBeNull();
  });

  test('a signal', () => expect(send(atWork(), {type: 'signal', signal: 'SIGTERM'}).leaving).toBe(143));

  test('then nothing matters', () => {
    const gone = press(atWork(), 'q');
    expect(send(gone, {type: 'press', key: '2'})).toBe(gone);
  });
});
