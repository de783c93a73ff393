import {describe, expect, test} from 'vitest';
import type {Eligibility} from '../../src/core/eligibility.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {type Form, fieldsOf} from '../../src/ui/form.ts';
import {handOverLine} from '../../src/ui/hand-over.ts';
import {textOf} from '../../src/ui/line.ts';
import type {Model} from '../../src/ui/model.ts';
import {ENTRA} from '../../src/ui/sign-in-target.ts';
import {update} from '../../src/ui/update.ts';
import {HOUR, NOON} from '../usecases/samples.ts';
import {
  AWS_IDENTITY,
  atAws,
  awsOpened,
  CORP,
  LAB,
  LINKED,
  LOAN,
  READ_ONLY,
  ROLE,
  ROLE_LOAN,
} from './aws-samples.ts';
import {CONTRIBUTOR, fresh, IDENTITY, press, pressed, send, type} from './samples.ts';

const formOf = ({screen}: Model): Form => {
  if (screen.type !== 'request') throw new Error(`the screen is ${screen.type}`);
  return screen.form;
};
const gone = {code: 'signed-out', reason: 'expired', session: 'corp'} as const;
const unread = {
  type: 'roles-told',
  events: [{type: 'unread', kind: 'aws-permission-set', problem: gone}],
} as const;

describe('several to sign in with', () => {
  test('Entra signed out: it comes first', () => {
    const model = awsOpened(80, 24, {signedIn: ['corp']});
    expect(model.screen).toMatchObject({type: 'sign-in', target: ENTRA});
  });

  test('leaving that sign-in shows what the others are signed in for', () => {
    const [model, effects] = pressed(awsOpened(80, 24, {signedIn: ['corp']}), 'escape');
    expect(model.screen.type).toBe('roles');
    expect(model.notice?.text).toBe('You are not signed in to Microsoft Entra.');
    expect(effects.map(effect => effect.type)).toEqual([
      'stop-sign-in',
      'read-roles',
      'read-grants',
      'catch-up',
    ]);
  });

  test('a session signed out does not stand in the way; s signs in to it, with a code whatever the flow', () => {
    const model = atAws(80, 24, {signedIn: ['entra']});
    expect(model.screen.type).toBe('roles');
    const [there, effects] = pressed(
      {...model, profile: {...model.profile, flow: 'browser'} as Model['profile']},
      's',
    );
    expect(there.screen).toMatchObject({type: 'sign-in', target: CORP, flow: 'device'});
    expect(effects).toEqual([{type: 'sign-in', provider: 'aws', session: 'corp', flow: 'device'}]);
  });

  test('s goes where the chosen row comes from', () => {
    const lab = {...READ_ONLY, id: 'aps-lab', address: {...READ_ONLY.address, session: 'lab'}};
    const of = {targets: [ENTRA, CORP, LAB], signedIn: ['entra'], roles: [lab]} as const;
    expect(press(atAws(80, 24, {...of, grants: []}), 's').screen).toMatchObject({target: LAB});
    expect(press(atAws(80, 24, {...of, roles: [], grants: []}), 's').screen).toMatchObject({target: CORP});
  });

  test('AWS alone: nobody signed in asks at once, one of two is enough to begin', () => {
    const targets = [CORP, LAB];
    expect(awsOpened(80, 24, {targets, signedIn: []}).screen).toMatchObject({type: 'sign-in', target: CORP});
    expect(awsOpened(80, 24, {targets, signedIn: ['lab']}).screen.type).toBe('roles');
  });

  test('all signed in: s says as whom', () => {
    expect(press(atAws(), 's').notice?.text).toBe('s: you are signed in as ada@contoso.com');
    expect(press(atAws(80, 24, {targets: [CORP]}), 's').notice?.text).toBe('s: you are signed in as corp');
  });

  test('a session that ends while reading is said, and no sign-in is opened for it', () => {
    const [model, effects] = update(atAws(), unread);
    expect(model.screen.type).toBe('roles');
    expect(effects.filter(effect => effect.type === 'sign-in')).toEqual([]);
    expect(press(model, 's').screen).toMatchObject({type: 'sign-in', target: CORP});
    const gap = {
      type: 'roles-told',
      events: [{type: 'gap', kind: 'aws-permission-set', problem: gone}],
    } as const;
    expect(press(send(atAws(), gap), 's').screen).toMatchObject({type: 'sign-in', target: CORP});
  });

  test('but one that a person has just asked for signs in', () => {
    const form = press(atAws(80, 24, {grants: [], roles: [READ_ONLY]}), 'return');
    const [model, effects] = update(form, {
      type: 'not-sent',
      problems: [{...gone, provider: 'aws-permission-set'}],
    });
    expect(model.screen).toMatchObject({type: 'sign-in', target: CORP});
    expect(effects).toEqual([{type: 'sign-in', provider: 'aws', session: 'corp', flow: 'device'}]);
  });

  test('asking needs the sign-in of the row alone', () => {
    const model = atAws(80, 24, {signedIn: ['entra'], grants: []});
    expect(press(model, 'return').screen.type).toBe('request');
    expect(press(model, 'down', 'return').notice?.text).toBe('enter: sign in first, with s');
  });

  test('after signing in to AWS only its sources are read, and what was still being read', () => {
    const told = {
      type: 'sign-in-told',
      now: NOON,
      event: {type: 'signed-in', provider: 'aws', identity: AWS_IDENTITY},
    } as const;
    const [model, effects] = update(press(atAws(80, 24, {signedIn: ['entra']}), 's'), told);
    expect(model.notice?.text).toBe('Signed in to AWS (corp).');
    expect(effects[0]).toEqual({
      type: 'read-roles',
      kinds: ['aws-permission-set', 'aws-role'],
      source: 'fresh',
    });
    const reading = press(atAws(80, 24, {signedIn: ['entra']}), 'r', 's');
    expect(update(reading, told)[1][0]).toMatchObject({
      kinds: ['azure-resource', 'aws-permission-set', 'aws-role'],
    });
  });

  test('one identity does not take the place of another', () => {
    const told = {
      type: 'sign-in-told',
      now: NOON,
      event: {type: 'signed-in', provider: 'aws', identity: AWS_IDENTITY},
    } as const;
    const model = send(press(atAws(80, 24, {signedIn: ['entra']}), 's'), told);
    expect(model.identities.map(({provider, signedIn}) => [provider, signedIn])).toEqual([
      ['entra', true],
      ['aws', true],
    ]);
  });
});

