import {describe, expect, test} from 'vitest';
import {createGuard} from '../../src/compose/guard/guard.ts';
import {type Begin, type Message, messageIn} from '../../src/compose/guard/messages.ts';
import {guardEnvironment, proxiesIn, whyNoGuard} from '../../src/compose/guard/where.ts';
import type {Wish} from '../../src/core/intent.ts';
import type {Guard} from '../../src/core/ports.ts';
import {type Problem, Trouble} from '../../src/core/problem.ts';
import {Secret} from '../../src/core/secret.ts';
import {minutes} from '../../src/core/time.ts';
import type {GuardPipe} from '../../src/host/guard-process.ts';
import {restingOn} from '../../src/usecases/resting-on.ts';
import {HandClock} from '../support/clock.ts';
import {ADA, grant, HOUR, NOON, wish} from '../usecases/samples.ts';

const BEGIN: Begin = {
  type: 'begin',
  ...{profile: 'default', practice: false, entra: null, aws: null, proxies: {}},
  places: {stateDb: '/s', locksDb: '/l', auditFile: '/a', statusFile: '/f'},
};

/** A guardian that only listens. */
class Listener {
  readonly heard: Message[] = [];
  readonly #left = Promise.withResolvers<void>();

  readonly pipe: GuardPipe = {
    pid: process.pid,
    gone: this.#left.promise,
    send: async line => {
      const message = messageIn(line);
      if (message === undefined) throw new Error(`not understood: ${line}`);
      this.heard.push(message);
    },
    end: () => this.leave(),
  };

  leave(): void {
    this.#left.resolve();
  }

  get words(): readonly string[] {
    return this.heard.map(({type}) => type).filter(type => type !== 'time');
  }
}

interface House {
  readonly guard: Guard;
  readonly clock: HandClock;
  readonly listeners: Listener[];
  readonly noted: (readonly string[])[];
  /** Whether this process is sure of the time. */
  readonly time: {sure: boolean};
  /** What the sign-in gives. */
  readonly tokens: {life: number; trouble: Problem | undefined; asked: string[]};
}

function house({whyNot, offset = 0}: {readonly whyNot?: Problem; readonly offset?: number} = {}): House {
  const clock = new HandClock(NOON);
  const [listeners, noted]: [Listener[], (readonly string[])[]] = [[], []];
  const time = {sure: true};
  const tokens: House['tokens'] = {life: HOUR, trouble: undefined, asked: []};
  const guard = createGuard({
    ...{clock, begin: BEGIN, whyNot},
    server: {now: () => clock.now() + offset, offset: () => offset, isSure: () => time.sure},
    access: {
      actor: async () => ADA,
      token: async audience => {
        tokens.asked.push(audience);
        if (tokens.trouble !== undefined) throw new Trouble(tokens.trouble);
        const expiresAt = Math.floor(clock.now() / tokens.life) * tokens.life + tokens.life;
        return {token: new Secret(`for ${audience}`), expiresAt};
      },
    },
    guards: {note: async (_, wishIds) => void noted.push(wishIds), living: async () => []},
    start: async () => {
      const listener = new Listener();
      listeners.push(listener);
      return listener.pipe;
    },
  });
  return {guard, clock, listeners, noted, time, tokens};
}

const owed = (id: string, changes: Partial<Wish['grant']> = {}): Wish =>
  wish({id, grant: grant({id: `grant-${id}`, endsAt: NOON + 8 * HOUR, ...changes})});
const LOAN = {kind: 'aws-role', assignment: 'lent'} as const;

