import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Incident} from '../../src/core/emergency.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {createIncidents} from '../../src/stores/incidents.ts';
import {HandClock} from '../support/clock.ts';
import {AT} from './samples.ts';
import {scratchFolder} from './scratch.ts';

const incident = (id: string, more: Partial<Incident> = {}): Incident => ({
  id,
  profile: 'default',
  drill: false,
  practice: false,
  reason: 'sign-in is down',
  openedAt: AT,
  closedAt: null,
  ...more,
});

const bookIn = (folder = scratchFolder()) =>
  createIncidents(createDatabase({path: join(folder, 'state.db'), clock: new HandClock()}));

test('open ones are told oldest first, by every process, until they are closed', async () => {
  const folder = scratchFolder();
  const [here, there] = [bookIn(folder), bookIn(folder)];
  expect(await here.opened()).toEqual([]);
  await here.open(incident('INC-2', {openedAt: AT + 1}));
  await here.open(incident('INC-1', {profile: 'other', drill: true, practice: true}));
  const both = [
    incident('INC-1', {profile: 'other', drill: true, practice: true}),
    incident('INC-2', {openedAt: AT + 1}),
  ];
  expect(await there.opened()).toEqual(both);
  expect(await there.close('INC-1')).toBe(true);
  expect(await here.opened()).toEqual([both[1]]);
  expect(await here.close('INC-1')).toBe(false);
});

test('opened again while it is open, it keeps its first time and reason', async () => {
  const book = bookIn();
  await book.open(incident('INC-1'));
  await book.open(incident('INC-1', {openedAt: AT + 60_000, reason: 'and the portal'}));
  expect(await book.opened()).toEqual([incident('INC-1')]);
});

test('an emergency takes the place of a drill of its name, and no drill takes its place', async () => {
  const book = bookIn();
  await book.open(incident('INC-1', {drill: true}));
  await book.open(incident('INC-1', {openedAt: AT + 1}));
  await book.open(incident('INC-1', {openedAt: AT + 2, drill: true}));
  expect(await book.opened()).toEqual([incident('INC-1', {openedAt: AT + 1})]);
});

test('a closed one can be opened again', async () => {
  const book = bookIn();
  await book.open(incident('INC-1'));
  await book.close('INC-1');
  await book.open(incident('INC-1', {openedAt: AT + 9}));
  expect(await book.opened()).toEqual([incident('INC-1', {openedAt: AT + 9})]);
});

test('names are exact, whatever is in them', async () => {
  const book = bookIn();
  const names = ["INC'; DROP TABLE incidents; --", 'inc-1', 'INC-1', '%'];
  for (const name of names) await book.open(incident(name));
  expect(await book.close('INC_1')).toBe(false);
  expect(await book.close('%')).toBe(true);
  expect((await book.opened()).map(({id}) => id).sort()).toEqual(names.slice(0, 3).sort());
});
