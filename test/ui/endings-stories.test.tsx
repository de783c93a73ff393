import {cleanup, render} from 'ink-testing-library';
import {afterEach, describe, expect, test} from 'vitest';
import type {Reminders} from '../../src/core/ports.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import type {Loop} from '../../src/ui/loop.ts';
import {Root} from '../../src/ui/root.tsx';
import type {App} from '../../src/usecases/app.ts';
import {all} from '../usecases/fake-cloud.ts';
import {FakeGuard, US} from '../usecases/fake-guard.ts';
import {type FakeWorld, world} from '../usecases/fakes.ts';
import {active, eligibility, grant, HOUR, NOON, policy, refused} from '../usecases/samples.ts';
import {loopOver, screenWorld} from './world.ts';

const loops: Loop[] = [];
afterEach(async () => {
  cleanup();
  for (const loop of loops.splice(0)) await loop.close();
});

const MINUTE = 60_000;
const ENTER = '\r';
const BACK_TAB = '\u001b[Z';
const RIGHT = '\u001b[C';

/** An app with somebody who can stay behind, and whose server time a test may doubt. */
function guarded(parts: Partial<App> = {}) {
  const guard = new FakeGuard();
  const time = {isSure: true};
  const fake: FakeWorld = world({guard, self: US, ...parts});
  const server = {...fake.app.server, isSure: () => time.isSure};
  fake.journal.self = US;
  const on = screenWorld({fake: {...fake, app: {...fake.app, server}}});
  on.arm.eligiblePages = all(eligibility({maxDuration: 8 * 3600}));
  on.arm.policies.set('azr-1', policy({}, {justification: true}));
  return {on, guard, time};
}

async function open(on: ReturnType<typeof screenWorld>) {
  const loop = loopOver(on);
  loops.push(loop);
  const screen = render(<Root loop={loop} />);
  const settle = async () => {
    for (let i = 0; i < 6; i += 1) await on.clock.turn(0);
  };
  await settle();
  return {
    loop,
    frame: () => screen.lastFrame() ?? '',
    settle,
    press: async (...keys: readonly string[]) => {
      for (const key of keys) {
        screen.stdin.write(key);
        await settle();
      }
    },
    turn: async (by: number) => {
      await on.clock.turn(by);
      await settle();
    },
    /** The picture is closed, and what is said then. */
    leave: async () => {
      loops.splice(loops.indexOf(loop), 1);
      const lines: string[] = [];
      const closing = loop.close(line => lines.push(line));
      await on.clock.through(closing);
      return lines;
    },
  };
}

describe('what ends with the app', () => {
  test('is warded as soon as it is there, shown, and ended on leaving', async () => {
    const {on, guard} = guarded();
    on.arm.answers = [active({startsAt: NOON, endsAt: NOON + HOUR})];
    on.arm.endings = [() => ({type: 'ended'})];
    const app = await open(on);
    await app.press(ENTER, 'why', BACK_TAB, BACK_TAB, RIGHT);
    expect(app.frame()).toContain('◂ when I leave stint ▸   even if it is killed');
    on.arm.activePages = all(grant());
    await app.press(ENTER);
    expect(guard.warded.map(wish => [wish.grant.id, wish.holder])).toEqual([['azr-1.abc', US]]);
    expect(app.frame()).toContain('ends with stint');
    await app.press('q');
    expect(app.frame()).toContain('leave: it ends with stint');
    await app.press('q');
    expect(await app.leave()).toEqual(['Ending what ends with stint.', 'Contributor on prod is ended.']);
    expect(on.arm.ended).toHaveLength(1);
    expect(guard.dismissed).toBe(1);
    expect(on.journal.owed.size).toBe(0);
  });

  test('that cannot end yet is left to who stays behind, to the second', async () => {
    const {on, guard} = guarded();
    on.arm.answers = [active({startsAt: NOON, endsAt: NOON + HOUR})];
    on.arm.endings = [() => ({type: 'too-soon', notBefore: NOON + 5 * MINUTE})];
    const app = await open(on);
    on.arm.activePages = all(grant());
    await app.press(ENTER, 'why', ENTER, 'q');
    expect(app.frame()).toContain('Contributor on prod can end at 12:05:00 (PIM: not before)');
    await app.press('e');
    expect(await app.leave()).toEqual([
      'Ending what ends with stint.',
      'Contributor on prod can end at 12:05:00 (PIM: not before): a process that stays behind ends it then.',
    ]);
    expect(guard.warded).toHaveLength(1);
    expect(guard.dismissed).toBe(0);
    expect([...on.journal.owed.values()].map(({dueAt}) => dueAt)).toEqual([NOON + 5 * MINUTE]);
  });

  test('u leaves at once: nothing is asked of the cloud, and its end is durable', async () => {
    const {on, guard} = guarded();
    on.arm.answers = [active({startsAt: NOON, endsAt: NOON + HOUR})];
    const app = await open(on);
    on.arm.activePages = all(grant());
    await app.press(ENTER, 'why', ENTER, 'q', 'u');
    expect(await app.leave()).toEqual(['Contributor on prod is being ended by a process that stays behind.']);
    expect(on.arm.ended).toHaveLength(0);
    expect([...on.journal.owed.values()].map(({holder}) => holder)).toEqual([US]);
    expect([guard.warded.length, guard.dismissed]).toEqual([1, 0]);
  });

  test('where nobody can stay behind that is said, and the next command has it to do', async () => {
    const {on} = guarded({guard: undefined});
    on.arm.answers = [active({startsAt: NOON, endsAt: NOON + HOUR})];
    const app = await open(on);
    on.arm.activePages = all(grant());
    await app.press(ENTER, 'why', ENTER, 'q');
    expect(app.frame()).toContain('leave now: the next stint command ends it');
    await app.press('u');
    expect(await app.leave()).toEqual(['Contributor on prod is ended by the next stint command.']);
    expect(on.journal.owed.size).toBe(1);
  });

  test('what was taken here stays when a person leaves it, and nothing is owed', async () => {
    const {on, guard} = guarded();
    on.arm.answers = [active({startsAt: NOON, endsAt: NOON + HOUR})];
    const app = await open(on);
    on.arm.activePages = all(grant());
    await app.press(ENTER, 'why', ENTER, 'q', 'q');
    expect(await app.leave()).toEqual([]);
    expect([on.arm.ended.length, on.journal.owed.size, guard.warded.length]).toEqual([0, 0, 0]);
  });
});