describe('the guardian of a process', () => {
  test('is started by the first wish, and hears of each with the tokens it takes', async () => {
    const {guard, listeners, noted, tokens} = house();
    await Promise.all([guard.ward([owed('one')]), guard.ward([owed('two', {kind: 'entra-role'})])]);
    await guard.ward([owed('three', LOAN)]);
    expect(listeners).toHaveLength(1);
    expect(listeners[0]?.words).toEqual(['begin', 'ward', 'token', 'ward', 'token', 'ward']);
    expect(tokens.asked).toEqual(['arm', 'graph']);
    expect(noted).toEqual([['one'], ['one', 'two'], ['one', 'two', 'three']]);
  });

  test('a token’s end is told in server time, and it is renewed by the clock that the sign-in reckons with', async () => {
    const {guard, clock, listeners, tokens} = house({offset: -minutes(10)});
    await guard.ward([owed('one')]);
    const token = listeners[0]?.heard.find(message => message.type === 'token');
    expect(token).toMatchObject({expiresAt: NOON + HOUR - minutes(10)});
    await clock.turn(minutes(55));
    tokens.life = 3 * HOUR;
    await clock.turn(minutes(2));
    expect(listeners[0]?.words).toEqual(['begin', 'ward', 'token', 'token']);
    await guard.dismiss();
  });

  test('a loan takes the token of the group that it rests on', async () => {
    const {guard, tokens} = house();
    const group = grant({id: 'group', kind: 'entra-group'});
    await guard.ward([owed('one', {...LOAN, address: restingOn({}, {grant: group, actor: ADA})})]);
    expect(tokens.asked).toEqual(['graph']);
  });

  test('is given a new token before the old one ends, once each', async () => {
    const {guard, clock, listeners, tokens} = house();
    await guard.ward([owed('one')]);
    await clock.turn(minutes(55));
    expect(listeners[0]?.words).toEqual(['begin', 'ward', 'token']);
    tokens.life = 3 * HOUR;
    await clock.turn(minutes(2));
    expect(listeners[0]?.words).toEqual(['begin', 'ward', 'token', 'token']);
    await clock.turn(HOUR);
    expect(listeners[0]?.words).toHaveLength(4);
    await guard.dismiss();
  });

  test('no token to be had now is asked for again, and the wish is safe', async () => {
    const {guard, clock, listeners, tokens} = house();
    await guard.ward([owed('one')]);
    tokens.trouble = {code: 'unreachable', what: 'Entra', reason: 'the connection was reset'};
    await clock.turn(minutes(57));
    expect(tokens.asked.length).toBeGreaterThan(2);
    tokens.trouble = undefined;
    tokens.life = 3 * HOUR;
    await clock.turn(minutes(2));
    expect(listeners[0]?.words).toEqual(['begin', 'ward', 'token', 'token']);
    await guard.dismiss();
  });

  test('without any token the wish is given to it all the same, and that is told', async () => {
    const {guard, listeners, tokens} = house();
    tokens.trouble = {code: 'signed-out', reason: 'expired'};
    await expect(guard.ward([owed('one')])).rejects.toThrow(Trouble);
    expect(listeners[0]?.words).toEqual(['begin', 'ward']);
  });

  test('stays the same, and goes by the time it was told, where this machine’s clock has been set', async () => {
    const {guard, clock, listeners, time} = house({offset: minutes(1)});
    await guard.ward([owed('one', {...LOAN, endsAt: NOON + HOUR})]);
    clock.stepWall(2 * HOUR);
    time.sure = false;
    await guard.ward([owed('two', LOAN)]);
    expect(listeners.map(({words}) => words)).toEqual([['begin', 'ward', 'ward']]);
    const told = () => listeners[0]?.heard.filter(({type}) => type === 'time').length;
    expect(told()).toBe(1);
    time.sure = true;
    await guard.ward([owed('three', LOAN)]);
    expect(told()).toBe(2);
  });

  test('leaves when the last wish is released, and another one comes for the next', async () => {
    const {guard, listeners} = house();
    await guard.ward([owed('one', LOAN), owed('two', LOAN)]);
    await guard.release(['one']);
    expect(listeners[0]?.words).toEqual(['begin', 'ward', 'ward', 'release']);
    await guard.release(['two']);
    expect(listeners[0]?.words.at(-1)).toBe('dismiss');
    await guard.ward([owed('three', LOAN)]);
    expect(listeners[1]?.words).toEqual(['begin', 'ward']);
  });

  test('one that was killed is followed by another, who is given everything', async () => {
    const {guard, listeners} = house();
    await guard.ward([owed('one', LOAN)]);
    listeners[0]?.leave();
    await guard.ward([owed('two', LOAN)]);
    expect(wardedBy(listeners[1]).sort()).toEqual(['one', 'two']);
  });

  test('one whose grants are over by now has left', async () => {
    const {guard, clock, listeners} = house();
    await guard.ward([owed('one', {...LOAN, endsAt: NOON + minutes(5)})]);
    await clock.turn(minutes(5));
    await guard.ward([owed('two', LOAN)]);
    expect(wardedBy(listeners[1])).toEqual(['two']);
  });

  test('nothing was warded: nobody is there to be dismissed or told', async () => {
    const {guard, listeners} = house();
    await guard.release(['one']);
    await guard.dismiss();
    expect(listeners).toEqual([]);
  });

  test('where nobody can stay behind, nobody is started', async () => {
    const {guard, listeners} = house({whyNot: {code: 'unsupported', reason: 'here not'}});
    expect(guard.unavailable).toMatchObject({code: 'unsupported'});
    await expect(guard.ward([owed('one')])).rejects.toMatchObject({problem: {code: 'unsupported'}});
    expect(listeners).toEqual([]);
  });
});

const wardedBy = (listener: Listener | undefined): string[] =>
  (listener?.heard ?? []).flatMap(message => (message.type === 'ward' ? [message.wish.id] : []));

describe('where one can live', () => {
  test.each([
    ['from a shell', {}, {pid: 4711, parent: 4000}, true],
    ['entered from outside a container', {}, {pid: 4711, parent: 0}, true],
    ['an empty CI', {CI: ''}, {pid: 4711, parent: 4000}, true],
    ['as a container’s main process', {}, {pid: 1, parent: 0}, false],
    ['as the only task of one', {}, {pid: 7, parent: 1}, false],
    ['in a build job', {CI: 'true'}, {pid: 4711, parent: 4000}, false],
  ])('%s', (_, env, standing, can) => {
    const problem = whyNoGuard(env, standing);
    expect(problem === undefined).toBe(can);
    if (!can)
      expect(problem).toMatchObject({nextSteps: [expect.stringContaining('--wait-end'), expect.anything()]});
  });
});

test('what it is started with: trust by whole paths, and nothing else', () => {
  const env = {
    ...{NODE_EXTRA_CA_CERTS: 'corp/ca.pem', SSL_CERT_FILE: '/etc/ca.pem', SSL_CERT_DIR: ''},
    ...{
      NODE_OPTIONS: '--inspect --use-system-ca',
      HTTPS_PROXY: 'http://ada:secret@proxy',
      AWS_SECRET_ACCESS_KEY: 'x',
    },
    ...{HOME: '/home/ada', PATH: '/bin', STINT_PASSPHRASE_FILE: '/p'},
  };
  expect(guardEnvironment(env)).toEqual({
    NODE_EXTRA_CA_CERTS: `${process.cwd()}/corp/ca.pem`,
    SSL_CERT_FILE: '/etc/ca.pem',
    NODE_OPTIONS: '--use-system-ca',
  });
  expect(proxiesIn({...env, no_proxy: 'localhost', ALL_PROXY: 'http://all'})).toEqual({
    HTTPS_PROXY: 'http://ada:secret@proxy',
    ...{no_proxy: 'localhost', ALL_PROXY: 'http://all'},
  });
});
