import {cleanup, render} from 'ink-testing-library';
import {afterEach, describe, expect, test} from 'vitest';
import {Trouble} from '../../src/core/problem.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import type {Loop} from '../../src/ui/loop.ts';
import {Root} from '../../src/ui/root.tsx';
import {all} from '../usecases/fake-cloud.ts';
import {
  active,
  asksStepUp,
  eligibility,
  grant,
  HOUR,
  NOON,
  pending,
  policy,
  refused,
} from '../usecases/samples.ts';
import {loopOver, type ScreenWorld, screenWorld} from './world.ts';

const loops: Loop[] = [];
afterEach(async () => {
  cleanup();
  for (const loop of loops.splice(0)) await loop.close();
});

/** The app as a person meets it: keys in, the last frame out. */
function open(on: ScreenWorld) {
  const loop = loopOver(on);
  loops.push(loop);
  const screen = render(<Root loop={loop} />);
  const frame = () => screen.lastFrame() ?? '';
  const settle = async () => {
    for (let i = 0; i < 5; i += 1) await on.clock.turn(0);
  };
  return {
    loop,
    frame,
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
  };
}

const ENTER = '\r';
const DOWN = '\u001b[B';

/** One role that asks for a justification. */
function oneRole(on: ScreenWorld, requires: Parameters<typeof policy>[1] = {justification: true}): void {
  on.arm.eligiblePages = all(eligibility({maxDuration: 8 * 3600}));
  on.arm.policies.set('azr-1', policy({approvers: [untrusted('Grace')]}, requires));
}

