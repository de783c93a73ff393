import {describe, expect, test} from 'vitest';
import {awsProviders} from '../../src/compose/aws-cloud.ts';
import {isAwsKind} from '../../src/compose/cloud-kinds.ts';
import {entraProviders} from '../../src/compose/entra-cloud.ts';
import {fixedAccess, NO_AWS_ACCESS} from '../../src/compose/guard/fixed-access.ts';
import {later, laterAuthority, laterProvider} from '../../src/compose/later.ts';
import {KINDS, type Kind} from '../../src/core/kind.ts';
import type {AccessProvider, Authority} from '../../src/core/ports.ts';
import {Trouble} from '../../src/core/problem.ts';
import {endpointsOf} from '../../src/core/settings.ts';
import {createAccountBook} from '../../src/stores/account-book.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {scratchFolder} from '../stores/scratch.ts';
import {HandClock} from '../support/clock.ts';
import {FakeLoanBook} from '../support/loan-book.ts';

const clock = new HandClock();
const server = {now: () => clock.now(), offset: () => 0};
const http = {sendRequest: () => Promise.reject(new Error('nothing is asked here'))};

/** The real provider of a kind, as both the app and a guardian make it. */
function realOf(kind: Kind): AccessProvider {
  if (!isAwsKind(kind)) {
    const entra = {endpoints: endpointsOf({}, 'public'), clientId: 'app', copies: 'ada'};
    return entraProviders(fixedAccess(entra, {tokens: new Map()}, http, server), clock, server)(kind);
  }
  const accounts = createAccountBook(createDatabase({path: `${scratchFolder()}/state.db`, clock}), 'ada');
  const desk = {profile: 'default', clock, server, loans: new FakeLoanBook(), accounts, settings: {}};
  return awsProviders(NO_AWS_ACCESS, desk)(kind);
}

async function gathered<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const one of stream) all.push(one);
  return all;
}

const unloaded = () => Promise.reject(new Error('nobody asked for it'));
const {signal} = new AbortController();

test.each(KINDS)('%s: what it can do is told without loading it, and true', kind => {
  const membersOf = (provider: AccessProvider) => Object.keys(provider).sort();
  expect(membersOf(laterProvider(kind, unloaded))).toEqual(membersOf(realOf(kind)));
});

/** Answers every call with the call itself: a stream of one, or a promise. */
function echo<T extends object>(streams: readonly string[]): T {
  const answer = (name: string) =>
    streams.includes(name)
      ? async function* (...given: unknown[]) {
          yield [name, ...given];
        }
      : async (...given: unknown[]) => [name, ...given];
  // Not a thenable: it comes out of a promise.
  return new Proxy({} as T, {get: (_, name) => (name === 'then' ? undefined : answer(String(name)))});
}

type Called = (...given: unknown[]) => Promise<unknown> | AsyncIterable<unknown>;

async function answerOf(told: Promise<unknown> | AsyncIterable<unknown>): Promise<unknown> {
  if (!(Symbol.asyncIterator in told)) return told;
  const [first] = await gathered(told);
  return first;
}

describe('each call arrives as it was made', () => {
  const STREAMS = ['eligible', 'active', 'open', 'madeRequests', 'narrower', 'signIn', 'stepUp'];
  const given = ['a', 'b', 'c', 'd'];

  async function expectPassed(all: object): Promise<void> {
    const calls = Object.entries(all).filter(([, member]) => typeof member === 'function');
    expect(calls.length).toBeGreaterThan(4);
    for (const [name, call] of calls) {
      const taken = given.slice(0, (call as Called).length);
      expect(await answerOf((call as Called)(...taken))).toEqual([name, ...taken]);
    }
  }

  test.each(KINDS)('provider of %s', kind =>
    expectPassed(laterProvider(kind, async () => echo<AccessProvider>(STREAMS))),
  );

  test('authority', async () => {
    const all = laterAuthority({provider: 'aws', session: 'lab'}, async () => echo<Authority>(STREAMS));
    await expectPassed(all);
    expect(all).toMatchObject({provider: 'aws', session: 'lab'});
  });
});

test('what is at hand loads nothing', async () => {
  const {active} = echo<AccessProvider>(['active']);
  const provider = laterProvider('aws-role', unloaded, {active});
  expect(await gathered(provider.active(signal))).toEqual([['active', signal]]);
  await expect(gathered(provider.open(signal))).rejects.toThrow('nobody asked for it');
});

test('loaded by the first call, and once', async () => {
  let loads = 0;
  const provider = laterProvider('aws-role', async () => {
    loads += 1;
    return realOf('aws-role');
  });
  provider.eligible(signal);
  expect(loads).toBe(0);
  await Promise.all([gathered(provider.active(signal)), gathered(provider.open(signal))]);
  expect(loads).toBe(1);
});

test('a load that failed is tried again', async () => {
  const loads = [unloaded, async () => 'loaded'];
  const load = later(() => loads.shift()?.() ?? unloaded());
  await expect(load()).rejects.toThrow('nobody asked for it');
  expect(await load()).toBe('loaded');
  expect(await load()).toBe('loaded');
});

test('trouble passes as it is', async () => {
  const trouble = new Trouble({code: 'signed-out', reason: 'never'});
  const refuse = () => Promise.reject(trouble);
  const provider = laterProvider('aws-role', async () => ({...realOf('aws-role'), lend: refuse}));
  const loan = {} as Parameters<NonNullable<AccessProvider['lend']>>[0];
  await expect(provider.lend?.(loan, {signal})).rejects.toBe(trouble);
});

test('whoever stops reading stops the stream behind it', async () => {
  let stopped = false;
  async function* pages() {
    try {
      for (;;) yield {items: [], complete: false};
    } finally {
      stopped = true;
    }
  }
  const provider = laterProvider('entra-role', async () => ({...realOf('entra-role'), active: pages}));
  for await (const page of provider.active(signal)) {
    expect(page.complete).toBe(false);
    break;
  }
  expect(stopped).toBe(true);
});
