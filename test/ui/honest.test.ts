import {describe, expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import {chosenHeld} from '../../src/ui/abilities.ts';
import {countIn, freshness, knowledgeOf} from '../../src/ui/freshness.ts';
import type {Message} from '../../src/ui/message.ts';
import type {Model} from '../../src/ui/model.ts';
import {noticeLines} from '../../src/ui/notice-lines.ts';
import {pageLines} from '../../src/ui/pages.ts';
import {heldDetails} from '../../src/ui/parts/held-details.ts';
import {storyOf} from '../../src/ui/parts/held-row.ts';
import {chosenRole} from '../../src/ui/role-list.ts';
import {restOf, WAITING_LOOK} from '../../src/ui/ticking.ts';
import {update} from '../../src/ui/update.ts';
import {NOON} from '../usecases/samples.ts';
import {
  atWork,
  CONTRIBUTOR,
  ENDING,
  GLOBAL_READER,
  IDENTITY,
  MINUTE,
  OWNER,
  opened,
  press,
  RUNNING,
  STANDING,
  send,
  WAITING,
  withPolicies,
} from './samples.ts';

const unreadRoles: Message = {
  type: 'roles-told',
  events: [
    {
      type: 'unread',
      kind: 'azure-resource',
      problem: {code: 'unreachable', what: 'Azure', reason: 'it answered 503'},
    },
  ],
};

const pageText = (model: Model): string => {
  const {screen} = model;
  if (screen.type !== 'help' && screen.type !== 'problems' && screen.type !== 'preview')
    throw new Error(`the screen is ${screen.type}`);
  return pageLines(model, screen)
    .map(line => line.map(span => span.text).join(''))
    .join('\n');
};

const detailsText = (model: Model): string => {
  const row = chosenHeld(model);
  if (row === undefined) throw new Error('nothing is chosen');
  return heldDetails(model, row, 200)
    .map(line => line.map(span => span.text).join(''))
    .join('\n');
};

describe('none is only said where everything was looked at', () => {
  const reading = send(opened(), {type: 'identified', identities: [IDENTITY]});
  const rows: readonly (readonly [string, Model, ReturnType<typeof knowledgeOf>, string])[] = [
    ['while it is read', reading, 'reading', '…'],
    ['without a sign-in', press(opened(), 'escape'), 'signed-out', '?'],
    ['where a source failed', send(atWork(80, 24, {roles: []}), unreadRoles), 'unread', '?'],
    ['where all was read', atWork(80, 24, {roles: []}), 'read', '0'],
  ];
  test.each(rows)('%s', (_, model, knowledge, count) => {
    expect(knowledgeOf(model, model.roles.sources)).toBe(knowledge);
    expect(countIn(model, model.roles.sources, 0)).toBe(count);
    expect(countIn(model, model.roles.sources, 3)).toBe('3');
  });
});

describe('how old a list is', () => {
  test('read, being read, kept from earlier, and never', () => {
    const work = atWork();
    expect(freshness(work, work.roles.sources)).toBe('read 12:00');
    const again = press(work, 'r');
    expect(freshness(again, again.roles.sources)).toBe('reading…');
    const broken = send(work, unreadRoles);
    expect(freshness(broken, broken.roles.sources)).toBe('as of 12:00');
    expect(freshness(opened(), opened().roles.sources)).toBe('');
  });
});

describe('a list that comes in', () => {
  const reading = send(opened(), {type: 'identified', identities: [IDENTITY]});
  const page = (...items: readonly (typeof OWNER)[]): Message => ({
    type: 'roles-told',
    events: [{type: 'page', kind: 'azure-resource', items}],
  });
  const read = (kind: 'azure-resource' | 'entra-role'): Message => ({
    type: 'roles-told',
    events: [{type: 'read', kind, readAt: NOON, cached: false}],
  });

  test('keeps a person at its top who has not moved', () => {
    const model = send(reading, page(OWNER), page(CONTRIBUTOR), read('azure-resource'), read('entra-role'));
    expect(model.roles.cursor).toMatchObject({at: 0, top: 0});
    expect(chosenRole(model.roles)?.id).toBe(CONTRIBUTOR.id);
  });

  test('keeps a person on their row who has', () => {
    const moved = press(send(reading, page(OWNER, STANDING)), 'down', 'up');
    expect(chosenRole(moved.roles)?.id).toBe(OWNER.id);
    const model = send(moved, page(CONTRIBUTOR), read('azure-resource'), read('entra-role'));
    expect(chosenRole(model.roles)?.id).toBe(OWNER.id);
  });

  test('rows of one name stand by their scopes', () => {
    const at = (scope: string) => ({
      ...OWNER,
      id: `azr-${scope.length}`,
      scope: {...OWNER.scope, name: untrusted(scope)},
    });
    const roles = [at('staging'), at('labs'), at('prod-data')];
    expect(atWork(80, 24, {roles}).roles.shown.map(role => String(role.scope.name))).toEqual([
      'labs',
      'prod-data',
      'staging',
    ]);
  });
});

describe('looking again', () => {
  const told = (now: number, readAt: number): Message => ({
    type: 'grants-told',
    now,
    events: [{type: 'read', kind: 'azure-resource', readAt, cached: false}],
  });
  const work = atWork(80, 24, {grants: [ENDING]});
  const effectsAfter = (model: Model, by: number) =>
    update(model, {type: 'tick', now: model.now + by, jumped: false})[1].map(effect => effect.type);

  test('every few minutes', () => {
    expect(effectsAfter(work, MINUTE)).toEqual([]);
    expect(effectsAfter(work, 5 * MINUTE)).toEqual(['read-grants', 'catch-up']);
  });
  test('and no sooner because this machine is an hour behind the cloud', () => {
    const behind = send(work, told(NOON, NOON - 60 * MINUTE));
    expect(effectsAfter(behind, MINUTE)).toEqual([]);
  });
});

describe('an end', () => {
  const gone: Message = {
    type: 'grants-told',
    now: NOON + 5 * MINUTE,
    events: [{type: 'read', kind: 'entra-role', readAt: NOON + 5 * MINUTE, cached: false}],
  };

  test('that came by itself is said, once the cloud no longer lists it', () => {
    const model = send(atWork(80, 24, {grants: [ENDING, RUNNING]}), gone);
    expect(model.notice).toMatchObject({tone: 'calm', text: 'Global Reader on Directory has ended.'});
    expect(model.notice?.next).toEqual(['Ended by the cloud; access can outlive the end by up to 60 min.']);
  });

  test('is not said of what is still listed, nor of what went before its time', () => {
    const work = atWork(80, 24, {grants: [ENDING, RUNNING]});
    const listed = send(work, {
      ...gone,
      events: [{type: 'page', kind: 'entra-role', items: [ENDING]}, ...gone.events],
    });
    expect(listed.notice).toBeNull();
    expect(send(work, {...gone, now: NOON}).notice).toBeNull();
  });
});

describe('an end that others carry out', () => {
  const owed = {...atWork(80, 24, {grants: [RUNNING]}), wishes: new Map([[RUNNING.id, NOON + 1000]])};
  const due = NOON + 1000;
  test('is looked for soon, once it is due', () => {
    expect(restOf(owed, due)).toBe(WAITING_LOOK);
    const [, effects] = update({...owed, now: due}, {type: 'tick', now: NOON + WAITING_LOOK, jumped: false});
    expect(effects.map(effect => effect.type)).toEqual(['read-grants', 'catch-up']);
  });
  test('before that, and once it is gone, the screen rests', () => {
    expect(restOf(owed, NOON)).toBe(1000);
    const gone = send(owed, {
      type: 'grants-told',
      now: due,
      events: [{type: 'read', kind: RUNNING.kind, readAt: due, cached: false}],
    });
    expect(restOf(gone, due)).toBeNull();
  });
});

describe('a request that nobody watches', () => {
  const work = atWork(80, 24, {grants: [WAITING]});
  test('is looked at again before long', () => {
    expect(restOf(work, NOON)).toBe(WAITING_LOOK);
    const [, effects] = update(work, {type: 'tick', now: NOON + WAITING_LOOK, jumped: false});
    expect(effects.map(effect => effect.type)).toEqual(['read-grants', 'catch-up']);
  });
  test('one that our own work tells about is not', () => {
    const watched = send(work, {type: 'sending', roles: [OWNER], now: NOON});
    expect(restOf(watched, NOON)).toBeNull();
  });
});

describe('what went wrong can be read whole', () => {
  const twice = send(atWork(), {
    type: 'roles-told',
    events: [
      {type: 'unread', kind: 'entra-role', problem: {code: 'consent-missing', scopes: ['A.Read', 'B.Read']}},
      {type: 'unread', kind: 'azure-resource', problem: {code: 'throttled', retryAfterSeconds: 90}},
    ],
  });
  test('with every next step', () => {
    const text = pageText(press(twice, 'p'));
    expect(text).toContain('An administrator grants B.Read to the app');
    expect(text).toContain('Try again in 1 min 30 s');
    expect(press(twice, 'p', 'q').screen.type).toBe('roles');
  });
  test('and what was refused too', () => {
    const refused = send(
      press(withPolicies(atWork()), 'down', 'return'),
      {type: 'sending', roles: [OWNER], now: NOON},
      {
        type: 'happened',
        item: OWNER.id,
        now: NOON,
        event: {type: 'failed', problem: {code: 'denied', by: untrusted('Grace')}, state: 'denied'},
      },
    );
    expect(pageText(press(refused, 'p'))).toContain('Owner on prod-payments');
  });
});

describe('a page to read', () => {
  test('stops at its end, so that the way back is not longer than the way there', () => {
    const end = press(atWork(80, 16), '?', 'G');
    const over = press(end, 'down', 'down', 'down');
    expect(over.screen).toEqual(end.screen);
    const up = press(over, 'up').screen;
    expect(up.type === 'help' && end.screen.type === 'help' && end.screen.top - up.top).toBe(1);
  });
  test('help begins with the keys that count where it was asked for', () => {
    expect(pageText(press(atWork(), '2', '?'))).toMatch(/^ {2}Active {3}here\n/);
    expect(press(atWork(), '?', '?').screen.type).toBe('roles');
    expect(press(atWork(), '?', 'q').leaving).toBeNull();
  });
});

describe('what was written', () => {
  const lines = (model: Model) => {
    if (model.screen.type !== 'request') throw new Error(`the screen is ${model.screen.type}`);
    const {justification, ticket} = model.screen.form.lines;
    return [justification.before, ticket.before, model.screen.form.focus];
  };
  const easy = withPolicies(atWork(80, 24, {roles: [CONTRIBUTOR, GLOBAL_READER]}));
  const sent = send(press(easy, 'return', ...'why', 'return'), {
    type: 'sending',
    roles: [CONTRIBUTOR],
    now: NOON,
  });
  const refused = send(sent, {
    type: 'happened',
    item: CONTRIBUTOR.id,
    now: NOON,
    event: {type: 'failed', problem: {code: 'ticket-needed'}, state: 'failed'},
  });

  test('is there again after a refusal, with the caret on what was missing', () => {
    expect(lines(press(refused, 'a'))).toEqual(['why', '', 'ticket']);
    expect(lines(press(refused, '1', 'return'))).toEqual(['why', '', 'justification']);
  });
  test('where a ticket was named, the caret is on its system', () => {
    const again = press(refused, 'a', ...'INC-9', 'escape', '2', 'a');
    expect(lines(again)).toEqual(['why', 'INC-9', 'system']);
  });
  test('a request that came to nothing cannot be withdrawn, and that is said', () => {
    expect(press(refused, 'c').notice?.text).toBe(
      'c: there is no request any more: a asks again, x puts it away',
    );
  });
  test('is there again after esc', () => {
    expect(lines(press(easy, 'return', ...'half a', 'escape', 'return'))[0]).toBe('half a');
    expect(lines(press(easy, 'return', ...'half a', 'escape', 'down', 'return'))[0]).toBe('');
  });
  test('is used up by the grant it led to', () => {
    const held = send(sent, {
      type: 'happened',
      item: CONTRIBUTOR.id,
      now: NOON,
      event: {type: 'active', requestId: null, grant: RUNNING},
    });
    expect(held.drafts.size).toBe(0);
  });
  test('a refusal names keys and fields, not flags', () => {
    expect(refused.notice?.next).toEqual(['Ask again and name the ticket; some also want its system']);
  });
});

describe('what an earlier run left open', () => {
  const WISH = {
    id: 'wish-1',
    grant: RUNNING,
    actor: {profile: 'default', authority: 'entra', tenantId: 't', oid: 'o', account: 'ada'},
    dueAt: NOON + MINUTE,
    reason: 'asked',
    attempts: 0,
  } as const;
  const work = atWork(80, 24, {grants: [RUNNING]});
  const owed = send(work, {
    type: 'caught-up',
    events: [],
    wishes: new Map([[RUNNING.id, NOON + MINUTE]]),
    endsWith: new Map(),
  });

  test('an end it promised is shown, to the second', () => {
    const row = chosenHeld(press(owed, '2'));
    expect(row && storyOf(owed, row)).toBe('ends itself at 12:01:00 (PIM: no sooner)');
    expect(detailsText(press(owed, '2'))).toContain('The cloud ends nothing in its first five minutes.');
  });
  test('is not promised twice', () => {
    expect(press(owed, '2', 'd').notice?.text).toBe('d: it ends itself at 12:01:00');
  });
  test('a notice that is long takes lines, and none of it is lost', () => {
    const text = 'An earlier request for Key Vault Secrets Officer on kv-prod-ledger had arrived: active.';
    const notice = {tone: 'attention', text, next: ['one', 'two', 'three', 'four']} as const;
    const lines = noticeLines({...atWork(60, 24), notice});
    expect(lines.flatMap(line => (line.part === 'text' ? [line.text] : [])).join(' ')).toBe(text);
    expect(noticeLines({...atWork(60, 16), notice})).toHaveLength(3);
  });
  test('and carried out when it is due, by whoever has the screen open', () => {
    const soon = {...owed, wishes: new Map([[RUNNING.id, NOON + 20_000]])};
    expect(restOf(soon, NOON + 1000)).toBe(19_000);
    const [, effects] = update(owed, {type: 'tick', now: NOON + MINUTE, jumped: false});
    expect(effects).toEqual([{type: 'catch-up'}]);
  });
  test('what came of it is said, and looked at', () => {
    const [done, effects] = update(owed, {
      type: 'caught-up',
      events: [{type: 'wish-carried-out', wish: WISH}],
      wishes: new Map(),
      endsWith: new Map(),
    });
    expect(done.notice?.text).toBe('Contributor on prod-payments has ended, as asked before.');
    expect(effects).toEqual([{type: 'read-grants'}]);
  });
});
