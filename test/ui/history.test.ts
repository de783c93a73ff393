import {describe, expect, test} from 'vitest';
import {durationIn} from '../../src/ui/form.ts';
import {layoutOf} from '../../src/ui/layout.ts';
import {textOf} from '../../src/ui/line.ts';
import type {Model} from '../../src/ui/model.ts';
import {pastDetails} from '../../src/ui/parts/past-details.ts';
import {pastColumns, pastRow} from '../../src/ui/parts/past-row.ts';
import {update} from '../../src/ui/update.ts';
import {HOUR, NOON} from '../usecases/samples.ts';
import {atHistory, PAST, past} from './past-samples.ts';
import {atWork, OWNER, press, pressed, send, type, withPolicies} from './samples.ts';

const told = (rows = PAST) => ({type: 'past-told', rows, problems: [], readAt: NOON}) as const;
const shown = ({history}: Model) => history.shown.map(row => row.seq);
const formOf = ({screen}: Model) => {
  if (screen.type !== 'request') throw new Error(`the screen is ${screen.type}`);
  return screen.form;
};
const reason = (model: Model) => textOf(formOf(model).lines.justification);

describe('the History tab', () => {
  test('is read whenever somebody looks', () => {
    const [model, effects] = pressed(atWork(), '3');
    expect(model.screen.type).toBe('history');
    expect(effects).toEqual([{type: 'read-history'}]);
    expect(pressed(press(model, '2'), 'right')[1]).toEqual([{type: 'read-history'}]);
  });
  test('keeps the row under the cursor when newer ones come', () => {
    const at = press(atHistory(), 'down');
    const later = send(at, told([past({seq: 99, requestId: 'new'}), ...PAST]));
    expect(later.history.shown[later.history.cursor.at]?.seq).toBe(40);
  });
  test('keeps what it knew when the record cannot be read', () => {
    const lost = {code: 'state-unwritable', path: 'audit.ndjson', reason: 'EACCES'} as const;
    const model = send(atHistory(), {type: 'past-told', rows: [], problems: [lost], readAt: NOON});
    expect(shown(model)).toHaveLength(4);
    expect(layoutOf(model).problems).toBe(1);
    expect(press(model, 'p').screen.type).toBe('problems');
  });
  test.each([
    ['webhook', [40, 4]],
    ['inc-4821', [30]],
    ['denied', [60]],
    ['contrib', [30]],
    ['nothing of the kind', []],
  ])('a filter: %s', (text, seqs) => {
    const model = press(atHistory(), '/', ...type(text));
    expect(shown(model)).toEqual(seqs);
    expect(shown(press(model, 'escape'))).toEqual([60, 40, 30, 4]);
  });
  test('ten thousand rows are filtered and moved in within a frame or two', () => {
    const rows = Array.from({length: 10_000}, (_, at) =>
      past({seq: 10_000 - at, justification: `reason ${at}`}),
    );
    const model = press(atHistory(80, 24, rows), '/', 'r');
    const begun = performance.now();
    const filtered = press(model, ...type('eason 99'));
    expect(shown(filtered).length).toBeGreaterThan(100);
    expect(performance.now() - begun).toBeLessThan(9 * 100);
    expect(press(filtered, 'return', 'G').history.cursor.at).toBe(shown(filtered).length - 1);
  });
  test('a past activation is read whole, and left again', () => {
    const page = press(atHistory(), 'return');
    expect(page.screen.type).toBe('story');
    expect(press(page, 'escape').screen.type).toBe('history');
  });
});

describe('asking again', () => {
  const asked = press(atHistory(), 'down', 'a');

  test('takes the same length, reason and ticket', () => {
    const form = formOf(asked);
    expect(form.roles).toEqual([OWNER]);
    expect(reason(asked)).toBe('rotate the webhook secret');
    expect(textOf(form.lines.ticket)).toBe('INC-7');
    expect(textOf(form.lines.system)).toBe('snow');
    expect(durationIn(form)).toBe(3600);
    expect(textOf(form.lines.scope)).toBe('');
  });
  test('a narrower place is the same place again', () => {
    const scope = {id: `${OWNER.scope.id}/resourceGroups/rg`, name: 'rg', type: 'resource-group'};
    const model = press(atHistory(80, 24, [past({scope})]), 'a');
    expect(textOf(formOf(model).lines.scope)).toBe(scope.id);
  });
  test('from its page too, and esc leads back to the list', () => {
    expect(reason(press(atHistory(), 'down', 'return', 'a'))).toBe('rotate the webhook secret');
    expect(press(asked, 'escape').screen.type).toBe('history');
    expect(press(asked, 'tab', 'ctrl-p', 'escape', 'escape').screen.type).toBe('history');
  });
  test('hostile text is written into the form as typed text is', () => {
    const model = press(atHistory(80, 24, [past({justification: 'a\u001b[31mb\u202ec\nd'})]), 'a');
    expect(reason(model)).toBe('a[31mbc d');
  });
});

