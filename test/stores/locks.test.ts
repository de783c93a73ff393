import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {systemClock} from '../../src/host/clock.ts';
import {createAuditLog} from '../../src/stores/audit-log.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {createJournal} from '../../src/stores/journal.ts';
import {createLocks} from '../../src/stores/locks.ts';
import {HandClock} from '../support/clock.ts';
import {contender, killed, said} from './processes.ts';
import {intent} from './samples.ts';
import {scratchFolder} from './scratch.ts';

const patient = new AbortController().signal;

test('callers in one process take turns, in order, also after one that failed', async () => {
  const locks = createLocks(join(scratchFolder(), 'locks.db'), new HandClock());
  const story: string[] = [];
  const act = (name: string) =>
    locks.holding('tokens', patient, async () => {
      story.push(`${name} in`);
      await new Promise(resolve => setImmediate(resolve));
      story.push(`${name} out`);
      if (name === 'b') throw new Error('b failed');
      return name;
    });
  expect(await Promise.allSettled([act('a'), act('b'), act('c')])).toMatchObject([
    {value: 'a'},
    {reason: {message: 'b failed'}},
    {value: 'c'},
  ]);
  expect(story).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
});

test('one name does not hinder another, and the files are ours alone', async () => {
  const folder = scratchFolder();
  const locks = createLocks(join(folder, 'locks.db'), new HandClock());
  const inner = locks.holding('tokens', patient, () => locks.holding('audit', patient, async () => 'both'));
  expect(await inner).toBe('both');
  expect(readdirSync(folder).sort()).toEqual(['locks-audit.db', 'locks.db']);
  expect(readdirSync(folder).map(name => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600]);
});

test('closing lets go of nothing that is held: the work is done first', async () => {
  const path = join(scratchFolder(), 'locks.db');
  const clock = new HandClock();
  const [one, two] = [createLocks(path, clock), createLocks(path, clock)];
  const gate = Promise.withResolvers<void>();
  const story: string[] = [];
  const first = one.holding('audit', patient, async () => {
    await gate.promise;
    story.push('first done');
  });
  await new Promise(resolve => setImmediate(resolve));
  one.close();
  const second = two.holding('audit', patient, async () => story.push('second in'));
  await clock.turn(1000);
  expect(story).toEqual([]);
  gate.resolve();
  await first;
  await clock.through(second);
  expect(story).toEqual(['first done', 'second in']);
  two.close();
});

test('a second holder waits through the clock, and the signal ends the waiting', async () => {
  const path = join(scratchFolder(), 'locks.db');
  const clock = new HandClock();
  const [one, two] = [createLocks(path, clock), createLocks(path, clock)];
  const gate = Promise.withResolvers<void>();
  const first = one.holding('tokens', patient, () => gate.promise);
  const impatient = new AbortController();
  const givenUp = two.holding('tokens', impatient.signal, async () => 'never');
  await clock.turn(5000);
  impatient.abort();
  await expect(givenUp).rejects.toMatchObject({name: 'AbortError'});
  const second = two.holding('tokens', patient, async () => 'mine');
  await clock.turn(5000);
  gate.resolve();
  await first;
  expect(await clock.through(second)).toBe('mine');
});

test('a lock does not outlive a killed process', async () => {
  const folder = scratchFolder();
  const child = contender('hold', folder, 'tokens');
  expect(await said(child)).toBe('ready');
  const clock = new HandClock();
  const mine = createLocks(join(folder, 'locks.db'), clock).holding('tokens', patient, async () => 'mine');
  await clock.turn(0);
  await clock.turn(1000);
  expect(clock.naps.length).toBeGreaterThan(5);
  await killed(child);
  expect(await clock.through(mine)).toBe('mine');
});

test('an intent survives kill -9 right after it was opened', async () => {
  const folder = scratchFolder();
  const child = contender('openAndStay', folder, 'i-killed');
  expect(await said(child)).toBe('ready');
  await killed(child);
  const journal = createJournal(createDatabase({path: join(folder, 'state.db'), clock: systemClock()}));
  expect((await journal.unsettled()).map(row => row.intent)).toEqual([intent('i-killed')]);
});

test('two processes append to one log and open intents in one journal, and nothing is lost', async () => {
  const folder = scratchFolder();
  const crowd = [
    contender('appendMany', folder, 'a'),
    contender('appendMany', folder, 'b'),
    contender('openMany', folder, 'a'),
    contender('openMany', folder, 'b'),
  ];
  expect(await Promise.all(crowd.map(said))).toEqual(['done', 'done', 'done', 'done']);
  const clock = systemClock();
  const locks = createLocks(join(folder, 'locks.db'), clock);
  const log = createAuditLog({path: join(folder, 'audit.ndjson'), locks, clock});
  expect(await log.verify()).toMatchObject({type: 'whole', entries: 50});
  const journal = createJournal(createDatabase({path: join(folder, 'state.db'), clock}));
  expect(await journal.unsettled()).toHaveLength(50);
});
