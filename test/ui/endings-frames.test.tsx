import {renderToString} from 'ink';
import {describe, expect, test} from 'vitest';
import type {Grant} from '../../src/core/grant.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import type {Model} from '../../src/ui/model.ts';
import {Picture} from '../../src/ui/picture.tsx';
import {NOON} from '../usecases/samples.ts';
import {atAws, LOAN} from './aws-samples.ts';
import {
  atWork,
  ENDING,
  MINUTE,
  OWNER,
  press,
  RUNNING,
  STANDING_GRANT,
  send,
  type,
  withPolicies,
} from './samples.ts';

/** What the terminal shows, without the spaces at the ends of lines and the empty lines at the end. */
const frame = (model: Model): string =>
  `\n${renderToString(<Picture model={model} />, {columns: model.size.columns})
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')}\n`;

const held = (columns: number, rows: number): Model => ({
  ...press(withPolicies(atWork(columns, rows, {grants: [RUNNING, ENDING, STANDING_GRANT]})), '2'),
  taken: new Set([RUNNING.id]),
  endsWith: new Map([[ENDING.id, 'us']]),
});

describe('what ends with whom', () => {
  test('60 columns', () =>
    expect(frame(held(60, 16))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com 2 active, next ends in 4 min 05 s
        1 Roles 4   2 Active 2   3 History             read 12:00
      ────────────────────────────────────────────────────────────
       ▸● Global Reader     Directory     with stint   4 min 05 s
        ● Contributor       prod-payments ends 12:47       47 min
        ■ Reader            prod-data     standing: should be el…

        d end   e more time   c withdraw   a ask again   ? help
      "
    `));
  test('80 columns, with details', () =>
    expect(frame(press(held(80, 24), 'tab'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                     2 active, next ends in 4 min 05 s
        1 Roles 4   2 Active 2   3 History                                 read 12:00
      ────────────────────────────────────────────────────────────────────────────────
       ▸● Global Reader       Directory       ━╌╌╌╌╌╌╌╌╌╌╌ ends with stint  4 min 05 s
        ● Contributor         prod-payments   ━━━━━━━━━━╌╌ ends 12:47           47 min
        ■ Reader              prod-data       standing: should be eligible

      ────────────────────────────────────────────────────────────────────────────────
        Global Reader on Directory
        Entra
        /
        Since 11:00. Ends 12:04. Ends sooner when you leave stint. Ended by the
        cloud; access can outlive the end by up to 60 min.

        d end   e more time   c withdraw   a ask again   x put away   ? help
      "
    `));
  test('160 columns', () =>
    expect(frame(held(160, 50))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                                                                                                     2 active, next ends in 4 min 05 s
        1 Roles 4   2 Active 2   3 History                                                                                                                 read 12:00
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
       ▸● Global Reader                    Directory                  ━╌╌╌╌╌╌╌╌╌╌╌ ends with stint  4 min 05 s  Global Reader on Directory
        ● Contributor                      prod-payments              ━━━━━━━━━━╌╌ ends 12:47           47 min  Entra
        ■ Reader                           prod-data                  standing: should be eligible              /
                                                                                                                Since 11:00. Ends 12:04. Ends sooner when you leave
                                                                                                                stint. Ended by the cloud; access can outlive the
                                                                                                                end by up to 60 min.

        d end   e more time   c withdraw   a ask again   x put away   D end all   tab details   r read again   1 roles   3 history   q quit   ? help
      "
    `));
});

describe('little room', () => {
  const long = {...RUNNING.scope, name: untrusted('a-subscription-with-a-name-that-nobody-can-remember')};
  const all = Array.from({length: 9}, (_, at) => ({
    ...RUNNING,
    id: `g${at}`,
    scope: {...long, id: `/${at}`},
  }));
  test('what is to be ended is cut with a mark, and the answers are there', () =>
    expect(frame(press(atWork(60, 16, {grants: all}), '2', 'D'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com     9 active, next ends in 47 min
      ────────────────────────────────────────────────────────────

        End these 9 now?
         Contributor on a-subscription-with-a-name-that-nobody-c…
         Contributor on a-subscription-with-a-name-that-nobody-c…
         Contributor on a-subscription-with-a-name-that-nobody-c…
         Contributor on a-subscription-with-a-name-that-nobody-c…
         and 5 more

        What was activated or lent ends, and nothing else. PIM
        ends nothing in its first five minutes: that ends as
        soon as it can.

        y yes    n no
        y yes   n no   q quit   ? help
      "
    `));
  test('no heading stands over nothing', () => {
    const form = press(withPolicies(atWork(60, 24, {})), 'down', 'return');
    const plan = {method: 'PUT', url: 'https://management.azure.com/x', body: {}} as const;
    const roles = form.screen.type === 'request' ? form.screen.form.roles : [];
    const planned = send(form, {type: 'planned', plans: new Map(roles.map(({id}) => [id, [plan]]))});
    const under = [13, 14, 15, 16, 17].map(rows => {
      const lines = frame({...planned, size: {columns: 60, rows}}).split('\n');
      const at = lines.findIndex(line => line.includes('What will be sent'));
      return at === -1 ? 'no heading' : lines[at + 1]?.trim();
    });
    expect(new Set(under)).toEqual(new Set(['no heading', 'Azure  PUT /x']));
  });
});