describe('earlier reasons', () => {
  const form = press(withPolicies(atWork()), 'down', 'return', ...type('half a'));
  const [waiting, effects] = pressed(form, 'up');

  test('are read from the record first', () => {
    expect(effects).toEqual([{type: 'read-history'}]);
    expect(reason(waiting)).toBe('half a');
    expect(reason(send(waiting, told()))).toBe('look at the sign-in logs');
  });
  test('newest first, each once, and back to what was being written', () => {
    const first = send(waiting, told());
    const second = press(first, 'up');
    expect(reason(second)).toBe('rotate the webhook secret');
    const end = press(second, 'up');
    expect(reason(end)).toBe('rotate the webhook secret');
    expect(end.notice?.text).toBe('That is the earliest one in the record.');
    expect(reason(press(second, 'down'))).toBe('look at the sign-in logs');
    expect(reason(press(second, 'down', 'down'))).toBe('half a');
    expect(formOf(press(second, 'down', 'down', 'down')).focus).toBe('ticket');
  });
  test('what is changed is one’s own again', () => {
    const changed = press(send(waiting, told()), '!');
    expect(reason(changed)).toBe('look at the sign-in logs!');
    expect(formOf(press(changed, 'down')).focus).toBe('ticket');
  });
  test('of others, of emergencies and of the practice cloud none is offered', () => {
    const rows = [
      past({seq: 9, account: 'grace@contoso.com', justification: 'hers'}),
      past({seq: 8, incident: 'INC-1', justification: 'INC-1: all down'}),
      past({seq: 7, practice: true, justification: 'only playing'}),
    ];
    const model = send(waiting, told(rows));
    expect(reason(model)).toBe('half a');
    expect(model.notice?.text).toBe('up: the record has no earlier reasons of yours');
  });
  test('what has been asked for since is read anew', () => {
    const read = send(waiting, told());
    expect(read.history.state).toBe('read');
    const [later] = update(read, {
      type: 'happened',
      item: OWNER.id,
      event: {type: 'ended'},
      now: NOON + HOUR,
    });
    expect(later.history.state).toBe('unread');
  });
});

test('a drill is not told as an emergency', () => {
  const held = {incident: 'INC-7', justification: 'INC-7: try it', outcome: 'active'} as const;
  const rows = [past({...held, seq: 2}), past({...held, seq: 1, isDrill: true})];
  const list = atHistory(120, 24, rows);
  const [real = '', drill = ''] = rows.map(row =>
    pastRow(list, {...row, id: `${row.seq}`}, false, pastColumns(120))
      .map(({text}) => text)
      .join(''),
  );
  expect([real.trim()[0], /(\w* )INC-7: try it/.exec(real)?.[1]]).toEqual(['!', ' ']);
  expect([drill.trim()[0], drill.includes('drill INC-7: try it')]).toEqual(['●', true]);
  const words = (row: (typeof rows)[number]) =>
    pastDetails(list, {...row, id: `${row.seq}`}, 60)
      .flat()
      .map(({text}) => text)
      .join(' ');
  expect(rows.map(row => /A drill, INC-7|Break glass, INC-7/.exec(words(row))?.[0])).toEqual([
    'Break glass, INC-7',
    'A drill, INC-7',
  ]);
  const found = press(list, '/', ...type('drill'));
  expect(found.history.shown.map(({seq}) => seq)).toEqual([1]);
});

test('the details of what is long past tell the time of day', () => {
  const [row] = PAST.filter(({seq}) => seq === 4);
  if (row === undefined) throw new Error('there is no such row');
  const lines = pastDetails(atHistory(), {...row, id: '4'}, 76).map(line =>
    line.map(({text}) => text).join(''),
  );
  expect(lines.join(' ')).toContain('Asked for 10 Nov 00:00. Active from 10 Nov 00:00. Over 10 Nov 01:00.');
});
