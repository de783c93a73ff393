import {describe, expect, test} from 'vitest';
import {untrusted} from '../../src/core/untrusted.ts';
import {failingWords} from '../../src/ui/delivering.ts';
import type {Effect} from '../../src/ui/effect.ts';
import {emergencyTitle, emergencyWords, incidentOf, type Stem} from '../../src/ui/emergency.ts';
import {farewell} from '../../src/ui/farewell.ts';
import {noticeLines} from '../../src/ui/notice-lines.ts';
import {restOf} from '../../src/ui/ticking.ts';
import {Title} from '../../src/ui/title.ts';
import {update} from '../../src/ui/update.ts';
import {grant, NOON} from '../usecases/samples.ts';
import {atHistory, DRILL, INCIDENT, inEmergency} from './past-samples.ts';
import {
  atWork,
  CONTRIBUTOR,
  ENDING,
  fresh,
  MINUTE,
  opened,
  press,
  pressed,
  RUNNING,
  send,
} from './samples.ts';

const LADDER = {ladder: 2};
const ready = {...atWork(80, 24, {grants: [RUNNING, ENDING]}, LADDER), canBreakGlass: true};

describe('the words of an open emergency', () => {
  const of = (...incidents: Parameters<typeof inEmergency>[1][]) => inEmergency(ready, ...incidents);
  test.each([
    ['one', of(INCIDENT), 80, 'BREAK GLASS INC-4821, 43 min'],
    ['a drill', of(DRILL), 80, 'DRILL drill-7, 2 days'],
    [
      'what is real stands before a drill',
      of(DRILL, INCIDENT),
      80,
      'BREAK GLASS INC-4821, 43 min, and 1 more',
    ],
    ['just now', of({...INCIDENT, openedAt: NOON - 59_999}), 80, 'BREAK GLASS INC-4821, just opened'],
    ['an hour', of({...INCIDENT, openedAt: NOON - 61 * MINUTE}), 80, 'BREAK GLASS INC-4821, 1 h 1 min'],
    [
      'little room',
      of({...INCIDENT, id: 'INC-4821-'.repeat(9)}),
      40,
      'BREAK GLASS INC-4821-INC-4821-I…, 43 min',
    ],
    ['hostile', of({...INCIDENT, id: 'a\u001b]0;b\u0007'}), 80, 'BREAK GLASS a\\u{1b}]0;b\\u{7}, 43 min'],
  ])('%s', (_, model, room, words) => {
    const said = emergencyWords(model, room);
    expect(said.length).toBeLessThanOrEqual(room);
    expect(said).toBe(words);
  });
  test('the picture is drawn again when the next minute is full', () => {
    const model = inEmergency({...atWork(), now: NOON}, {...INCIDENT, openedAt: NOON - 43 * MINUTE - 20_000});
    expect(restOf(model, NOON)).toBe(40_000);
  });
});

test('on leaving, a drill is told apart from what is real', () => {
  const lines = farewell(inEmergency(fresh(), DRILL, INCIDENT), new Set());
  expect(lines).toEqual([
    'Drill drill-7 is open until stint break-glass close drill-7.',
    'INC-4821 is open until stint break-glass close INC-4821.',
  ]);
});

test('on leaving, a name that a shell would run is one word of the command', () => {
  const [line] = farewell(inEmergency(fresh(), {...INCIDENT, id: 'A|B $(id)'}), new Set());
  expect(line).toBe("A|B $(id) is open until stint break-glass close 'A|B $(id)'.");
});

describe('the title of the window', () => {
  test('is ours while an emergency is open, and then what it was', () => {
    let written = '';
    const title = new Title(text => {
      written += text;
    });
    title.follow(ready);
    expect(written).toBe('');
    title.follow(inEmergency(ready, INCIDENT));
    title.follow(inEmergency(ready, INCIDENT));
    expect(written).toBe('\u001b[22;2t\u001b]2;stint: BREAK GLASS INC-4821\u0007');
    written = '';
    title.restore();
    title.restore();
    expect(written).toBe('\u001b]2;\u0007\u001b[23;2t');
  });
  test('a drill says so', () => {
    expect(emergencyTitle(inEmergency(ready, DRILL))).toBe('stint: DRILL drill-7');
  });
});

