import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {describe, expect, test} from 'vitest';
import type {ProcessMark} from '../../src/core/intent.ts';
import {processes} from '../../src/host/processes.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {createJournal, type Processes} from '../../src/stores/journal.ts';
import {MIGRATIONS} from '../../src/stores/migrations.ts';
import {HandClock} from '../support/clock.ts';
import {contender, killed, said} from './processes.ts';
import {AT, wish} from './samples.ts';
import {scratchFolder} from './scratch.ts';

const HOLDER: ProcessMark = {pid: 100, since: 'noon'};
const GUARD: ProcessMark = {pid: 200, since: 'noon'};
const held = (id: string) => ({...wish(id, AT), reason: 'until-exit' as const, holder: HOLDER});

/** Some processes that live until a test says otherwise. */
class Crowd {
  readonly #living: ProcessMark[] = [HOLDER, GUARD];

  as(own: ProcessMark): Processes {
    return {
      own,
      isAlive: asked => this.#living.some(one => one.pid === asked.pid && one.since === asked.since),
    };
  }

  leaves(mark: ProcessMark): void {
    this.#living.splice(this.#living.indexOf(mark), 1);
  }
}

const journalOf = (folder: string, who: Processes) =>
  createJournal(createDatabase({path: join(folder, 'state.db'), clock: new HandClock()}), who);

describe('a wish that somebody holds', () => {
  test('is nobody else’s while the holder lives, and anybody’s once, when it is gone', async () => {
    const [folder, crowd] = [scratchFolder(), new Crowd()];
    const guard = journalOf(folder, crowd.as(GUARD));
    await journalOf(folder, crowd.as(HOLDER)).wish(held('w'));
    expect(await guard.wishes()).toEqual([held('w')]);
    expect(await guard.claim('w', AT + 86_400_000, 1000)).toBe(false);
    expect(guard.isHolderGone(HOLDER)).toBe(false);
    crowd.leaves(HOLDER);
    expect(guard.isHolderGone(HOLDER)).toBe(true);
    expect(await guard.claim('w', AT, 1000)).toBe(true);
    expect(await journalOf(folder, crowd.as({pid: 300, since: 'one'})).claim('w', AT, 1000)).toBe(false);
  });

  test('is the holder’s own to carry out', async () => {
    const [folder, crowd] = [scratchFolder(), new Crowd()];
    const holder = journalOf(folder, crowd.as(HOLDER));
    await holder.wish(held('w'));
    expect(await holder.claim('w', AT, 1000)).toBe(true);
    expect(await journalOf(folder, crowd.as(GUARD)).claim('w', AT, 1000)).toBe(false);
  });

  test('is not taken for held by a stranger who uses the holder’s pid', async () => {
    const [folder, crowd] = [scratchFolder(), new Crowd()];
    await journalOf(folder, crowd.as(HOLDER)).wish({
      ...held('w'),
      holder: {pid: HOLDER.pid, since: 'before'},
    });
    expect(await journalOf(folder, crowd.as(HOLDER)).claim('w', AT, 1000)).toBe(true);
  });

  test('is everybody’s as soon as the same wish comes without the holder; a postponed one stays held', async () => {
    const [folder, crowd] = [scratchFolder(), new Crowd()];
    const [holder, guard] = [journalOf(folder, crowd.as(HOLDER)), journalOf(folder, crowd.as(GUARD))];
    await holder.wish(held('w'));
    await holder.postpone('w', AT + 5);
    expect(await guard.wishes()).toEqual([{...held('w'), dueAt: AT + 5, attempts: 1}]);
    expect(await guard.claim('w', AT, 1000)).toBe(false);
    await holder.wish(wish('w', AT + 9));
    expect(await guard.wishes()).toEqual([{...wish('w', AT + 9), attempts: 1}]);
    expect(await guard.claim('w', AT, 1000)).toBe(true);
  });
});

describe('between real processes', () => {
  test('kill -9 of the holder makes its wish ours', async () => {
    const folder = scratchFolder();
    const holder = contender('holdWish', folder, 'w');
    expect(await said(holder)).toBe('ready');
    const ours = journalOf(folder, processes);
    expect(await ours.claim('w', AT, 1000)).toBe(false);
    await killed(holder);
    expect(await ours.claim('w', AT, 1000)).toBe(true);
  });

  test('a claim ends with the process that was killed, not with its lease', async () => {
    const folder = scratchFolder();
    const ours = journalOf(folder, processes);
    await ours.wish(wish('w', AT));
    const other = contender('claimAndStay', folder, 'w');
    expect(await said(other)).toBe('ready');
    expect(await ours.claim('w', AT, 1000)).toBe(false);
    await killed(other);
    expect(await ours.claim('w', AT, 1000)).toBe(true);
  });

  test('two that reach for the same wishes get each of them once', async () => {
    const folder = scratchFolder();
    const ours = journalOf(folder, processes);
    for (let n = 0; n < 40; n += 1) await ours.wish(wish(String(n), AT));
    const answers = await Promise.all([1, 2].map(() => said(contender('claimMany', folder, '40'))));
    const won = answers.flatMap(line => JSON.parse(line.split('\n')[0] ?? '') as number[]);
    expect(won.sort((a, b) => a - b)).toEqual(Array.from({length: 40}, (_, n) => n));
  });
});

describe('rows of an older stint', () => {
  /** As the first four steps left it: a claim by a pid, nothing of when its process began. */
  function olderFolder(claimedBy: number): string {
    const folder = scratchFolder();
    const db = new DatabaseSync(join(folder, 'state.db'));
    for (const step of MIGRATIONS.slice(0, 4)) db.exec(step);
    db.prepare(
      'INSERT INTO wishes (id, due_at, attempts, claimed_until, claimed_by, body) VALUES (?, ?, 0, ?, ?, ?)',
    ).run('w', AT, AT + 1000, claimedBy, JSON.stringify(wish('w', AT)));
    db.exec('PRAGMA user_version = 4');
    db.close();
    return folder;
  }

  test('a claim by a pid that lives counts until its lease is over', async () => {
    const ours = journalOf(olderFolder(process.ppid), processes);
    expect(await ours.wishes()).toEqual([wish('w', AT)]);
    expect(await ours.claim('w', AT + 999, 1000)).toBe(false);
    expect(await ours.claim('w', AT + 1000, 1000)).toBe(true);
  });

  test('a claim by a pid that is gone does not', async () => {
    const other = contender('openAndStay', scratchFolder(), 'i');
    expect(await said(other)).toBe('ready');
    await killed(other);
    expect(await journalOf(olderFolder(other.pid ?? 0), processes).claim('w', AT, 1000)).toBe(true);
  });
});
