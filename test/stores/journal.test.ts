import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Journal} from '../../src/core/ports.ts';
import {ACTIVATION_STATES, isFinal} from '../../src/core/state.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {createJournal} from '../../src/stores/journal.ts';
import {HandClock} from '../support/clock.ts';
import {AT, intent, wish} from './samples.ts';
import {scratchFolder} from './scratch.ts';

function journalIn(folder: string): Journal {
  return createJournal(createDatabase({path: join(folder, 'state.db'), clock: new HandClock()}));
}

describe('intents', () => {
  test('an intent is there for the next process as soon as it is open', async () => {
    const folder = scratchFolder();
    await journalIn(folder).open(intent('i1'));
    expect(await journalIn(folder).unsettled()).toEqual([
      {intent: intent('i1'), requestId: null, state: 'submitted', settledAt: null},
    ]);
  });

  test('oldest first, with the name the cloud gave', async () => {
    const journal = journalIn(scratchFolder());
    await journal.open(intent('late', AT + 1));
    await journal.open(intent('early', AT));
    await journal.named('late', 'graph-7');
    const rows = await journal.unsettled();
    expect(rows.map(row => [row.intent.id, row.requestId])).toEqual([
      ['early', null],
      ['late', 'graph-7'],
    ]);
  });

  test('one that is not wanted any more says so to every process, until it is settled', async () => {
    const folder = scratchFolder();
    const journal = journalIn(folder);
    for (const id of ['i1', 'i2']) await journal.open(intent(id));
    await journal.unwant('i1');
    const rows = await journalIn(folder).unsettled();
    expect(rows.map(row => row.intent)).toEqual([{...intent('i1'), isUnwanted: true}, intent('i2')]);
  });

  test('a batch is kept in one step: no end is owed for it, and what begins later is settled', async () => {
    const folder = scratchFolder();
    const journal = journalIn(folder);
    const by = {pid: 7, since: 'now'};
    for (const [id, batch] of [
      ['i1', 'b1'],
      ['i2', 'b1'],
      ['i3', 'b2'],
    ] as const)
      await journal.open({...intent(id), batch: {id: batch, by}});
    await journal.progressed('i2', 'scheduled', AT + 1);
    await journal.wish({...wish('w1', AT), holder: by, batch: 'b1'});
    await journal.wish({...wish('w2', AT), holder: by, batch: 'b2'});
    await journal.batches?.keep('b1', AT + 5);
    const rows = await journalIn(folder).unsettled();
    expect(rows.map(row => row.intent)).toEqual([intent('i1'), {...intent('i3'), batch: {id: 'b2', by}}]);
    expect((await journalIn(folder).wishes()).map(({id}) => id)).toEqual(['w2']);
  });

  test('a batch is given up: what is still open of it is unwanted', async () => {
    const journal = journalIn(scratchFolder());
    const batch = {id: 'b1', by: {pid: 7, since: 'now'}};
    for (const id of ['i1', 'i2']) await journal.open({...intent(id), batch});
    await journal.open(intent('i3'));
    await journal.settle('i1', 'failed', AT + 1);
    await journal.batches?.unwant('b1');
    const rows = await journal.unsettled();
    expect(rows.map(row => [row.intent.id, row.intent.isUnwanted])).toEqual([
      ['i2', true],
      ['i3', undefined],
    ]);
  });

  test.each(ACTIVATION_STATES)('settling as %s', async state => {
    const journal = journalIn(scratchFolder());
    await journal.open(intent('i1'));
    await journal.settle('i1', state, AT + 5);
    const known = isFinal(state) || state === 'active' || state === 'scheduled';
    expect((await journal.unsettled()).map(row => row.state)).toEqual(known ? [] : [state]);
  });

  test.each([
    ['denied', 'active'],
    ['denied', 'unknown'],
    ['active', 'provisioning'],
    ['scheduled', 'submitted'],
  ] as const)('what is settled as %s shrugs off late news of %s', async (known, late) => {
    const journal = journalIn(scratchFolder());
    await journal.open(intent('i1'));
    await journal.settle('i1', known, AT + 5);
    await journal.settle('i1', late, AT + 6);
    expect(await journal.unsettled()).toEqual([]);
  });

  test('a state on the way is told, and kept with its time until the intent is settled', async () => {
    const db = createDatabase({path: join(scratchFolder(), 'state.db'), clock: new HandClock()});
    const journal = createJournal(db);
    await journal.open(intent('i1'));
    await journal.progressed('i1', 'pending-approval', AT + 1);
    await journal.progressed('i1', 'provisioning', AT + 2);
    expect((await journal.unsettled()).map(row => row.state)).toEqual(['provisioning']);
    await journal.settle('i1', 'active', AT + 3);
    await journal.progressed('i1', 'provisioning', AT + 4);
    await journal.progressed('unheard-of', 'provisioning', AT + 4);
    expect(await journal.unsettled()).toEqual([]);
    const rows = await db.read(sql => sql.prepare('SELECT intent_id, at, state FROM states').all());
    expect(rows.map(row => Object.values(row))).toEqual([
      ['i1', AT + 1, 'pending-approval'],
      ['i1', AT + 2, 'provisioning'],
    ]);
  });

  test('the same id is never opened twice', async () => {
    const journal = journalIn(scratchFolder());
    await journal.open(intent('i1'));
    await expect(journal.open(intent('i1'))).rejects.toThrow(/UNIQUE/);
  });
});

