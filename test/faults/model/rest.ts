import {expect} from 'vitest';
import {hours, minutes} from '../../../src/core/time.ts';
import {guidFrom} from '../../../src/sandbox/identifiers.ts';
import {EXITS, reconciled, rows} from './acts.ts';
import {Process} from './process.ts';
import {decided} from './steps.ts';
import {heldIds, type Told} from './told.ts';
import type {World} from './world.ts';

/** Longer than any pause before an owed end is tried again (`core/retry.ts`, `OWED`). */
const TRIED_AGAIN = minutes(11);

/** Everybody is gone, nothing goes wrong any more, and the next commands come. */
export async function comesToRest(world: World, told: Told): Promise<void> {
  world.calm();
  for (const slot of [0, 1]) {
    world.process(slot).dieIn(0);
    world.processes[slot] = new Process(world, false);
  }
  decided(world, 'Approve');
  const process = world.process(0);
  for (const pause of [0, minutes(6), TRIED_AGAIN, TRIED_AGAIN]) {
    world.cloud.advance(pause);
    await rows(process);
    await reconciled(process);
  }
  await truthIsTold(world, process);
  nothingStays(world, told);
  await isIdempotent(world, process);
  world.cloud.advance(hours(25));
  await rows(process);
  await reconciled(process);
  expect(await process.app.journal.unsettled(), 'every intent has come to its end').toEqual([]);
  expect(await process.app.journal.wishes(), 'every wish has been carried out').toEqual([]);
  recordIsWhole(world);
}

async function truthIsTold(world: World, process: Process): Promise<void> {
  const active = (await rows(process)).filter(({state}) => state === 'active');
  expect(active.map(({id}) => id).sort(), 'what is held is told').toEqual([...heldIds(world)].sort());
}

/** What was said to be ending, and what was to end with a process that is gone. */
function nothingStays(world: World, told: Told): void {
  const held = heldIds(world);
  expect(
    held.filter(id => told.ending.has(id)),
    'what was said to be ending has ended',
  ).toEqual([]);
  const {engine, given} = world;
  const exits = engine.requests(given.kind).filter(row => row.justification?.startsWith(EXITS));
  const grants = new Map(exits.map(row => [guidFrom('assignment', given.kind, row.name), row.justification]));
  const left = engine.active(given.kind).map(({id}) => grants.get(id));
  expect(
    left.filter(word => word !== undefined),
    'what was to end with its process has ended',
  ).toEqual([]);
}

/** A second look changes nothing: not at the cloud, not in the journal, not in the record. */
async function isIdempotent(world: World, process: Process): Promise<void> {
  const {engine, audit, given} = world;
  const books = async () => [
    ...[engine.requests(given.kind), audit.facts.length],
    ...[await process.app.journal.unsettled(), await process.app.journal.wishes()],
  ];
  const before = await books();
  const again = await reconciled(process);
  expect(again.filter(({news}) => news !== null)).toEqual([]);
  expect(await books(), 'reconciling again changes nothing').toEqual(before);
}

/** Nothing was sent that is not on record, nothing was asked for twice, and no end is missing. */
function recordIsWhole({engine, audit, given, places}: World): void {
  const requests = engine.requests(given.kind);
  const asked = requests.filter(({action}) => action === 'SelfActivate');
  const words = asked.map(({justification}) => justification);
  expect(new Set(words).size, 'each order was carried out once at most').toBe(words.length);
  const noted = audit.facts.filter(({type}) => type === 'request').map(fact => fact.justification);
  expect(
    words.filter(word => !noted.includes(word)),
    'what was sent is on record',
  ).toEqual([]);
  for (const {id} of places) {
    const ends = requests.filter(({action, scope}) => action === 'SelfDeactivate' && scope.id === id);
    const lines = (type: string) => audit.facts.filter(fact => fact.type === type && fact.scope?.id === id);
    expect(lines('end').length, 'each end is on record').toBeGreaterThanOrEqual(ends.length);
    if (ends.length > 0) expect(lines('end-requested').length + lines('request').length).toBeGreaterThan(0);
  }
}
