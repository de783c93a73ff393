import {renderToString} from 'ink';
import {describe, expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import type {Model} from '../../src/ui/model.ts';
import {Picture} from '../../src/ui/picture.tsx';
import {lookOf} from '../../src/ui/theme.ts';
import {grant, NOON} from '../usecases/samples.ts';
import {
  atWork,
  ENDING,
  fresh,
  OWNER,
  opened,
  press,
  RUNNING,
  STANDING_GRANT,
  send,
  type,
  WAITING,
  withPolicies,
} from './samples.ts';

/** What the terminal shows, without the spaces at the ends of lines and the empty lines at the end. */
const frame = (model: Model): string =>
  `\n${renderToString(<Picture model={model} />, {columns: model.size.columns})
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')}\n`;

const grants = [RUNNING, ENDING, STANDING_GRANT, WAITING];
const work = (columns: number, rows: number) => withPolicies(atWork(columns, rows, {grants}));
const code = {
  type: 'sign-in-told',
  now: NOON,
  event: {
    type: 'device-code',
    provider: 'entra',
    userCode: untrusted('HK72MDQX'),
    verificationUri: untrusted('https://microsoft.com/devicelogin'),
    expiresAt: NOON + 820_000,
  },
} as const;
const plans = new Map([
  [
    OWNER.id,
    [
      {
        method: 'PUT',
        url: 'https://management.azure.com/subscriptions/prod/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/{new id}?api-version=2020-10-01',
        body: {properties: {requestType: 'SelfActivate'}},
      },
    ],
  ],
]);
const asking = (columns: number, rows: number) =>
  send(press(withPolicies(atWork(columns, rows)), 'down', 'return', ...type('leaked in INC-4821')), {
    type: 'planned',
    plans,
  });

describe('roles', () => {
  test('60 columns', () =>
    expect(frame(work(60, 16))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com 2 active, next ends in 4 min 05 s
        1 Roles 4   2 Active 2 ◐1   3 History          read 12:00
      ────────────────────────────────────────────────────────────
       ▸  ● Contributor            prod-payments     47 min
          ◐ Owner                  prod-payments     waiting
          ■ Reader                 prod-data         standing
          ● Global Reader          Directory         4 min 05 s

        enter ask   space mark   / filter   tab details   ? help
      "
    `));
  test('80 columns, with details below', () =>
    expect(frame(press(work(80, 24), 'down', 'tab'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                     2 active, next ends in 4 min 05 s
        1 Roles 4   2 Active 2 ◐1   3 History                              read 12:00
      ────────────────────────────────────────────────────────────────────────────────
          ● Contributor           prod-payments     Azure    47 min
       ▸  ◐ Owner                 prod-payments     Azure    waiting
          ■ Reader                prod-data         Azure    standing
          ● Global Reader         Directory         Entra    4 min 05 s

      ────────────────────────────────────────────────────────────────────────────────
        Owner on prod-payments
        Azure
        /subscriptions/prod-payments
        Asks for a justification, a ticket, a fresh proof of who you are (c1),
        approval by Grace H. Up to 2 h.
        Ended by the cloud; access can outlive the end by up to 10 min.

        enter ask   space mark   / filter   tab details   r read again   ? help
      "
    `));
  test('120 columns, with details beside', () =>
    expect(frame(press(work(120, 16), 'down'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                                                             2 active, next ends in 4 min 05 s
        1 Roles 4   2 Active 2 ◐1   3 History                                                                      read 12:00
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
          ● Contributor          prod-payments    Azure    47 min                     Owner on prod-payments
       ▸  ◐ Owner                prod-payments    Azure    waiting                    Azure
          ■ Reader               prod-data        Azure    standing                   /subscriptions/prod-payments
          ● Global Reader        Directory        Entra    4 min 05 s                 Asks for a justification, a ticket, a
                                                                                      fresh proof of who you are (c1),
                                                                                      approval by Grace H. Up to 2 h.
                                                                                      Ended by the cloud; access can outlive
                                                                                      the end by up to 10 min.

        enter ask   space mark   / filter   tab details   r read again   2 active   3 history   q quit   ? help
      "
    `));

  test('"could not look" and "none" are not drawn alike', () => {
    const problem = {code: 'consent-missing', scopes: ['RoleEligibilitySchedule.Read.Directory']} as const;
    const unread = {type: 'roles-told', events: [{type: 'unread', kind: 'entra-role', problem}]} as const;
    expect(frame(send(atWork(80, 10, {roles: []}), unread))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
        1 Roles ?   2 Active 0   3 History                                as of 12:00
      ────────────────────────────────────────────────────────────────────────────────

         No roles could be read. r reads again, p tells why.

         ! Entra: The app registration lacks consent for what…   p tells why   r again
        enter ask   space mark   / filter   tab details   r read again   ? help
      "
    `);
    expect(frame(atWork(80, 10, {roles: []}))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
        1 Roles 0   2 Active 0   3 History                                 read 12:00
      ────────────────────────────────────────────────────────────────────────────────

         You are eligible for no role.

        enter ask   space mark   / filter   tab details   r read again   ? help
      "
    `);
  });

  test('a filter, and marks', () => {
    const model = press(withPolicies(atWork(80, 10)), 'space', 'space', '/', ...type('own'));
    expect(frame(model)).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
        1 Roles 1 of 4   2 Active 0   3 History   +2 marked  / own         read 12:00
      ────────────────────────────────────────────────────────────────────────────────
       ▸+ ○ Owner                 prod-payments     Azure    up to 2 h   mfa appr tkt

        enter keep   esc clear
      "
    `);
  });
});

describe('active', () => {
  const active = (columns: number, rows: number) => press(work(columns, rows), '2');
  test('60 columns', () =>
    expect(frame(active(60, 16))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com 2 active, next ends in 4 min 05 s
        1 Roles 4   2 Active 2 ◐1   3 History          read 12:00
      ────────────────────────────────────────────────────────────
       ▸● Global Reader     Directory     ends 12:04   4 min 05 s
        ● Contributor       prod-payments ends 12:47       47 min
        ◐ Owner             prod-payments waiting for approval
        ■ Reader            prod-data     standing: should be el…

        d end   e more time   c withdraw   a ask again   ? help
      "
    `));
  test('80 columns', () =>
    expect(frame(active(80, 16))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                     2 active, next ends in 4 min 05 s
        1 Roles 4   2 Active 2 ◐1   3 History                              read 12:00
      ────────────────────────────────────────────────────────────────────────────────
       ▸● Global Reader       Directory       ━╌╌╌╌╌╌╌╌╌╌╌ ends 12:04       4 min 05 s
        ● Contributor         prod-payments   ━━━━━━━━━━╌╌ ends 12:47           47 min
        ◐ Owner               prod-payments   waiting for approval
        ■ Reader              prod-data       standing: should be eligible

        d end   e more time   c withdraw   a ask again   x put away   ? help
      "
    `));
  test('120 columns', () =>
    expect(frame(active(120, 16))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                                                             2 active, next ends in 4 min 05 s
        1 Roles 4   2 Active 2 ◐1   3 History                                                                      read 12:00
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
       ▸● Global Reader      Directory      ━╌╌╌╌╌╌╌╌╌╌╌ ends 12:04       4 min 05 s  Global Reader on Directory
        ● Contributor        prod-payments  ━━━━━━━━━━╌╌ ends 12:47           47 min  Entra
        ◐ Owner              prod-payments  waiting for approval                      /
        ■ Reader             prod-data      standing: should be eligible              Since 11:00. Ends 12:04. Ended by the
                                                                                      cloud; access can outlive the end by
                                                                                      up to 60 min.

        d end   e more time   c withdraw   a ask again   x put away   D end all   tab details   r read again   ? help
      "
    `));

  test('ASCII, after the clock jumped', () => {
    const model = send(press(atWork(80, 10, {grants: [RUNNING]}), '2'), {
      type: 'tick',
      now: NOON,
      jumped: true,
    });
    expect(frame({...model, look: lookOf({LANG: 'C'}, undefined)})).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                        1 active, next ends in ~47 min
        1 Roles 4   2 Active 1   3 History                                   reading.
      --------------------------------------------------------------------------------
       >* Contributor         prod-payments   ==========-- ends ~12:47         ~47 min

        d end   e more time   c withdraw   a ask again   x put away   ? help
      "
    `);
  });

  test('what is under way: an end that waits, a refusal, a step-up', () => {
    const ending = press(active(80, 16), 'd', 'y');
    const model = send(
      ending,
      {
        type: 'happened',
        item: ENDING.id,
        now: NOON,
        event: {type: 'deactivating', endsEarlyAt: NOON + 67_000, problem: null},
      },
      {type: 'sending', roles: [{...OWNER, id: 'azr-other', scope: {...OWNER.scope, id: '/x'}}], now: NOON},
      {
        type: 'happened',
        item: 'azr-other',
        now: NOON,
        event: {type: 'failed', problem: {code: 'denied', by: untrusted('Grace')}, state: 'denied'},
      },
      {type: 'step-up-told', event: code.event, now: NOON},
    );
    expect(frame(model)).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                     2 active, next ends in 4 min 05 s
        1 Roles 4   2 Active 2 ◐1   3 History                              read 12:00
      ────────────────────────────────────────────────────────────────────────────────
        ◐ Global Reader       Directory       ends itself at 12:01:07 (PIM: no sooner)
        ● Contributor         prod-payments   ━━━━━━━━━━╌╌ ends 12:47           47 min
        ◐ Owner               prod-payments   waiting for approval
       ▸× Owner               prod-payments   Grace denied the request.
        ■ Reader              prod-data       standing: should be eligible

       ! The role asks who you are. Enter HK72MDQX   y copy   o open
         at https://microsoft.com/devicelogin   another 13 min
       × Owner on prod-payments: Grace denied the request.
         Ask the approver, or ask again with a fuller justification
        d end   e more time   c withdraw   a ask again   x put away   ? help
      "
    `);
  });

  test('a question before an end', () =>
    expect(frame(press(active(80, 12), 'd'))).toMatchInlineSnapshot(`
    "
      stint   ada@contoso.com                     2 active, next ends in 4 min 05 s
    ────────────────────────────────────────────────────────────────────────────────

      End Global Reader on Directory now?

      It would end by itself at 12:04. Ended by the cloud; access can outlive the
      end by up to 60 min.

      y yes    n no

      y yes   n no   q quit   ? help
    "
  `));
});

describe('asking', () => {
  test('60 columns', () =>
    expect(frame(asking(60, 16))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
      ────────────────────────────────────────────────────────────
        Ask for this role
         Owner          prod-paym… Azure  up to 2 h mfa appr tkt

         For           1 h   ends 13:00
       ▸ Because       leaked in INC-4821
         Ticket          asked for
         Scope         all of it, or the id of something below
         Start         now, or 14:30
         Ends          ◂ by itself ▸
        What will be sent
          Azure  PUT …eAssignmentScheduleRequests/{new id}
        Ended by the cloud; access can outlive the end by up to
        10 min.
        up earlier reasons   enter ask   ctrl-p in full   esc back
      "
    `));
  test('80 columns', () =>
    expect(frame(asking(80, 24))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
      ────────────────────────────────────────────────────────────────────────────────
        Ask for this role
         Owner                     prod-payments       Azure  up to 2 h mfa appr tkt
         Asks for a justification, a ticket, a fresh proof of who you are (c1),
         approval by Grace H.

         For           1 h   ends 13:00   ◂ 30 min  1 h  2 h ▸
       ▸ Because       leaked in INC-4821
         Ticket          asked for
         Scope         all of it, or the id of something below
         Start         now, or 14:30
         Ends          ◂ by itself ▸

        What will be sent
          Azure  PUT …ft.Authorization/roleAssignmentScheduleRequests/{new id}
        Ended by the cloud; access can outlive the end by up to 10 min.

        up earlier reasons   enter ask   ctrl-p in full   esc back   tab next
      "
    `));
  test('120 columns, refused before it is sent', () =>
    expect(frame(press(asking(120, 24), 'return'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Ask for this role
         Owner                                           prod-payments                         Azure  up to 2 h mfa appr tkt
         Asks for a justification, a ticket, a fresh proof of who you are (c1), approval by Grace H.

         For           1 h   ends 13:00   ◂ 30 min  1 h  2 h ▸
         Because       leaked in INC-4821
       ▸ Ticket           asked for
         Scope         all of it, or the id of something below
         Start         now, or 14:30
         Ends          ◂ by itself ▸

        What will be sent
          Azure  PUT /subscriptions/prod/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/{new id}
        Ended by the cloud; access can outlive the end by up to 10 min.

       ! This role asks for a ticket.
        enter ask   ctrl-p in full   esc back   tab next
      "
    `));
  test('in full', () =>
    expect(frame(press(asking(80, 16), 'ctrl-p'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
      ────────────────────────────────────────────────────────────────────────────────
        What will be sent

          PUT
          https://management.azure.com/subscriptions/prod/providers/Microsoft.Author
          ization/roleAssignmentScheduleRequests/{new id}?api-version=2020-10-01
          {
            "properties": {
              "requestType": "SelfActivate"
            }
          }

        enter ask   esc back   ? help
      "
    `));
});

describe('sign-in', () => {
  const signIn = (columns: number, rows: number) =>
    send(opened(columns, rows), {type: 'identified', identities: []});
  const stopped = {
    type: 'sign-in-failed',
    problem: {code: 'sign-in-blocked', aadsts: 53003, reason: 'Codes are not allowed.', nextSteps: []},
  } as const;
  test('60 columns', () =>
    expect(frame(send(signIn(60, 16), code))).toMatchInlineSnapshot(`
      "
        stint   not signed in
      ────────────────────────────────────────────────────────────

        Sign in to Microsoft Entra
         1  Open   https://microsoft.com/devicelogin
         2  Enter
                H K 7 2   M D Q X
         tenant   contoso.onmicrosoft.com
         app      6f0c1a2b-0000-4000-8000-0000000091ab
        Go on only if you started this just now.
        The code lives another 13 min.
        This screen goes on by itself.

        c copy code   o open browser   b browser instead   ? help
      "
    `));
  test('80 columns', () =>
    expect(frame(send(signIn(80, 24), code))).toMatchInlineSnapshot(`
      "
        stint   not signed in
      ────────────────────────────────────────────────────────────────────────────────

        Sign in to Microsoft Entra                     █▀▀▀▀▀▀▀██▀▀▀█▀▀▀█▀▀███▀▀▀▀▀▀▀█
                                                       █ █▀▀▀█ ██▀▀ ▄█▀▄▀█▀▀ █ █▀▀▀█ █
         1  Open   https://microsoft.com/devicelogin   █ █   █ █ █ ▄▀▀  █▄▀ ▄█ █   █ █
         2  Enter                                      █ ▀▀▀▀▀ █▀▄ █▀▄ █ █▀█ █ ▀▀▀▀▀ █
                                                       █▀▀███▀▀▀█ ▀█ ▄▀▀█▀█▀▄███▀▀████
                H K 7 2   M D Q X                      ██▄ ▀█▀▀ █▀▄▀▀█▄██▀█▄▀█▀▄▄█▄▄██
                                                       █ ▀▀▀█▄▀▀█▀ ▄█▀ ▄ █▄▄ ▄ █▄▄██▀█
         tenant   contoso.onmicrosoft.com              █▀█ ▀▄ ▀ ▀▀▄█▄  ▀█▄ ▄  ▄ ▄▀▀▄▄█
         app      6f0c1a2b-0000-4000-8000-0000000091ab █▀ ▀▀█ ▀ ▀█ █ ▄ ▄█▀█▄▄▄██▄▀ █▄█
                                                       █   █▀▄▀▀▄█▀█▀▀▀ ▄█   █▄▄ ▀▄▄ █
        Go on only if you started this just now.       █ ██▀▀▀▀▀▀   ██▄██▀█    ▀▀█▀▀▀█
        The code lives another 13 min.                 █▀▀▀▀▀▀▀█ ▄ █▄ ▀ ▀█▄▀ █▀█  ▀███
        This screen goes on by itself.                 █ █▀▀▀█ █▄▄ ▀  █  ██▀ ▀▀▀ ▀█ ▀█
                                                       █ █   █ ██ ▀▀▀██  ▄▄▀█ ▀▀▀  ▀▄█
                                                       █ ▀▀▀▀▀ █ ▀█ ███▄█▀▄ █   ▄▄ █▄█
                                                       ▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀

        c copy code   o open browser   b browser instead   esc leave   q quit   ? help
      "
    `));
  test('120 columns', () =>
    expect(frame(send(signIn(120, 24), code))).toMatchInlineSnapshot(`
    "
      stint   not signed in
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

      Sign in to Microsoft Entra                                                             █▀▀▀▀▀▀▀██▀▀▀█▀▀▀█▀▀███▀▀▀▀▀▀▀█
                                                                                             █ █▀▀▀█ ██▀▀ ▄█▀▄▀█▀▀ █ █▀▀▀█ █
       1  Open   https://microsoft.com/devicelogin                                           █ █   █ █ █ ▄▀▀  █▄▀ ▄█ █   █ █
       2  Enter                                                                              █ ▀▀▀▀▀ █▀▄ █▀▄ █ █▀█ █ ▀▀▀▀▀ █
                                                                                             █▀▀███▀▀▀█ ▀█ ▄▀▀█▀█▀▄███▀▀████
              H K 7 2   M D Q X                                                              ██▄ ▀█▀▀ █▀▄▀▀█▄██▀█▄▀█▀▄▄█▄▄██
                                                                                             █ ▀▀▀█▄▀▀█▀ ▄█▀ ▄ █▄▄ ▄ █▄▄██▀█
       tenant   contoso.onmicrosoft.com                                                      █▀█ ▀▄ ▀ ▀▀▄█▄  ▀█▄ ▄  ▄ ▄▀▀▄▄█
       app      6f0c1a2b-0000-4000-8000-0000000091ab                                         █▀ ▀▀█ ▀ ▀█ █ ▄ ▄█▀█▄▄▄██▄▀ █▄█
                                                                                             █   █▀▄▀▀▄█▀█▀▀▀ ▄█   █▄▄ ▀▄▄ █
      Go on only if you started this just now.                                               █ ██▀▀▀▀▀▀   ██▄██▀█    ▀▀█▀▀▀█
      The code lives another 13 min.                                                         █▀▀▀▀▀▀▀█ ▄ █▄ ▀ ▀█▄▀ █▀█  ▀███
      This screen goes on by itself.                                                         █ █▀▀▀█ █▄▄ ▀  █  ██▀ ▀▀▀ ▀█ ▀█
                                                                                             █ █   █ ██ ▀▀▀██  ▄▄▀█ ▀▀▀  ▀▄█
                                                                                             █ ▀▀▀▀▀ █ ▀█ ███▄█▀▄ █   ▄▄ █▄█
                                                                                             ▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀

      c copy code   o open browser   b browser instead   esc leave   q quit   ? help
    "
  `));
  test('120 columns, blocked', () =>
    expect(frame(send(signIn(120, 14), code, stopped))).toMatchInlineSnapshot(`
      "
        stint   not signed in
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

        Sign in to Microsoft Entra

        × Codes are not allowed (AADSTS53003).

        Your organisation does not allow codes here. Press enter to sign in with the browser instead.

        enter sign in with the browser   r try a code again   esc leave   q quit   ? help
      "
    `));
});

describe('first run, help, and practice', () => {
  test('60 columns', () =>
    expect(frame(fresh(60, 16, false))).toMatchInlineSnapshot(`
      "
        stint   0.1.0
      ────────────────────────────────────────────────────────────

        Become what you need, for as long as you need it, and
        stop.

        There is no configuration yet.

           enter   set up your tenant, or AWS
           d       try the demo: a practice cloud, no account
                   needed
           q       quit

        enter set up   d try the demo   q quit   ? help
      "
    `));
  test('120 columns', () =>
    expect(frame(fresh(120, 16, false))).toMatchInlineSnapshot(`
      "
        stint   0.1.0
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

        Become what you need, for as long as you need it, and stop.

        There is no configuration yet.

           enter   set up your tenant, or AWS
           d       try the demo: a practice cloud, no account needed
           q       quit

        enter set up   d try the demo   q quit   ? help
      "
    `));
  test('80 columns, setting up', () =>
    expect(frame(press(fresh(80, 14, false), 'return', ...type('contoso')))).toMatchInlineSnapshot(`
      "
        stint   0.1.0
      ────────────────────────────────────────────────────────────────────────────────

        Where you sign in

       ▸ Tenant id     contoso
         Client id     of your app registration
         AWS start URL https://d-xxxxxxxxxx.awsapps.com/start
         AWS region    of the Identity Center: eu-west-1

        Without a client id the Azure CLI stands in, and only Azure roles work. AWS
        is for whoever has it: beside a tenant, or alone.

        enter go on   tab other field   esc back
      "
    `));
  test('help comes from the keys', () =>
    expect(frame(press(atWork(80, 12), '?'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
      ────────────────────────────────────────────────────────────────────────────────
        Roles   here
          enter, a          ask                       roles.ask
          space             mark                      roles.mark
          /                 filter                    roles.filter
          tab               details                   roles.details
          r                 read again                roles.read
          2, right, l       active                    roles.active
          3                 history                   roles.history
        … 192 more lines: down, page down
        esc back
      "
    `));
  test('help at 60 columns', () =>
    expect(frame(press(atWork(60, 16), '?'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
      ────────────────────────────────────────────────────────────
        Roles   here
          enter, a          ask                       roles.ask
          space             mark                      roles.mark
          /                 filter                    roles.filter
          tab               details
                            roles.details
          r                 read again                roles.read
          2, right, l       active                    roles.active
          3                 history
                            roles.history
          @                 bundles
                            roles.bundles
        … 266 more lines: down, page down
        esc back
      "
    `));
  test('help at 120 columns', () =>
    expect(frame(press(atWork(120, 16), '?'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Roles   here
          enter, a          ask                       roles.ask
          space             mark                      roles.mark
          /                 filter                    roles.filter
          tab               details                   roles.details
          r                 read again                roles.read
          2, right, l       active                    roles.active
          3                 history                   roles.history
          @                 bundles                   roles.bundles
          esc               clear filter and marks    roles.clear
          p                 what went wrong           roles.problems
          s                 sign in                   roles.sign-in
        … 188 more lines: down, page down
        esc back
      "
    `));
  test('practice says so on every screen', () => {
    const practice = atWork(80, 10, {}, {practice: true});
    for (const model of [practice, press(practice, '2'), press(practice, 'return'), press(practice, '?')])
      expect(frame(model)).toContain('Practice cloud: nothing here is real.');
  });
});

describe('what others wrote', () => {
  const evil = '\u001b[31mred\u202eder\u200b\u2028\u{e0041}';
  const hostile = grant({
    ...RUNNING,
    name: untrusted(evil),
    scope: {...RUNNING.scope, name: untrusted(evil)},
    justification: untrusted(evil),
  });
  const role = {
    ...OWNER,
    name: untrusted(evil),
    scope: {...OWNER.scope, name: untrusted(evil), id: evil},
    condition: {expression: untrusted(evil), version: '2.0'},
  };
  const own = {name: evil, tenantId: evil, cloud: evil, ui: {keys: {'roles.read': [evil]}}};
  const model = atWork(120, 24, {roles: [role], grants: [hostile]}, own);
  const problem = {code: 'failed', reason: evil} as const;
  const trouble = {type: 'trouble', about: 'record', problem} as const;
  const unread = {type: 'roles-told', events: [{type: 'unread', kind: 'entra-role', problem}]} as const;
  const plan = {method: 'PUT', url: `https://management.azure.com/${evil}`, body: {[evil]: evil}} as const;
  const planned = {type: 'planned', plans: new Map([[role.id, [plan]]])} as const;
  const request = send(press(model, 'return'), planned);
  const told = {
    ...code,
    event: {...code.event, userCode: untrusted(evil), verificationUri: untrusted(`https://${evil}/`)},
  } as const;
  const signIn = (columns: number) =>
    send(opened(columns, 24, {tenantId: evil, clientId: evil}), {type: 'identified', identities: []}, told);
  const stepUp = {...told, type: 'step-up-told'} as const;
  const screens: readonly (readonly [string, Model])[] = [
    ['roles', model],
    ['active', press(model, '2')],
    ['question', press(model, '2', 'd')],
    ['request', request],
    ['plan in full', press(request, 'ctrl-p')],
    ['notice', send(model, trouble)],
    ['problems', press(send(model, unread), 'p')],
    ['help', press(model, '?')],
    ['sign-in', signIn(80)],
    ['sign-in with a QR code', signIn(140)],
    ['step-up', send(press(model, '2'), stepUp)],
  ];
  const drawn = (shown: Model) => renderToString(<Picture model={shown} />, {columns: shown.size.columns});

  test.each(screens)('never raw: %s', (_, shown) => {
    const text = drawn(shown);
    const ours = text.replace(/\u001b\[[\d;]*m/g, '').replaceAll('\n', '');
    expect(ours).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
    expect(text).not.toContain('\u001b[31mred');
    expect(ours).toContain('u{1b}');
  });

  /** Words in narrow columns are broken anywhere, so only what is no space counts. */
  const SPACES = /\u001b\[[\d;]*m|\s/g;
  const VISIBLE = '\\u{1b}[31mred\\u{202e}der\\u{200b}\\u{2028}\\u{e0041}';
  const IN_JSON = '\\u001b[31mred\\u202eder\\u200b\\u2028\\udb40\\udc41';
  const whole: readonly (readonly [string, Model, string])[] = [
    ['the condition of a role', model, `Condition: ${VISIBLE}`],
    ['the QR code beside the link', signIn(140), '█▀▀▀▀▀▀▀█'],
    ['the link of a sign-in', signIn(140), `1 Open https://${VISIBLE}/`],
    ['the link of a step-up', send(press(model, '2'), stepUp), `at https://${VISIBLE}/`],
    ['what went wrong', press(send(model, unread), 'p'), `! Entra ${VISIBLE}`],
    ['the link of a plan', press(request, 'ctrl-p'), `PUT https://management.azure.com/${VISIBLE}`],
    ['the body of a plan', press(request, 'ctrl-p'), `"${IN_JSON}": "${IN_JSON}"`],
    ['a key from the settings', press(model, '?'), `${VISIBLE} read again roles.read`],
  ];
  test.each(whole)('shown whole: %s', (_, shown, words) => {
    expect(drawn(shown).replace(SPACES, '')).toContain(words.replace(SPACES, ''));
  });
});

describe('ten thousand rows', () => {
  const roles = Array.from({length: 10_000}, (_, at) => ({
    ...OWNER,
    id: `azr-${at}`,
    name: untrusted(`Role ${at}`),
    scope: {...OWNER.scope, id: `/s/${at}`},
  }));
  const many = atWork(80, 24, {roles});

  test('only the window is drawn', () => {
    const lines = frame(press(many, 'G'))
      .split('\n')
      .filter(line => line.includes('Role '));
    expect(lines).toHaveLength(many.size.rows - 4);
  });

  test('the frame is always as tall as the terminal', () => {
    for (const rows of [16, 24, 50]) {
      const model = press({...many, size: {columns: 80, rows}}, 'down');
      expect(renderToString(<Picture model={model} />, {columns: 80}).split('\n')).toHaveLength(rows);
    }
  });

  test('moving leaves the rows and the filter alone', () => {
    const moved = press(many, 'down', 'pagedown', 'G', 'g');
    expect(moved.roles.rows).toBe(many.roles.rows);
    expect(moved.roles.shown).toBe(many.roles.shown);
  });
});