test('who ends what has no end is nobody', () => {
  const standing = frame(press(held(80, 24), 'G', 'tab'));
  expect(standing).toContain('It has no end.');
  expect(standing).not.toContain('Ended by the cloud');
});

describe('leaving', () => {
  const YOUNG = {startsAt: NOON - MINUTE, endsAt: NOON + 59 * MINUTE};
  const young = {...RUNNING, ...YOUNG};
  const loan = {...LOAN, ...YOUNG};
  const leaving = (model: Model, grants: readonly Grant[]): Model =>
    press({...model, taken: new Set(grants.map(({id}) => id))}, 'q');
  test('what PIM lets go in the same second is one sentence, and a loan waits for nothing', () => {
    const grants = [young, {...young, id: 'other', scope: OWNER.scope}, loan];
    expect(frame(leaving(atAws(80, 24, {grants}), grants))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                         3 active, next ends in 59 min
      ────────────────────────────────────────────────────────────────────────────────

        3 roles are active that you took here.
         Contributor on prod-payments                     59 min
         Contributor on prod-payments                     59 min
         ReadOnly on prod-data                            59 min

        q   leave them active: the next ends by itself at 12:59
        e   end them now, and leave then
        u   leave now: a process that stays behind ends them
        esc stay

        2 of them can end at 12:04:00 (PIM: not before): a process that stays behind
        ends them then.

        ? help
      "
    `);
  });
  test('little room: the ways out stay, and what is cut says so', () => {
    const other = {...young, startsAt: NOON - 2 * MINUTE, id: 'other'};
    const grants = [young, {...ENDING, ...YOUNG}, other];
    expect(frame(leaving(atWork(60, 16, {grants}), grants))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com     3 active, next ends in 59 min
      ────────────────────────────────────────────────────────────

        3 roles are active that you took here.
         Contributor on prod-payments               59 min
         and 2 more

        q   leave them active: the next ends by itself at 12:59
        e   end them now, and leave then
        u   leave now: a process that stays behind ends them
        esc stay

        2 of them can end at 12:04:00 (PIM: not before): a
        process that stays behind ends them then.
        Contributor on prod-payments can end at 12:03:00 (PIM: …
        ? help
      "
    `);
  });
  test('60 columns', () =>
    expect(frame(press(held(60, 16), 'q'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com 2 active, next ends in 4 min 05 s
      ────────────────────────────────────────────────────────────

        2 roles are active that you took here.
         Contributor on prod-payments               47 min
         Global Reader on Directory                 4 min 05 s

        q   leave the other active: it ends by itself at 12:47
        e   end them now, and leave then
        u   leave now: a process that stays behind ends them
        esc stay

        Global Reader on Directory ends with stint, either way.

        ? help
      "
    `));
  test('80 columns', () =>
    expect(frame(press(held(80, 24), 'q'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                     2 active, next ends in 4 min 05 s
      ────────────────────────────────────────────────────────────────────────────────

        2 roles are active that you took here.
         Contributor on prod-payments                     47 min
         Global Reader on Directory                       4 min 05 s

        q   leave the other active: it ends by itself at 12:47
        e   end them now, and leave then
        u   leave now: a process that stays behind ends them
        esc stay

        Global Reader on Directory ends with stint, either way.

        ? help
      "
    `));
  test('160 columns', () =>
    expect(frame(press(held(160, 50), 'q'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                                                                                                     2 active, next ends in 4 min 05 s
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

        2 roles are active that you took here.
         Contributor on prod-payments                     47 min
         Global Reader on Directory                       4 min 05 s

        q   leave the other active: it ends by itself at 12:47
        e   end them now, and leave then
        u   leave now: a process that stays behind ends them
        esc stay

        Global Reader on Directory ends with stint, either way.

        ? help
      "
    `));
});

test('end all', () =>
  expect(frame(press(held(80, 24), 'D'))).toMatchInlineSnapshot(`
  "
    stint   ada@contoso.com                     2 active, next ends in 4 min 05 s
  ────────────────────────────────────────────────────────────────────────────────

    End these 2 now?
     Contributor on prod-payments
     Global Reader on Directory

    What was activated or lent ends, and nothing else. PIM ends nothing in its
    first five minutes: that ends as soon as it can.

    y yes    n no

    y yes   n no   q quit   ? help
  "
`));

describe('more time', () => {
  test('for a loan, 80 columns', () =>
    expect(frame(press(atAws(80, 24, {grants: [LOAN]}), '2', 'e'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                            1 active, next ends in 4 h
      ────────────────────────────────────────────────────────────────────────────────
        More time for this loan
         ReadOnly                  prod-data 4411…0032 AWS    loan up to 12 h
         Asks for a justification.
         It ends at 16:00 now; the new time counts from now on.

         For           1 h   ends 13:00   ◂ 30 min  1 h  2 h  4 h  8 h  12 h ▸
       ▸ Because        the reason it was taken for goes on

        What will be sent
          AWS    GetRoleCredentials; the loan is kept here for 1 h, with your
                 justification
        Ends when this machine stops handing credentials out; access can outlive the
        end by up to 12 h.
        Nothing is lent after the end. The permission set itself is standing.

        up earlier reasons   enter ask   esc back   tab next
      "
    `));
  test('where the cloud cannot, 60 columns', () =>
    expect(frame(press(held(60, 16), 'down', 'e'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com 2 active, next ends in 4 min 05 s
      ────────────────────────────────────────────────────────────
        End it and ask for it again
         Contributor    prod-paym… Azure  up to 8 h
         The cloud cannot extend what runs. This runs until
         12:47, and can be asked for anew then: esc leaves it
         so. Enter ends it now and asks again. You are without
         the role in between, it may want approval again, and
         the cloud may not take the new request for about two
         minutes.

         For           1 h   ends 13:00
       ▸ Because        say why  asked for
         Ticket
        Ended by the cloud; access can outlive the end by up to
        up earlier reasons   enter ask   esc back   tab next
      "
    `));
});

test('bundles', () => {
  const bundles = {oncall: ['Contributor@prod-payments', 'Global Reader'], night: ['Owner']};
  expect(frame(press(atWork(80, 24, {}, {bundles}), '@', 'down'))).toMatchInlineSnapshot(`
    "
      stint   ada@contoso.com
    ────────────────────────────────────────────────────────────────────────────────

      Ask for the roles of a bundle

       @oncall            Contributor@prod-payments, Global Reader
     ▸ @night             Owner

      enter ask for its roles   esc back   q quit   ? help
    "
  `);
});

test('an end that comes with the app', () => {
  const form = press(
    withPolicies(atWork(80, 24)),
    'return',
    ...type('leaked in INC-4821'),
    'shift-tab',
    'shift-tab',
    'right',
  );
  expect(frame(form)).toMatchInlineSnapshot(`
    "
      stint   ada@contoso.com
    ────────────────────────────────────────────────────────────────────────────────
      Ask for this role
       Contributor               prod-payments       Azure  up to 8 h
       Asks for a justification.

       For           1 h   ends 13:00   ◂ 30 min  1 h  2 h  4 h  8 h ▸
       Because       leaked in INC-4821
       Ticket
       Scope         all of it, or the id of something below
       Start         now, or 14:30
     ▸ Ends          ◂ when I leave stint ▸   even if it is killed

      Ended by the cloud; access can outlive the end by up to 10 min.

      right other end   enter ask   ctrl-p in full   esc back   tab next
    "
  `);
});

test('a reminder, while the time is not known for sure', () => {
  const model = send(
    {...held(80, 24), isSure: false},
    {type: 'reminded', reminders: [{grant: ENDING, mark: 300}]},
  );
  expect(frame(model)).toMatchInlineSnapshot(`
    "
      stint   ada@contoso.com                    2 active, next ends in ~4 min 05 s
      1 Roles 4   2 Active 2   3 History                                 read 12:00
    ────────────────────────────────────────────────────────────────────────────────
     ▸● Global Reader       Directory       ━╌╌╌╌╌╌╌╌╌╌╌ ends with stint ~4 min 05 s
      ● Contributor         prod-payments   ━━━━━━━━━━╌╌ ends ~12:47         ~47 min
      ■ Reader              prod-data       standing: should be eligible

     ● Global Reader on Directory ends in ~4 min 05 s, at ~12:04.
      d end   e more time   c withdraw   a ask again   x put away   ? help
    "
  `);
});

test('an end that PIM puts off', () => {
  const model = {...held(80, 16), wishes: new Map([[RUNNING.id, NOON + 2 * MINUTE]])};
  expect(frame(model)).toMatchInlineSnapshot(`
    "
      stint   ada@contoso.com                     2 active, next ends in 4 min 05 s
      1 Roles 4   2 Active 2   3 History                                 read 12:00
    ────────────────────────────────────────────────────────────────────────────────
     ▸● Global Reader       Directory       ━╌╌╌╌╌╌╌╌╌╌╌ ends with stint  4 min 05 s
      ◐ Contributor         prod-payments   ends itself at 12:02:00 (PIM: no sooner)
      ■ Reader              prod-data       standing: should be eligible

      d end   e more time   c withdraw   a ask again   x put away   ? help
    "
  `);
});