describe('wishes', () => {
  test('soonest first, until they are carried out', async () => {
    const folder = scratchFolder();
    const journal = journalIn(folder);
    await journal.wish(wish('b', AT + 2));
    await journal.wish(wish('a', AT + 1));
    expect(await journalIn(folder).wishes()).toEqual([wish('a', AT + 1), wish('b', AT + 2)]);
    await journal.fulfil('a');
    expect((await journal.wishes()).map(one => one.id)).toEqual(['b']);
  });

  test('only one of two processes gets the claim, until the lease is over', async () => {
    const folder = scratchFolder();
    const [one, two] = [journalIn(folder), journalIn(folder)];
    await one.wish(wish('w', AT));
    expect(await one.claim('w', AT, 1000)).toBe(true);
    expect(await two.claim('w', AT + 999, 1000)).toBe(false);
    expect(await two.claim('w', AT + 1000, 1000)).toBe(true);
  });

  test('a claim made before the clock was set back by an hour does not last an hour', async () => {
    const folder = scratchFolder();
    const [one, two] = [journalIn(folder), journalIn(folder)];
    await one.wish(wish('w', AT));
    expect(await one.claim('w', AT, 60_000)).toBe(true);
    expect(await two.claim('w', AT - 60_000, 60_000)).toBe(false);
    expect(await two.claim('w', AT - 3_600_000, 60_000)).toBe(true);
  });

  test('postponing counts the attempt and lets go of the claim', async () => {
    const journal = journalIn(scratchFolder());
    await journal.wish(wish('w', AT));
    await journal.claim('w', AT, 60_000);
    await journal.postpone('w', AT + 300_000);
    expect(await journal.wishes()).toEqual([{...wish('w', AT + 300_000), attempts: 1}]);
    expect(await journal.claim('w', AT, 1000)).toBe(true);
  });

  test('what was carried out cannot be claimed or wished again', async () => {
    const journal = journalIn(scratchFolder());
    await journal.wish(wish('w', AT));
    await journal.fulfil('w');
    await journal.wish(wish('w', AT + 1));
    expect(await journal.wishes()).toEqual([]);
    expect(await journal.claim('w', AT, 1000)).toBe(false);
  });
});

test('a row that cannot be read is said, and left where it is', async () => {
  const path = join(scratchFolder(), 'state.db');
  const db = createDatabase({path, clock: new HandClock()});
  const journal = createJournal(db);
  await journal.open(intent('i1'));
  await db.write(sql => sql.prepare("UPDATE intents SET body = 'not json'").run());
  await expect(journal.unsettled()).rejects.toMatchObject({
    problem: {code: 'state-unwritable', path, reason: 'a row in it cannot be read'},
  });
});
