import {renderToString} from 'ink';
import {describe, expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import type {Model} from '../../src/ui/model.ts';
import {Picture} from '../../src/ui/picture.tsx';
import {ENTRA} from '../../src/ui/sign-in-target.ts';
import {NOON} from '../usecases/samples.ts';
import {atAws, awsOpened, CORP, LAB, LINKED, LOAN, READ_ONLY, ROLE, ROLE_LOAN} from './aws-samples.ts';
import {press, send, type} from './samples.ts';

/** What the terminal shows, without the spaces at the ends of lines and the empty lines at the end. */
const frame = (model: Model): string =>
  `\n${renderToString(<Picture model={model} />, {columns: model.size.columns})
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')}\n`;

const code = {
  type: 'sign-in-told',
  now: NOON,
  event: {
    type: 'device-code',
    provider: 'aws',
    session: 'corp',
    userCode: untrusted('HK72-MDQX'),
    verificationUri: untrusted('https://d-1234567890.awsapps.com/start/#/device'),
    expiresAt: NOON + 580_000,
  },
} as const;

describe('roles', () => {
  const noLoan = (columns: number, rows: number) => atAws(columns, rows, {grants: []});
  test('60 columns', () =>
    expect(frame(noLoan(60, 12))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
        1 Roles 4   2 Active 0   3 History             read 12:00
      ────────────────────────────────────────────────────────────
       ▸  ○ Contributor        prod-payments         up to 8 h
          ○ Admin              prod-data 4411…0032   up to 12 h
          ■ ReadOnly           prod-data 4411…0032   loan 12 h
          ○ prod-admin         441100220032          loan 1 h

        enter ask   space mark   / filter   tab details   ? help
      "
    `));
  test('80 columns, with the details of a standing set', () =>
    expect(frame(press(noLoan(80, 24), 'down', 'down', 'tab'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
        1 Roles 4   2 Active 0   3 History                                 read 12:00
      ────────────────────────────────────────────────────────────────────────────────
          ○ Contributor        prod-payments        Azure    up to 8 h
          ○ Admin              prod-data 4411…0032  AWS      up to 12 h  via group
       ▸  ■ ReadOnly           prod-data 4411…0032  AWS      loan up to 12 h standing
          ○ prod-admin         441100220032         AWS role loan up to 1 h mfa

      ────────────────────────────────────────────────────────────────────────────────
        ReadOnly on prod-data
        AWS, session corp
        441100220032
        Asks for a justification. Up to 12 h.
        Ends when this machine stops handing credentials out; access can outlive the
        end by up to 12 h. Nothing is lent after the end. The permission set itself
        is standing.
        enter ask   space mark   / filter   tab details   r read again   ? help
      "
    `));
  test('120 columns, with the details of a linked one', () =>
    expect(frame(press(noLoan(120, 20), 'down'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
        1 Roles 4   2 Active 0   3 History                                                                         read 12:00
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
          ○ Contributor       prod-payments       Azure    up to 8 h                  Admin on prod-data
       ▸  ○ Admin             prod-data 4411…0032 AWS      up to 12 h  via group      AWS, session corp
          ■ ReadOnly          prod-data 4411…0032 AWS      loan up to 12 h standing   441100220032
          ○ prod-admin        441100220032        AWS role loan up to 1 h mfa         Asks for a justification. Up to 12 h.
                                                                                      Ends when the credentials expire;
                                                                                      access can outlive the end by up to
                                                                                      1 h 40 min. Through a PIM group; AWS
                                                                                      then takes 2 to 10 min to show the
                                                                                      role. AWS hears of the end up to
                                                                                      40 min later.

        enter ask   space mark   / filter   tab details   r read again   2 active   3 history   q quit   ? help
      "
    `));

  test('while accounts are read, and some cannot be', () => {
    const gap = (id: string) =>
      ({
        type: 'gap',
        kind: 'aws-permission-set',
        problem: {code: 'unreachable', what: `Account ${id} (prod)`, reason: 'the connection was reset'},
      }) as const;
    const model = send(press(noLoan(80, 16), 'r'), {
      type: 'roles-told',
      events: [gap('441100220032'), {type: 'progress', kind: 'aws-permission-set', done: 212, total: 700}],
    });
    expect(frame(model)).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
        1 Roles 4   2 Active 0   3 History                                   reading…
      ────────────────────────────────────────────────────────────────────────────────
       ▸  ○ Contributor        prod-payments        Azure    up to 8 h
          ○ Admin              prod-data 4411…0032  AWS      up to 12 h  via group
          ■ ReadOnly           prod-data 4411…0032  AWS      loan up to 12 h standing
          ○ prod-admin         441100220032         AWS role loan up to 1 h mfa

         ! AWS: One account could not be read.   p tells why   r again
           AWS: 212 of 700 accounts read …
        enter ask   space mark   / filter   tab details   r read again   ? help
      "
    `);
    expect(frame(send(model, {type: 'roles-told', events: [gap('441100220033')]}))).toContain(
      'AWS: 2 accounts could not be read.',
    );
    expect(frame(press(model, 'p'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
      ────────────────────────────────────────────────────────────────────────────────

        ! AWS
          Account 441100220032 (prod) could not be reached: the connection was
          reset.
          Check the network and HTTPS_PROXY; r reads again

        esc back   ? help
      "
    `);
  });

  test('a session that is signed out does not stand in the way', () => {
    const problem = {code: 'signed-out', reason: 'expired', session: 'corp'} as const;
    const model = send(atAws(80, 12, {signedIn: ['entra'], roles: [READ_ONLY]}), {
      type: 'roles-told',
      events: [{type: 'unread', kind: 'aws-permission-set', problem}],
    });
    expect(frame(model)).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                            1 active, next ends in 4 h
        1 Roles 1   2 Active 1   3 History                                as of 12:00
      ────────────────────────────────────────────────────────────────────────────────
       ▸  ● ReadOnly           prod-data 4411…0032  AWS      4 h

         ! AWS (corp): The sign-in has ended.   s signs in
        enter ask   space mark   / filter   tab details   r read again   ? help
      "
    `);
  });
});

describe('sign-in', () => {
  const signIn = (columns: number, rows: number) =>
    send(awsOpened(columns, rows, {targets: [CORP], signedIn: []}), code);
  test('60 columns', () =>
    expect(frame(signIn(60, 16))).toMatchInlineSnapshot(`
      "
        stint   not signed in
      ────────────────────────────────────────────────────────────

        Sign in to AWS (corp)
         1  Open   https://d-1234567890.awsapps.com/start/#/device
         2  Enter
                H K 7 2 - M D Q X
         session  corp
         start    https://d-1234567890.awsapps.com/start
         region   eu-west-1
        Compare the code on the page. Go on only if you started
        this just now.
        The code lives another 9 min 40 s.
        This screen goes on by itself.

        c copy code   o open browser   esc leave   q quit   ? help
      "
    `));
  test('120 columns', () =>
    expect(frame(signIn(120, 24))).toMatchInlineSnapshot(`
      "
        stint   not signed in
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

        Sign in to AWS (corp)                                                                  █▀▀▀▀▀▀▀███▀████▀███▀██▀▀▀▀▀▀▀█
                                                                                               █ █▀▀▀█ █ ▄▄██▄█▄▀▀▄█▄█ █▀▀▀█ █
         1  Open   https://d-1234567890.awsapps.com/start/#/device                             █ █   █ █▀ ▀█ ▀▄ ▀█▄▄██ █   █ █
         2  Enter                                                                              █ ▀▀▀▀▀ █ █ █ ▄▀▄▀▄▀▄ █ ▀▀▀▀▀ █
                                                                                               █▀▀█▀██▀▀▄█▄ ▀▀█▄█▄▄ ▄█▀▀▀█▀▀██
                H K 7 2 - M D Q X                                                              █▄▄▀  ▀▀█ ▄█  ███ ▄▀▀▀█▄▄█ ▀▀▄█
                                                                                               █▄▀█▀ ▄▀  ▄    ▀██▀▄▄▄█ ▀█▀▄ ▀█
         session  corp                                                                         █▀ ▀██▄▀  ▀▀ █▀███  ▄▀▀▀▄▀▀▀▀▀█
         start    https://d-1234567890.awsapps.com/start                                       █   ▀██▀ ▄▄█▄ ▄ ▀▄ █▄█▄█ █▄█ ██
         region   eu-west-1                                                                    █▀▄▄▄  ▀▀▀ ▀▄▄▀▄███ █ ▀ ▀▀▄█▀ █
                                                                                               █▀█▄  ▀▀▄ █ ▀▀▀  ▀▄█▀▀▀ ▀ █▀▄▄█
        Compare the code on the page. Go on only if you started this just now.                 █▀▀▀▀▀▀▀█ ▀▀█▄ ██   █ █▀█ █▄ ▄█
        The code lives another 9 min 40 s.                                                     █ █▀▀▀█ ███ ▀▀ ▄▀ ▀ ▄ ▀▀▀ ▄▄▀▄█
        This screen goes on by itself.                                                         █ █   █ █▄▀▄▀ █▀████ ▄ ▄    ▄▀█
                                                                                               █ ▀▀▀▀▀ █ █▀█▄▄▄██ █▀ █▀ ▀▀█ ██
                                                                                               ▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀

        c copy code   o open browser   esc leave   q quit   ? help
      "
    `));
  test('80 columns, stopped', () =>
    expect(
      frame(
        send(signIn(80, 14), {type: 'sign-in-failed', problem: {code: 'signed-out', reason: 'code-expired'}}),
      ),
    ).toMatchInlineSnapshot(`
      "
        stint   not signed in
      ────────────────────────────────────────────────────────────────────────────────

        Sign in to AWS (corp)

        × The code ran out before it was entered.

        Press enter to try again.

        enter try again   esc leave   q quit   ? help
      "
    `));
});

describe('asking', () => {
  const plan = (tag: string) =>
    ({
      type: 'planned',
      plans: new Map([
        [
          ROLE.id,
          [
            {
              method: 'POST',
              url: 'https://sts.eu-west-1.amazonaws.com/',
              body: {'Tags.member.1.Key': 'stint:justification', 'Tags.member.1.Value': tag},
            },
          ],
        ],
      ]),
    }) as const;
  test('a permission set, 80 columns', () =>
    expect(frame(press(atAws(80, 20, {roles: [READ_ONLY], grants: []}), 'return'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
      ────────────────────────────────────────────────────────────────────────────────
        Ask for this role
         ReadOnly                  prod-data 4411…0032 AWS    loan up to 12 h
         Asks for a justification.

         For           1 h   ends 13:00   ◂ 30 min  1 h  2 h  4 h  8 h  12 h ▸
       ▸ Because        say why  asked for
         Ends          ◂ by itself ▸

        What will be sent
          AWS    GetRoleCredentials; the loan is kept here for 1 h, with your
                 justification
        Ends when this machine stops handing credentials out; access can outlive the
        end by up to 12 h.
        Nothing is lent after the end. The permission set itself is standing.

        up earlier reasons   enter ask   ctrl-p in full   esc back   tab next
      "
    `));
  test('a linked set, 80 columns', () =>
    expect(frame(press(atAws(80, 22, {roles: [LINKED], grants: []}), 'return'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
      ────────────────────────────────────────────────────────────────────────────────
        Ask for this role
         Admin                     prod-data 4411…0032 AWS    up to 12 h via group
         Asks for a justification.

         For           1 h   ends 13:00   ◂ 30 min  1 h  2 h  4 h  8 h  12 h ▸
       ▸ Because        say why  asked for
         Ticket
         Ends          ◂ by itself ▸

        What will be sent
          AWS    the PIM group for 1 h first; when AWS shows the role,
                 GetRoleCredentials
        Ends when the credentials expire; access can outlive the end by up to 1 h
        40 min.
        Through a PIM group; AWS then takes 2 to 10 min to show the role.
        AWS hears of the end up to 40 min later.

        up earlier reasons   enter ask   ctrl-p in full   esc back   tab next
      "
    `));
  test('a role with a code, and a reason that tags do not hold, 120 columns', () => {
    const form = press(
      atAws(120, 20, {roles: [ROLE], grants: []}),
      'return',
      ...type('“leak” (INC-1)'),
      'tab',
      ...type('123456'),
    );
    expect(frame(send(form, plan('leak INC-1')))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        Ask for this role
         prod-admin                                     441100220032                         AWS role loan up to 1 h mfa
         Asks for a justification, a code of your MFA device.

         For           1 h   ends 13:00   ◂ 30 min  1 h ▸
         Because       “leak” (INC-1)
       ▸ MFA code      123456
         Ticket
         Ends          ◂ by itself ▸

        What will be sent
          AWS    GetRoleCredentials, then AssumeRole for 1 h with your justification
        Ends when the credentials expire.
        AWS itself ends the role, to the second; an hour is the most it gives this way.
        CloudTrail takes fewer characters: “leak INC-1”.

        enter ask   ctrl-p in full   esc back   tab next
      "
    `);
    expect(frame(send(form, plan('“leak” (INC-1)')))).not.toContain('fewer characters');
  });
});

describe('active', () => {
  const active = (columns: number, rows: number) =>
    press(atAws(columns, rows, {grants: [LOAN, ROLE_LOAN]}), '2', 'down');
  test('60 columns', () =>
    expect(frame(active(60, 12))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com     2 active, next ends in 20 min
        1 Roles 4   2 Active 2   3 History             read 12:00
      ────────────────────────────────────────────────────────────
        ● prod-admin        441100220032  ends 12:20       20 min
       ▸● ReadOnly          prod-data     ends 16:00          4 h

           credentials until 13:00, then renewed until the loan …
        c copy the command   x shell   d end   ? help
      "
    `));
  test('80 columns', () =>
    expect(frame(active(80, 12))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                         2 active, next ends in 20 min
        1 Roles 4   2 Active 2   3 History                                 read 12:00
      ────────────────────────────────────────────────────────────────────────────────
        ● prod-admin          441100220032    ━━━━━━━━━━━━ ends 12:20           20 min
       ▸● ReadOnly            prod-data       ━━━━━━━━━━━━ ends 16:00              4 h

           credentials until 13:00, then renewed until the loan ends
        c copy the command   x shell   d end   e more time   a ask again   ? help
      "
    `));
  test('120 columns', () =>
    expect(frame(active(120, 16))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                                                                 2 active, next ends in 20 min
        1 Roles 4   2 Active 2   3 History                                                                         read 12:00
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        ● prod-admin         441100220032   ━━━━━━━━━━━━ ends 12:20           20 min  ReadOnly on prod-data
       ▸● ReadOnly           prod-data      ━━━━━━━━━━━━ ends 16:00              4 h  AWS, session corp
                                                                                      441100220032
                                                                                      Since 12:00. Ends 16:00. Credentials
                                                                                      until 13:00, then renewed until the
                                                                                      loan ends. Ends when this machine
                                                                                      stops handing credentials out; access
                                                                                      can outlive the end by up to 60 min.
                                                                                      “look at the backups”

           credentials until 13:00, then renewed until the loan ends
        c copy the command   x shell   d end   e more time   a ask again   D end all   tab details   r read again   ? help
      "
    `));
  test('where AWS ends the role with the loan there is one clock', () =>
    expect(frame(press(active(80, 12), 'up'))).toContain('credentials end with the loan'));

  test('the question before an end says what goes on working', () =>
    expect(frame(press(active(80, 12), 'd'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                         2 active, next ends in 20 min
      ────────────────────────────────────────────────────────────────────────────────

        End ReadOnly on prod-data now?

        It would end by itself at 16:00. Nothing more is lent. Credentials already
        handed out work until 13:00.

        y yes    n no

        y yes   n no   q quit   ? help
      "
    `));
  test('and so does what is said after it', () => {
    const ended = {type: 'happened', item: LOAN.id, now: NOON, event: {type: 'ended'}} as const;
    expect(frame(send(press(active(80, 12), 'd', 'y'), ended))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com                         1 active, next ends in 20 min
        1 Roles 4   2 Active 1   3 History                                 read 12:00
      ────────────────────────────────────────────────────────────────────────────────
       ▸● prod-admin          441100220032    ━━━━━━━━━━━━ ends 12:20           20 min

           credentials end with the loan
       ● ReadOnly on prod-data is ended.
         Nothing more is lent. Credentials already handed out work until 13:00.
        c copy the command   x shell   d end   e more time   a ask again   ? help
      "
    `);
  });

  test('the wait of a linked role is told as it goes', () => {
    const model = send(
      atAws(100, 12, {grants: []}),
      {type: 'sending', roles: [LINKED], now: NOON},
      {
        type: 'happened',
        item: LINKED.id,
        now: NOON,
        event: {
          type: 'provisioning',
          requestId: 'r',
          state: 'provisioning',
          detail: 'waiting for AWS to show the role, 2 to 10 min; asked once',
        },
      },
    );
    expect(frame(press(model, '2'))).toMatch(/waiting for AWS to show the role\s*$/m);
    const left = send(model, {type: 'watching-ended', items: [LINKED.id]});
    expect([left.runs.size, left.notice?.text]).toEqual([
      0,
      'Admin on prod-data: waiting for AWS to show the role, 2 to 10 min; asked once',
    ]);
  });
});

test('what ends itself later says when and why, once, and not how a command waits for it', () => {
  const at = NOON + 5 * 60_000;
  const problem = {code: 'too-soon-to-end', notBefore: at} as const;
  const event = {type: 'deactivating', endsEarlyAt: at, problem} as const;
  const ending = press(atAws(120, 20, {grants: [LOAN]}), '2', 'd', 'y');
  const shown = frame(send(ending, {type: 'happened', item: LOAN.id, event, now: NOON}));
  expect(shown).toContain('Ends itself at 12:05:00. The cloud');
  expect(shown).not.toContain('--wait');
});

describe('first run', () => {
  test('60 columns, setting up', () =>
    expect(frame(press(awsFirstRun(), 'return'))).toMatchInlineSnapshot(`
      "
        stint   0.1.0
      ────────────────────────────────────────────────────────────

        Where you sign in

       ▸ Tenant id      a GUID or contoso.onmicrosoft.com
         Client id     of your app registration
         AWS start URL https://d-xxxxxxxxxx.awsapps.com/start
         AWS region    of the Identity Center: eu-west-1

        Without a client id the Azure CLI stands in, and only
        Azure roles work. AWS is for whoever has it: beside a
        tenant, or alone.
        enter go on   tab other field   esc back
      "
    `));
});

const awsFirstRun = (): Model => {
  const model = awsOpened(60, 14, {targets: [ENTRA]});
  return {
    ...model,
    profile: null,
    screen: {type: 'first-run', lines: FIRST, focus: null, saving: false, problem: null},
  };
};
const EMPTY = {before: '', after: ''};
const FIRST = {tenantId: EMPTY, clientId: EMPTY, startUrl: EMPTY, region: EMPTY};

test('two sessions that are out are one line', () => {
  const out = (session: string) =>
    ({
      type: 'gap',
      kind: 'aws-permission-set',
      problem: {code: 'signed-out', reason: 'never', session},
    }) as const;
  const model = send(atAws(80, 12, {targets: [ENTRA, CORP, LAB], signedIn: ['entra'], grants: []}), {
    type: 'roles-told',
    events: [out('corp'), out('lab')],
  });
  expect(frame(model)).toContain('! AWS (corp), AWS (lab): You are not signed in.');
});