test('an account is found by its number', () => {
  const found = press(atAws(80, 24, {grants: []}), '/', ...type('220032 read'));
  expect(found.roles.shown.map(({id}) => id)).toEqual([READ_ONLY.id]);
});

describe('asking AWS', () => {
  const asking = (...roles: readonly Eligibility[]) => press(atAws(80, 24, {roles, grants: []}), 'return');
  const fields = (model: Model) => fieldsOf(formOf(model), model.policies);

  test('the fields that make sense', () => {
    expect(fields(asking(READ_ONLY))).toEqual(['duration', 'justification', 'ends']);
    expect(fields(asking(LINKED))).toEqual(['duration', 'justification', 'ticket', 'ends']);
    expect(fields(asking(ROLE))).toEqual(['duration', 'justification', 'code', 'ticket', 'ends']);
    expect(fields(asking(CONTRIBUTOR))).toEqual([
      'duration',
      'justification',
      'ticket',
      'scope',
      'start',
      'ends',
    ]);
  });

  test('the code goes with the call, never into the request or a draft', () => {
    const model = press(asking(ROLE), ...type('why'), 'tab', ...type('123456'));
    const [sent, [effect]] = pressed(model, 'return');
    if (effect?.type !== 'ask') throw new Error('nothing was asked');
    expect(effect.mfaCode?.reveal()).toBe('123456');
    expect(JSON.stringify(effect)).not.toContain('123456');
    expect(JSON.stringify([...sent.drafts.values()])).not.toContain('123456');
    expect(textOf(formOf(press(press(model, 'escape'), 'return')).lines.justification)).toBe('why');
    expect(textOf(formOf(press(press(model, 'escape'), 'return')).lines.code)).toBe('');
  });

  test.each(['', '12345', '12345x', '1234567'])('the code “%s” is refused before it is sent', text => {
    const [model, effects] = pressed(press(asking(ROLE), ...type('why'), 'tab'), ...type(text), 'return');
    expect(effects).toEqual([]);
    expect(model.notice?.text).toBe('This role asks for the six digits that your MFA device shows.');
    expect(formOf(model).focus).toBe('code');
  });

  test('a loan may be short; a linked group is PIM’s to give', () => {
    const short = (role: Eligibility) =>
      pressed(press(asking(role), ...type('why'), 'shift-tab', 'ctrl-u'), ...type('1m'), 'return');
    expect(short(READ_ONLY)[1][0]).toMatchObject({type: 'ask', request: {duration: 60}});
    expect(short(LINKED)[0].notice?.text).toBe('1 min is too short: 5 min is the least.');
  });

  test('a standing permission set can be lent, and not twice', () => {
    expect(press(atAws(80, 24, {roles: [READ_ONLY], grants: []}), 'space').roles.marked.size).toBe(1);
    const open = press(atAws(80, 24, {roles: [READ_ONLY], grants: [LOAN]}), 'return');
    expect(open.notice?.text).toBe('enter: ReadOnly is active already until 16:00');
  });

  test('a wrong code: asking again begins on the code', () => {
    const problem = {code: 'step-up-needed', context: 'mfa', provider: 'aws-role'} as const;
    const model = send(
      atAws(80, 24, {roles: [ROLE], grants: []}),
      {type: 'sending', roles: [ROLE], now: NOON},
      {type: 'happened', item: ROLE.id, now: NOON, event: {type: 'failed', problem}},
    );
    expect(model.notice?.next).toEqual([
      'Ask again with the code that the device shows then: each is good once',
    ]);
    expect(formOf(press(model, '2', 'a')).focus).toBe('code');
  });
});

