import {renderToString} from 'ink';
import {describe, expect, test} from 'vitest';
import type {Model} from '../../src/ui/model.ts';
import {Picture} from '../../src/ui/picture.tsx';
import {lookOf} from '../../src/ui/theme.ts';
import {atHistory, DRILL, INCIDENT, inEmergency, PAST, past} from './past-samples.ts';
import {atWork, ENDING, press, RUNNING, send, type, withPolicies} from './samples.ts';

/** What the terminal shows, without the spaces at the ends of lines and the empty lines at the end. */
const frame = (model: Model): string =>
  `\n${renderToString(<Picture model={model} />, {columns: model.size.columns})
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')}\n`;

describe('what was asked for before', () => {
  test('60 columns', () =>
    expect(frame(atHistory(60, 16))).toMatchInlineSnapshot(`
    "
      stint   ada@contoso.com
      1 Roles 4   2 Active 0   3 History 4           read 12:00
    ────────────────────────────────────────────────────────────
     ▸× 11:00       Global Reader      Directory      denied
      ○ 09:00       Owner              prod-payments  ended
      ! Sat 10:00   Contributor        prod-payments  ran out
      ○ 10 Nov      Reader             prod-payments  ran out

      a ask again   enter the whole story   / filter   ? help
    "
  `));
  test('80 columns, with details', () =>
    expect(frame(press(atHistory(80, 24), 'down', 'tab'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
        1 Roles 4   2 Active 0   3 History 4                               read 12:00
      ────────────────────────────────────────────────────────────────────────────────
        × 11:00       Global Reader      Directory     denied    look at the sign-in …
       ▸○ 09:00       Owner              prod-payments ended     rotate the webhook s…
        ! Sat 10:00   Contributor        prod-payments ran out   INC-4821: payments a…
        ○ 10 Nov      Reader             prod-payments ran out   rotate the webhook s…

      ────────────────────────────────────────────────────────────────────────────────
        Owner on prod-payments
        Azure
        It was ended. Asked for 09:00. Active from 09:00. Over 09:47. Held for
        47 min.
        “rotate the webhook secret”
        Ticket INC-7 (snow).

        a ask again   enter the whole story   / filter   tab details   ? help
      "
    `));
  test('120 columns, filtered', () =>
    expect(frame(press(atHistory(120, 16), '/', ...type('inc-4821')))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
        1 Roles 4   2 Active 0   3 History 1 of 4  / inc-4821                                                      read 12:00
      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
       ▸! Sat 10:00   Contributor       prod-payments ran out   INC-4821: payments …  Contributor on prod-payments
                                                                                      Azure
                                                                                      Break glass, INC-4821. It ran to its
                                                                                      end. Asked for Sat 10:00. Active from
                                                                                      Sat 10:00. Over Sat 11:00. Held for
                                                                                      1 h.
                                                                                      “payments are down”
                                                                                      Ticket INC-4821.

        enter keep   esc clear
      "
    `));
  test('the whole story', () =>
    expect(frame(press(atHistory(80, 24), 'down', 'down', 'return'))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
      ────────────────────────────────────────────────────────────────────────────────

        Contributor on prod-payments
        Azure
        Break glass, INC-4821. It ran to its end. Asked for Sat 10:00. Active from
        Sat 10:00. Over Sat 11:00. Held for 1 h.
        “payments are down”
        Ticket INC-4821.

        who      ada@contoso.com
        profile  default
        asked    2026-11-21T10:00:00Z
        active   2026-11-21T10:00:01Z
        until    2026-11-21T11:00:00Z
        over     2026-11-21T11:00:00Z
        scope    /subscriptions/prod-payments
        request  request-1
        role id  azr-contributor
        line     30 of the record: stint audit show

        a ask again   esc back   ? help
      "
    `));
  test('asked again', () =>
    expect(frame(press(atHistory(80, 24), 'down', 'a'))).toMatchInlineSnapshot(`
    "
      stint   ada@contoso.com
    ────────────────────────────────────────────────────────────────────────────────
      Ask for this role
       Owner                     prod-payments       Azure  up to 2 h mfa appr tkt
       Asks for a justification, a ticket, a fresh proof of who you are (c1),
       approval by Grace H.

       For           1 h   ends 13:00   ◂ 30 min  1 h  2 h ▸
     ▸ Because       rotate the webhook secret
       Ticket        INC-7
       Ticket system snow
       Scope         all of it, or the id of something below
       Start         now, or 14:30
       Ends          ◂ by itself ▸

      Ended by the cloud; access can outlive the end by up to 10 min.

      up earlier reasons   enter ask   ctrl-p in full   esc back   tab next
    "
  `));
});

test('what was held already was refused nothing', () => {
  const held = {...PAST[0], problem: 'already-active', outcome: 'failed'} as const;
  const text = frame(press(atHistory(80, 24, [{...past(), ...held}]), 'tab'));
  expect(text).toMatch(/○ 11:00 +Global Reader +Directory +held/);
  expect(text).toContain('It was active already, so nothing new was taken.');
});

describe('nothing, no answer, and damage are told apart', () => {
  const lineOf = (model: Model) => frame(model).split('\n')[5]?.trim();
  const damage = {code: 'audit-broken', seq: 12, reason: 'its hash does not fit'} as const;
  test.each([
    ['nobody has looked', press(atWork(), '3'), 'The record is being read.'],
    ['nothing', atHistory(80, 24, []), 'Nothing has been asked for from here yet.'],
    [
      'not readable',
      atHistory(80, 24, [], [{code: 'state-unwritable', path: 'audit.ndjson', reason: 'EACCES'}]),
      'The record could not be read. r reads again, p tells why.',
    ],
    [
      'damaged',
      atHistory(80, 24, [], [damage]),
      'The record does not verify, and nothing of it can be told. p tells why.',
    ],
    ['nothing fits', press(atHistory(), '/', ...type('zzzz')), 'Nothing fits the filter. esc clears it.'],
  ])('%s', (_, model, words) => expect(lineOf(model)).toBe(words));
  test('damage beside what can be read', () =>
    expect(frame(atHistory(80, 12, PAST, [damage]))).toMatchInlineSnapshot(`
      "
        stint   ada@contoso.com
        1 Roles 4   2 Active 0   3 History 4                               read 12:00
      ────────────────────────────────────────────────────────────────────────────────
       ▸× 11:00       Global Reader      Directory     denied    look at the sign-in …
        ○ 09:00       Owner              prod-payments ended     rotate the webhook s…
        ! Sat 10:00   Contributor        prod-payments ran out   INC-4821: payments a…
        ○ 10 Nov      Reader             prod-payments ran out   rotate the webhook s…

         ! The record does not verify at line 12: its hash does not fit.   p tells why
        a ask again   enter the whole story   / filter   tab details   ? help
      "
    `));
});

describe('an open emergency', () => {
  const grants = [RUNNING, ENDING];
  const stems = [{incident: INCIDENT.id, grantId: RUNNING.id, requestId: null, eligibilityId: null}];
  const open = (columns: number, rows: number) =>
    send(
      {...withPolicies(atWork(columns, rows, {grants}, {ladder: 1})), canBreakGlass: true},
      {type: 'incidents-told', incidents: [INCIDENT], stems, now: RUNNING.startsAt ?? 0},
      {type: 'incidents-told', incidents: [INCIDENT], now: INCIDENT.openedAt + 43 * 60_000},
    );
  test('60 columns', () =>
    expect(frame(press(open(60, 16), '2'))).toMatchInlineSnapshot(`
    "
      BREAK GLASS INC-4821, 43 min         2 active, 4 min 05 s
      1 Roles 4   2 Active 2   3 History             read 12:00
    ────────────────────────────────────────────────────────────
     ▸● Global Reader     Directory     ends 12:04   4 min 05 s
      ! Contributor       prod-payments break glass      47 min

      d end   e more time   c withdraw   ? help   ! break glass
    "
  `));
  test('80 columns, with details', () =>
    expect(frame(press(open(80, 20), '2', 'down', 'tab'))).toMatchInlineSnapshot(`
      "
        BREAK GLASS INC-4821, 43 min                2 active, next ends in 4 min 05 s
        1 Roles 4   2 Active 2   3 History                                 read 12:00
      ────────────────────────────────────────────────────────────────────────────────
        ● Global Reader       Directory       ━╌╌╌╌╌╌╌╌╌╌╌ ends 12:04       4 min 05 s
       ▸! Contributor         prod-payments   ━━━━━━━━━━╌╌ break glass          47 min

      ────────────────────────────────────────────────────────────────────────────────
        Contributor on prod-payments
        Azure
        /subscriptions/prod-payments
        Taken in the emergency INC-4821. Since 11:47. Ends 12:47. Ended by the
        cloud; access can outlive the end by up to 10 min.
        “rotate the webhook secret”

        d end   e more time   c withdraw   a ask again   ? help   ! break glass
      "
    `));
  test('120 columns', () =>
    expect(frame(press(open(120, 14), '2'))).toMatchInlineSnapshot(`
    "
      BREAK GLASS INC-4821, 43 min   ada@contoso.com                                      2 active, next ends in 4 min 05 s
      1 Roles 4   2 Active 2   3 History                                                                         read 12:00
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     ▸● Global Reader      Directory      ━╌╌╌╌╌╌╌╌╌╌╌ ends 12:04       4 min 05 s  Global Reader on Directory
      ! Contributor        prod-payments  ━━━━━━━━━━╌╌ break glass          47 min  Entra
                                                                                    /
                                                                                    Since 11:00. Ends 12:04. Ended by the
                                                                                    cloud; access can outlive the end by
                                                                                    up to 60 min.

      d end   e more time   c withdraw   a ask again   x put away   D end all   tab details   ? help   ! break glass
    "
  `));
  test('on the form, in ASCII', () => {
    const look = lookOf({LANG: 'C', NO_COLOR: '1'}, undefined);
    const model = inEmergency({...open(80, 20), look}, INCIDENT, DRILL);
    expect(frame(press(model, 'down', 'return'))).toMatchInlineSnapshot(`
      "
        BREAK GLASS INC-4821, 43 min, and 1 more    2 active, next ends in 4 min 05 s
      --------------------------------------------------------------------------------
        Ask for this role
         Owner                     prod-payments       Azure  up to 2 h mfa appr tkt
         Asks for a justification, a ticket, a fresh proof of who you are (c1),
         approval by Grace H.

         For           1 h   ends 13:00   < 30 min  1 h  2 h >
       > Because        say why  asked for
         Ticket          asked for
         Scope         all of it, or the id of something below
         Start         now, or 14:30
         Ends          < by itself >

        Ended by the cloud; access can outlive the end by up to 10 min.

        up earlier reasons   enter ask   ctrl-p in full   esc back   tab next
      "
    `);
  });
  test('a reminder that stays', () => {
    const reminders = [{grant: RUNNING, mark: 600}];
    const now = (RUNNING.endsAt ?? 0) - 600_000;
    const model = send({...press(open(80, 14), '2'), now}, {type: 'reminded', reminders, loud: true});
    expect(frame(send(model, {type: 'copied', what: 'The code'}))).toMatchInlineSnapshot(`
      "
        BREAK GLASS INC-4821, 1 h 20 min           1 active, next ends in 10 min 00 s
        1 Roles 4   2 Active 2   3 History                                 read 12:00
      ────────────────────────────────────────────────────────────────────────────────
       ▸● Global Reader       Directory       ╌╌╌╌╌╌╌╌╌╌╌╌ ends 12:04            ended
        ! Contributor         prod-payments   ━━╌╌╌╌╌╌╌╌╌╌ break glass     10 min 00 s

       ! Contributor on prod-payments ends in 10 min, at 12:47.
       ● The code was given to the terminal to copy.
        d end   e more time   c withdraw   a ask again   ? help   ! break glass
      "
    `);
  });
});