describe('the way into it', () => {
  test('! hands the terminal over, from every list', () => {
    for (const tab of ['1', '2', '3'])
      expect(pressed(press(ready, tab), '!')[1]).toEqual([{type: 'break-glass'}]);
  });
  test('also before anything could be opened, and while nobody is signed in', () => {
    const closed = send(fresh(), {type: 'trouble', about: 'open', problem: {code: 'failed', reason: 'No.'}});
    expect(pressed({...closed, canBreakGlass: true}, '!')[1]).toEqual([{type: 'break-glass'}]);
    const signIn = send(opened(80, 24, LADDER), {type: 'identified', identities: []});
    expect(pressed({...signIn, canBreakGlass: true}, '!')[1]).toEqual([{type: 'break-glass'}]);
  });
  test('in a field it is a character', () => {
    expect(pressed(press(ready, '/'), '!')[1]).not.toContainEqual({type: 'break-glass'});
  });
  test('afterwards everything is looked at again', () => {
    const [model, effects] = update(ready, {type: 'emergency-left', code: 0, now: NOON + 1});
    expect(model.screen.type).toBe('active');
    expect(effects.map(({type}) => type)).toEqual(['read-roles', 'read-grants', 'catch-up']);
    const [stayed] = update(ready, {type: 'emergency-left', code: 4, now: NOON + 1});
    expect(stayed.screen.type).toBe('roles');
    expect(stayed.notice?.text).toBe('Break glass ended with 4.');
  });
  test('without a sign-in only the emergencies are', () => {
    const out = send(opened(), {type: 'identified', identities: []});
    const [, effects] = update(out, {type: 'emergency-left', code: 4, now: NOON});
    expect(effects).toEqual([{type: 'read-incidents', stems: true}]);
  });
});

describe('it stays until it is closed', () => {
  test('elsewhere too: it is looked for every minute', () => {
    const open = inEmergency(ready, INCIDENT);
    const soon = update(open, {type: 'tick', now: NOON + 59_000, jumped: false});
    expect(soon[1]).not.toContainEqual({type: 'read-incidents', stems: false});
    const [model, effects] = update(open, {type: 'tick', now: NOON + 60_000, jumped: false});
    expect(effects).toContainEqual({type: 'read-incidents', stems: false});
    expect(inEmergency(model).incidents).toEqual([]);
  });
});

describe('one that is opened elsewhere', () => {
  const types = (effects: readonly Effect[]) => effects.map(({type}) => type);
  const none = inEmergency(atWork(80, 24, {grants: []}, LADDER));
  test('is looked for every minute, also where nothing counts down', () => {
    expect(restOf(none, NOON + 20_000)).toBe(40_000);
    const soon = update(none, {type: 'tick', now: NOON + 59_000, jumped: false});
    expect(types(soon[1])).not.toContain('read-incidents');
    const [looked, effects] = update(none, {type: 'tick', now: NOON + MINUTE, jumped: false});
    expect(types(effects)).toContain('read-incidents');
    expect(restOf(looked, NOON + MINUTE)).toBe(MINUTE);
  });
  test('is looked for with every reading that a person asks for', () => {
    for (const list of [none, atHistory()])
      expect(pressed(list, 'r')[1]).toContainEqual({type: 'read-incidents', stems: false});
    expect(types(pressed(press(none, '2'), 'r')[1])).toEqual(['read-grants']);
  });
  test('may hold a role already: what is active is read at once, and once', () => {
    const told = {type: 'incidents-told', incidents: [INCIDENT], now: NOON} as const;
    const [model, effects] = update(none, told);
    expect(types(effects)).toEqual(['read-grants']);
    expect(types(update(model, told)[1])).toEqual([]);
    expect(types(update(press(none, '2', 'r'), told)[1])).toEqual([]);
  });
  test('those that were open when the screen was opened come with the first reading', () => {
    const [, effects] = update(atWork(), {type: 'incidents-told', incidents: [INCIDENT], now: NOON});
    expect(effects).toEqual([]);
  });
});

describe('what was taken in it', () => {
  const stem: Stem = {incident: INCIDENT.id, grantId: null, requestId: null, eligibilityId: null};
  const among = (stems: readonly Stem[]) =>
    send(ready, {type: 'incidents-told', incidents: [INCIDENT], stems, now: NOON});
  test.each([
    ['its grant', [{...stem, grantId: RUNNING.id}], RUNNING, true],
    ['its role', [{...stem, eligibilityId: CONTRIBUTOR.id}], RUNNING, true],
    ['its request', [{...stem, requestId: 'r-1'}], {...RUNNING, requestId: 'r-1'}, true],
    ['its reason', [], {...RUNNING, justification: untrusted('INC-4821: payments are down')}, true],
    ['another reason', [], {...RUNNING, justification: untrusted('INC-48210: something else')}, false],
    ['nothing of the kind', [stem], RUNNING, false],
    [
      'what stands anyway',
      [{...stem, eligibilityId: CONTRIBUTOR.id}],
      {...RUNNING, assignment: 'standing' as const},
      false,
    ],
  ])('is known by %s', (_, stems, held, is) => {
    expect(incidentOf(among(stems), held)?.id).toBe(is ? INCIDENT.id : undefined);
  });

  test('is reminded of by everybody, and louder', () => {
    const near = grant({...RUNNING, endsAt: NOON + 10 * MINUTE + 500});
    const held = {...atWork(80, 24, {grants: [near]}, LADDER)};
    const open = send(held, {
      type: 'incidents-told',
      incidents: [INCIDENT],
      stems: [{...stem, grantId: near.id}],
      now: NOON,
    });
    const [, effects] = update(open, {type: 'tick', now: NOON + 1000, jumped: false});
    expect(effects).toContainEqual({type: 'alarm', grants: [near]});
    expect(effects.map(({type}) => type)).not.toContain('remind');
    const alarmed = send(open, {type: 'reminded', reminders: [{grant: near, mark: 600}], loud: true});
    const later = send(alarmed, {type: 'copied', what: 'The code'});
    expect(noticeLines(later)[0]).toMatchObject({
      text: 'Contributor on prod-payments ends in 10 min, at 12:10.',
      tone: 'alarm',
    });
    expect(press(later, 'down').alarms).toEqual([]);
  });
});