describe('an open loan', () => {
  const onLoan = press(atAws(80, 24, {grants: [LOAN, ROLE_LOAN]}), '2', 'down');

  test('c copies the line that uses it, x opens a shell, d asks to end it', () => {
    expect(pressed(onLoan, 'c')[1]).toEqual([{type: 'copy-command', grant: LOAN}]);
    expect(pressed(onLoan, 'x')[1]).toEqual([{type: 'open-shell', grant: LOAN}]);
    expect(pressed(onLoan, 'd', 'y')[1]).toEqual([{type: 'deactivate', grants: [LOAN]}]);
  });

  test('work on it that came to nothing is put away first', () => {
    const failed = {type: 'failed', problem: {code: 'throttled'}, state: 'failed'} as const;
    const model = send(press(onLoan, 'd', 'y'), {type: 'happened', item: LOAN.id, now: NOON, event: failed});
    const [put, effects] = pressed(model, 'x');
    expect([put.runs.size, effects]).toEqual([0, []]);
  });

  test('after the shell it is said what became of the loan, and looked again', () => {
    const left = (now: number, code: number) => update(onLoan, {type: 'shell-left', grant: LOAN, code, now});
    const [still, effects] = left(NOON + HOUR, 0);
    expect(still.notice?.text).toBe('The shell has ended.');
    expect(still.notice?.next).toEqual(['The loan of ReadOnly on prod-data goes on until 16:00: d ends it.']);
    expect(effects).toEqual([{type: 'read-grants'}]);
    const [over] = left(NOON + 5 * HOUR, 3);
    expect(over.notice?.text).toBe('The shell has ended with 3.');
    expect(over.notice?.next).toEqual([
      'The loan of ReadOnly on prod-data ended at 16:00, while the shell went on.',
    ]);
  });

  test('a loan that cannot be lent from says why', () => {
    const problem = {code: 'signed-out', reason: 'expired', session: 'corp', provider: 'aws'} as const;
    const model = send(onLoan, {type: 'trouble', about: 'lend', problem});
    expect(model.notice?.text).toBe('The sign-in has ended.');
    expect(model.screen.type).toBe('active');
    expect(press(model, 's').screen).toMatchObject({type: 'sign-in', target: CORP});
  });
});

describe('the line that hands credentials over', () => {
  test.each([
    [{SHELL: '/bin/bash'}, 'default', 'eval "$(stint creds aps-1 --format env)"'],
    [{}, 'default', 'eval "$(stint creds aps-1 --format env)"'],
    [{SHELL: '/usr/bin/fish'}, 'default', 'stint creds aps-1 --format fish | source'],
    [
      {SHELL: '/opt/pwsh'},
      'work',
      'stint creds aps-1 --profile work --format powershell | Out-String | Invoke-Expression',
    ],
    [
      {PSModulePath: 'C:\\'},
      'default',
      'stint creds aps-1 --format powershell | Out-String | Invoke-Expression',
    ],
    [{SHELL: '/bin/zsh'}, "a'; rm", `eval "$(stint creds aps-1 --profile 'a'\\''; rm' --format env)"`],
  ])('%j, profile %s', (env, profile, line) => expect(handOverLine(env, profile, 'aps-1')).toBe(line));
});

