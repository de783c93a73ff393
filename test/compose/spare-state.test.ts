import {mkdirSync, writeFileSync} from 'node:fs';
import {expect, onTestFinished, test} from 'vitest';
import {openSpareState, type SpareState} from '../../src/compose/emergency/spare-state.ts';
import type {World} from '../../src/compose/world.ts';
import type {Incident} from '../../src/core/emergency.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {createIncidents} from '../../src/stores/incidents.ts';
import {createLocks} from '../../src/stores/locks.ts';
import {type Places, placesOf} from '../../src/stores/places.ts';
import {AT} from '../stores/samples.ts';
import {scratchFolder} from '../stores/scratch.ts';
import {HandClock} from '../support/clock.ts';

const INCIDENT: Incident = {
  ...{id: 'INC-1', profile: 'default', drill: false, practice: false, reason: 'payments are down'},
  ...{openedAt: AT, closedAt: null},
};

interface Home {
  readonly places: Places;
  readonly clock: HandClock;
  readonly open: () => Promise<SpareState>;
}

function home(): Home {
  const folder = scratchFolder();
  const places = placesOf({STINT_HOME: folder}, 'linux', '/');
  const clock = new HandClock();
  const world: World = {
    ...{env: {}, platform: 'linux', home: folder, clock, interactive: false, practice: false},
    ask: () => Promise.reject(new Error('nobody is asked here')),
  };
  const open = async () => {
    const state = await clock.through(openSpareState(places, world));
    onTestFinished(() => {
      state.locks.close();
      state.db.close();
    });
    return state;
  };
  return {places, clock, open};
}

/** An incident is kept and found, and a lock can be held: all that an emergency needs of its state. */
async function works({db, locks}: SpareState): Promise<void> {
  const incidents = createIncidents(db);
  await incidents.open(INCIDENT);
  expect((await incidents.opened()).map(({id}) => id)).toEqual(['INC-1']);
  expect(await locks.holding('audit', new AbortController().signal, async () => 'held')).toBe('held');
}

const keptIn = async ({places, clock}: Home): Promise<readonly string[]> => {
  const db = createDatabase({path: places.stateDb, clock});
  onTestFinished(() => db.close());
  return (await createIncidents(db).opened()).map(({id}) => id);
};

test('state that can be written is the state itself, and nothing is said', async () => {
  const here = home();
  const state = await here.open();
  expect(state.trouble).toBeUndefined();
  await works(state);
  expect(await keptIn(here)).toEqual(['INC-1']);
});

test.each([
  ['a folder in the place of the state', ({stateDb}: Places) => mkdirSync(stateDb, {recursive: true})],
  ['a state that is no database', ({stateDb}: Places) => writeFileSync(stateDb, 'x'.repeat(8192))],
  [
    'a folder in the place of the locks',
    ({locksDb}: Places) => mkdirSync(locksDb.replace(/\.db$/, '-emergency.db'), {recursive: true}),
  ],
] as const)('%s: it goes on in memory, and says why', async (_, spoil) => {
  const here = home();
  spoil(here.places);
  const state = await here.open();
  expect(state.trouble).toMatchObject({code: 'state-unwritable'});
  await works(state);
});

test('another process that does not let go of the state is waited for a second, no longer', async () => {
  const here = home();
  await here.open();
  const letGo = Promise.withResolvers<void>();
  const locks = createLocks(here.places.locksDb, here.clock);
  const holding = locks.holding('emergency', new AbortController().signal, () => letGo.promise);
  const began = here.clock.monotonic();
  const state = await here.open();
  expect(here.clock.monotonic() - began).toBeLessThanOrEqual(1000);
  expect(state.trouble).toMatchObject({code: 'failed', reason: expect.stringContaining('does not let go')});
  await works(state);
  letGo.resolve();
  await holding;
  locks.close();
});