describe('reminders', () => {
  /** As the real ones: durable, the first who asks is told. */
  const once = (): Reminders => {
    const told = new Set<string>();
    return {
      firstTo: async (...mark) => told.size < told.add(mark.join(' ')).size,
    };
  };

  test('in the app and beside it, once for each mark, also across restarts', async () => {
    const reminders = once();
    const {on} = guarded({reminders, settings: {reminders: [600, 590]}});
    on.arm.activePages = all(grant({startsAt: NOON - HOUR, endsAt: NOON + 10 * MINUTE + 2000}));
    const app = await open(on);
    expect(on.notified).toEqual([]);
    await app.turn(2000);
    expect(app.frame()).toContain('Contributor on prod ends in 10 min, at 12:10.');
    expect(on.notified).toEqual(['stint: Contributor on prod ends in 10 min, at 12:10.']);
    await app.turn(3000);
    expect(on.notified).toHaveLength(1);
    await app.leave();
    const again = await open(on);
    await again.turn(1000);
    expect(on.notified).toHaveLength(1);
    await again.turn(8000);
    expect(on.notified.slice(1)).toEqual(['stint: Contributor on prod ends in 9 min 50 s, at 12:10.']);
  });
});

test('while nobody knows the time it is marked, and looked at at once', async () => {
  const {on, time} = guarded();
  on.arm.activePages = all(grant());
  const app = await open(on);
  await app.press('2');
  expect(app.frame()).not.toContain('~');
  time.isSure = false;
  await app.press('k');
  expect(app.frame()).toContain('ends ~13:00');
  expect(app.frame()).toContain('next ends in ~1 h');
  expect(app.frame()).toContain('Looked again after a pause.');
  time.isSure = true;
  await app.press('k');
  expect(app.frame()).not.toContain('~');
});

test('a batch of which one failed gives the others back', async () => {
  const {on} = guarded();
  const other = eligibility({id: 'azr-2', maxDuration: 7200});
  on.arm.eligiblePages = all(eligibility({maxDuration: 7200}), other);
  on.arm.policies.set('azr-2', policy());
  on.arm.answers = [
    active({startsAt: NOON, endsAt: NOON + HOUR}),
    refused({code: 'denied', by: untrusted('Grace')}, 'denied'),
  ];
  on.arm.endings = [() => ({type: 'ended'})];
  const app = await open(on);
  await app.press(' ', ' ', ENTER, 'why');
  on.arm.activePages = all(grant());
  await app.press(ENTER);
  expect(app.frame()).toContain('b gives the other one back');
  await app.press('b');
  expect(app.frame()).toContain('Give back this one, because not everything was given?');
  on.arm.activePages = all();
  await app.press('y');
  expect(on.arm.ended).toHaveLength(1);
  expect(app.frame()).toContain('2 Active 0');
  expect(app.frame()).toContain('Grace denied the request.');
});

test('a copy with gaps is shown with them, and read again however young it is', async () => {
  const {on} = guarded();
  const gap = {code: 'failed', reason: 'Account 441100220032 could not be read.'} as const;
  await on.cache.keepEligibilities('azure-resource', [eligibility()], NOON, [gap]);
  const app = await open(on);
  expect(app.loop.model().roles.sources.get('azure-resource')).toMatchObject({cached: false, gaps: []});
});