describe('what sinks are told while the screen is open', () => {
  const sinks = atWork(80, 24, {}, {hasSinks: true});
  const happened = {type: 'happened', item: 'x', event: {type: 'ended'}} as const;
  const delivers = (of: ReturnType<typeof update>) => of[1].filter(({type}) => type === 'deliver').length;

  test('once at the start, after each change, and once a minute at most', () => {
    expect(sinks.delivery).toMatchObject({owed: false, at: NOON});
    const [soon, none] = update(sinks, {...happened, now: NOON + 20_000});
    expect(none).toEqual([]);
    expect(soon.delivery.owed).toBe(true);
    expect(restOf(soon, NOON + 20_000)).toBe(40_000);
    const due = update(soon, {type: 'tick', now: NOON + 60_000, jumped: false});
    expect(delivers(due)).toBe(1);
    expect(delivers(update(due[0], {type: 'tick', now: NOON + 120_000, jumped: false}))).toBe(0);
    expect(delivers(update(sinks, {...happened, now: NOON + 60_000}))).toBe(1);
  });
  test('nobody is told where there is nobody', () => {
    expect(delivers(update(atWork(), {...happened, now: NOON + MINUTE}))).toBe(0);
  });
  test('a sink that fails is said after ten minutes, where nothing else is', () => {
    const failing = [{sink: 'ops', since: NOON - 9 * MINUTE, waiting: 12}];
    const model = send(sinks, {type: 'delivered', failing, waits: true});
    expect(noticeLines(model)).toEqual([]);
    const later = {...model, now: NOON + MINUTE};
    expect(
      noticeLines(later)
        .map(({text}) => text)
        .join(' '),
    ).toBe('The sink ops has taken nothing for 10 min; 12 lines wait: stint doctor tells why.');
    expect(noticeLines(press(later, 'z'))[0]?.text).toContain('does nothing here');
    expect(noticeLines(send(later, {type: 'delivered', failing: [], waits: false}))).toEqual([]);
  });
  test('the others that fail are counted', () => {
    const failing = ['ops', 'chat', 'siem'].map(sink => ({sink, since: NOON - 20 * MINUTE, waiting: 1}));
    const words = (count: number) =>
      failingWords(send(sinks, {type: 'delivered', failing: failing.slice(0, count), waits: true}))[0];
    expect(words(2)).toContain('1 line waits, and 1 more fails: stint doctor');
    expect(words(3)).toContain('1 line waits, and 2 more fail: stint doctor');
  });
  test('nobody who is asking, answering or leaving is kept from what they see', () => {
    const failing = [{sink: 'ops', since: NOON - 20 * MINUTE, waiting: 1}];
    const told = send(ready, {type: 'delivered', failing, waits: true});
    expect(['1', '2', '3'].map(tab => failingWords(press(told, tab)).length)).toEqual([1, 1, 1]);
    const asked = press(told, 'down', 'return');
    expect([asked.screen.type, failingWords(asked)]).toEqual(['request', []]);
    expect(failingWords(press(told, '2', 'd'))).toEqual([]);
  });
});

test('a notice that takes more lines than there are for it says that it is cut', () => {
  const low = {...ready, size: {columns: 60, rows: 16}};
  const text = `${'word '.repeat(60)}end`;
  const lines = noticeLines({...low, notice: {tone: 'calm', text, next: []}});
  expect(lines).toHaveLength(3);
  expect(lines.map(one => one.text.endsWith(' …'))).toEqual([false, false, true]);
  expect(Math.max(...lines.map(one => one.text.length))).toBeLessThanOrEqual(55);
  const short = noticeLines({...low, notice: {tone: 'calm', text: 'one', next: ['two', 'three']}});
  expect(short.map(one => one.text)).toEqual(['one', 'two', 'three']);
});