describe('the first run', () => {
  test('an Identity Center besides a tenant, or instead', () => {
    const first = press(fresh(80, 24, false), 'return');
    const [, both] = pressed(
      press(first, ...type('contoso.com'), 'tab', 'tab', ...type('https://d-1.awsapps.com/start'), 'tab'),
      ...type('eu-west-1'),
      'return',
    );
    const aws = {startUrl: 'https://d-1.awsapps.com/start', region: 'eu-west-1'};
    expect(both).toEqual([{type: 'save-settings', settings: {tenantId: 'contoso.com', aws}}]);
    const [, alone] = pressed(
      press(first, 'up', ...type('eu-west-1'), 'up', ...type('https://d-1.awsapps.com/start')),
      'return',
    );
    expect(alone).toEqual([{type: 'save-settings', settings: {aws}}]);
  });
});

test('an identity without any name is somebody', () => {
  const nobody = {...IDENTITY, account: null};
  const model = send(awsOpened(80, 24, {signedIn: ['corp']}), {
    type: 'sign-in-told',
    now: NOON,
    event: {type: 'signed-in', provider: 'entra', identity: nobody},
  });
  expect(model.notice?.text).toBe('Signed in as somebody.');
  const named = {...AWS_IDENTITY, account: untrusted('ada')};
  expect(
    send(model, {
      type: 'sign-in-told',
      now: NOON,
      event: {type: 'signed-in', provider: 'aws', identity: named},
    }).notice?.text,
  ).toBe('Signed in as ada.');
});

describe('an end that comes', () => {
  const last = press(atAws(80, 24, {grants: [ROLE_LOAN]}), '2');
  const after = NOON + HOUR;

  test('while something else is told is looked at all the same', () => {
    const told = {type: 'grants-told', events: [], now: after} as const;
    const [model, effects] = update(last, told);
    expect(effects).toEqual([{type: 'read-grants'}]);
    expect(update(model, told)[1]).toEqual([]);
  });

  test('is said with what it leaves behind, by the clock and not at worst', () => {
    const over = (grant: typeof LOAN) =>
      send(atAws(80, 24, {grants: [grant]}), {
        type: 'grants-told',
        events: [{type: 'read', kind: grant.kind, readAt: NOON, cached: false}],
        now: NOON + 5 * HOUR,
      }).notice;
    expect(over(LOAN)).toMatchObject({
      text: 'ReadOnly on prod-data has ended.',
      next: ['No credentials of it are left that work.'],
    });
    expect(over({...LOAN, credentialsEndAt: NOON + 6 * HOUR})?.next).toEqual([
      'Nothing more is lent. Credentials already handed out work until 18:00.',
    ]);
  });
});

describe('a loan through a PIM group', () => {
  const lent = {...LOAN, id: 'aps-admin.a', eligibilityId: LINKED.id, address: LINKED.address};
  const lookedAll = [{type: 'read-grants'}, {type: 'catch-up'}];

  test('has begun: the row of the group is looked at too', () => {
    const asked = send(atAws(80, 24, {grants: []}), {type: 'sending', roles: [LINKED], now: NOON});
    const event = {type: 'active', grant: lent, requestId: 'r'} as const;
    expect(update(asked, {type: 'happened', item: LINKED.id, event, now: NOON})[1]).toEqual(lookedAll);
  });

  test('is given back while the group stays: what is lent still is looked at, and the wish to end the group', () => {
    const ending = press(atAws(80, 24, {grants: [ROLE_LOAN, lent]}), '2', 'down', 'd', 'y');
    const event = {type: 'deactivating', endsEarlyAt: NOON + 5 * 60_000, problem: null} as const;
    const [model, effects] = update(ending, {type: 'happened', item: lent.id, event, now: NOON});
    expect(effects).toEqual(lookedAll);
    const read = send(model, {
      type: 'grants-told',
      events: [{type: 'read', kind: 'aws-permission-set', readAt: NOON, cached: false}],
      now: NOON,
    });
    expect(press(read, 'd').notice?.text).toBe('d: it is being ended already');
    expect(press(read, 'c').notice?.text).toBe('c: it is being ended already');
    // The cursor is still on it.
    expect(press(read, 'x').notice?.text).toBe('x: it is still under way');
    const over = {type: 'ended'} as const;
    expect(send(read, {type: 'happened', item: lent.id, event: over, now: NOON}).notice).toMatchObject({
      text: 'ReadOnly on prod-data is ended.',
      next: ['Nothing more is lent. Credentials already handed out work until 13:00.'],
    });
  });
});