describe('stories', () => {
  test('sign in, ask, hold, end', async () => {
    const on = screenWorld({signedIn: false});
    oneRole(on);
    on.arm.answers = [active({startsAt: NOON, endsAt: NOON + HOUR})];
    on.arm.endings = [() => ({type: 'ended'})];
    const app = open(on);
    await app.settle();
    expect(app.frame()).toContain('H K 7 2   M D Q X');
    await app.press('c');
    expect(on.copied).toEqual(['HK72MDQX']);
    on.visitor.arrive();
    await app.settle();
    expect(app.frame()).toContain('Contributor');
    expect(app.frame()).toContain('up to 8 h');
    await app.press(ENTER, 'incident 42', ENTER);
    expect(app.frame()).toContain('Contributor on prod is active until 13:00.');
    expect(app.frame()).toContain('1 h');
    on.arm.activePages = all(grant());
    await app.turn(13 * 60_000);
    expect(app.frame()).toContain('47 min');
    await app.press('d', 'y');
    expect(app.frame()).toContain('Contributor on prod is ended.');
    expect(on.arm.sent).toHaveLength(1);
    expect(on.arm.ended).toHaveLength(1);
  });

  test('a role that needs approval, and is provisioned then', async () => {
    const on = screenWorld();
    oneRole(on, {approval: true, justification: false});
    on.arm.answers = [pending('pending-approval', ['Grace'])];
    on.arm.checks = [pending('pending-approval', ['Grace']), pending('provisioning'), active()];
    const app = open(on);
    await app.settle();
    await app.press(ENTER, ENTER);
    expect(app.frame()).toContain('waiting for Grace');
    await app.turn(1000);
    await app.turn(2000);
    expect(app.frame()).toContain('provisioning');
    await app.turn(15_000);
    expect(app.frame()).toContain('is active until 13:00');
  });

  test('a role that asks who you are shows the code and goes on', async () => {
    const on = screenWorld();
    oneRole(on, {justification: false});
    const meets = Promise.withResolvers<void>();
    const codes = on.entra.stepUp.bind(on.entra);
    Object.assign(on.entra, {
      async *stepUp(...asked: Parameters<typeof codes>) {
        yield* codes(...asked);
        await meets.promise;
      },
    });
    on.arm.answers = [asksStepUp(), active()];
    const app = open(on);
    await app.settle();
    await app.press(ENTER, ENTER);
    expect(app.frame()).toContain('The role asks who you are. Enter ABCD');
    meets.resolve();
    await app.settle();
    expect(app.frame()).not.toContain('ABCD');
    expect(app.frame()).toContain('is active until 13:00');
  });

  test('too soon to end: it ends itself, to the second', async () => {
    const on = screenWorld();
    oneRole(on);
    on.arm.activePages = all(grant());
    on.arm.endings = [() => ({type: 'too-soon', notBefore: NOON + 67_000}), () => ({type: 'ended'})];
    const app = open(on);
    await app.settle();
    await app.press('2', 'd', 'y');
    expect(app.frame()).toContain('ends itself at 12:01:07');
    await app.turn(90_000);
    expect(app.frame()).toContain('Contributor on prod is ended.');
  });

  test('several marked roles are asked for at once; each has its own fate', async () => {
    const on = screenWorld();
    const other = eligibility({id: 'azr-2', name: untrusted('Owner'), maxDuration: 7200});
    on.arm.eligiblePages = all(eligibility({maxDuration: 7200}), other);
    for (const id of ['azr-1', 'azr-2']) on.arm.policies.set(id, policy({maxDuration: 7200}));
    on.arm.answers = [active(), refused({code: 'denied'}, 'denied')];
    const app = open(on);
    await app.settle();
    await app.press(' ', ' ', ENTER);
    expect(app.frame()).toContain('Ask for 2 roles');
    await app.press(ENTER);
    expect(on.arm.sent).toHaveLength(2);
    expect(app.frame()).toContain('The request was denied.');
    expect(app.frame()).toContain('ends 13:00');
  });

  test('one source that fails is said, the other is shown', async () => {
    const on = screenWorld();
    oneRole(on);
    on.graph.eligiblePages = [new Trouble({code: 'consent-missing', scopes: ['X']})];
    const app = open(on);
    await app.settle();
    expect(app.frame()).toContain('Contributor');
    expect(app.frame()).toContain('! Entra: The app registration lacks consent');
    on.graph.eligiblePages = all();
    await app.press('r');
    expect(app.frame()).not.toContain('lacks consent');
  });

  test('what an earlier run kept is there before the cloud has answered', async () => {
    const on = screenWorld({signedIn: false});
    await on.cache.keepEligibilities('azure-resource', [eligibility()], NOON);
    const app = open(on);
    await app.settle();
    // A lone escape byte is held back for a moment by Ink, in case more of a sequence follows.
    app.loop.dispatch({type: 'press', key: 'escape'});
    await app.settle();
    expect(app.frame()).toContain('Contributor');
    expect(app.frame()).toContain('You are not signed in.');
  });

  test('first run: the tenant is saved and opened; or the demo', async () => {
    const on = screenWorld({configured: false});
    const app = open(on);
    await app.press(ENTER, 'contoso.com', '\t', 'client-1', ENTER);
    expect(on.saved).toEqual([{tenantId: 'contoso.com', clientId: 'client-1'}]);
    expect(on.opened).toEqual(['real']);
    const demo = screenWorld({configured: false});
    const other = open(demo);
    await other.press('d');
    await other.settle();
    expect(demo.opened).toEqual(['demo']);
    expect(other.frame()).toContain('Practice cloud: nothing here is real.');
  });

  test('a browser that cannot be opened is said, not thrown', async () => {
    const app = open(screenWorld({signedIn: false}));
    await app.settle();
    await app.press('o');
    expect(app.frame()).toContain('There is no browser to open here.');
  });

  test('moving and marking with a list of ten thousand', async () => {
    const on = screenWorld();
    const many = Array.from({length: 10_000}, (_, at) =>
      eligibility({id: `azr-${at}`, name: untrusted(`Role ${at}`)}),
    );
    on.arm.eligiblePages = all(...many);
    const app = open(on);
    await app.settle();
    await app.press('/', '9999', ENTER);
    expect(app.frame()).toContain('Role 9999');
    expect(app.frame()).toContain('1 of 10000');
    await app.press(DOWN);
    expect(app.frame()).toContain('▸  ○ Role 9999');
  });
});
