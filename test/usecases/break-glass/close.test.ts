import {expect, test} from 'vitest';
import {reportOf} from '../../../src/core/emergency-report.ts';
import {problemOf} from '../../../src/core/problem.ts';
import {closeIncident} from '../../../src/usecases/break-glass/close.ts';
import {emergencyRecord, listIncidents} from '../../../src/usecases/break-glass/emergency-record.ts';
import {HOUR} from '../samples.ts';
import {AZURE, ENTRA, emergencyRun, emergencyWorld} from './emergency-world.ts';

const DONE = {done: 'Restarted payments.', rotate: ['the API key']};

const refusal = async (work: Promise<unknown>) => problemOf(await work.catch((thrown: unknown) => thrown));

test('closed: the record tells what was done, the mark is gone, what is held still is told', async () => {
  const w = emergencyWorld();
  await emergencyRun(w, {rungs: [AZURE]});
  const closed = await closeIncident(w.emergency, 'INC-1', DONE);
  expect(closed).toMatchObject({id: 'INC-1', held: [{rung: 'prod-owner', state: 'granted'}], problems: []});
  expect(w.incidents.rows).toEqual([]);
  expect(w.log.facts.at(-1)?.emergency).toEqual({step: 'closed', incident: 'INC-1', drill: false, ...DONE});
});

test('what has ended by itself is not held', async () => {
  const w = emergencyWorld();
  await emergencyRun(w, {rungs: [AZURE]});
  await w.clock.turn(HOUR);
  expect((await closeIncident(w.emergency, 'INC-1', DONE)).held).toEqual([]);
});

test('the whole story is in the record: a report of the closed incident', async () => {
  const w = emergencyWorld();
  await emergencyRun(w, {rungs: [AZURE, ENTRA]});
  await w.clock.turn(60_000);
  await closeIncident(w.emergency, 'INC-1', DONE);
  const {entries, problem} = await emergencyRecord(w.log);
  expect(problem).toBeNull();
  expect(reportOf(entries, 'INC-1', {now: w.clock.now()})).toMatchObject({
    ...{state: 'closed', reason: 'payments are down', account: 'ada@contoso.example', openSeconds: 60},
    evidence: {length: 5},
    told: [{sink: 'ops', isTold: true}],
    roles: [
      {rung: 'prod-owner', heldSeconds: 60, isHeld: true},
      {rung: 'directory', state: 'not-tried'},
    ],
  });
});

test('one that is not open is not found, and those that are near are named', async () => {
  const w = emergencyWorld();
  await emergencyRun(w, {rungs: [AZURE]});
  expect(await refusal(closeIncident(w.emergency, 'INC-7', DONE))).toMatchObject({
    ...{code: 'not-found', what: 'incident', asked: 'INC-7', near: ['INC-1']},
  });
  await closeIncident(w.emergency, 'INC-1', DONE);
  expect(await refusal(closeIncident(w.emergency, 'INC-1', DONE))).toMatchObject({
    code: 'not-found',
    near: [],
  });
});

test('what was done must be said', async () => {
  const w = emergencyWorld();
  expect(await refusal(closeIncident(w.emergency, 'INC-1', {done: ' ', rotate: []}))).toMatchObject({
    code: 'usage',
  });
});

test('a state store that fails does not keep an incident open for ever', async () => {
  const w = emergencyWorld();
  await emergencyRun(w, {rungs: [AZURE]});
  w.incidents.health = 'down';
  const {problems} = await closeIncident(w.emergency, 'INC-1', DONE);
  expect(problems.map(({code}) => code)).toEqual(['state-unwritable', 'state-unwritable']);
  w.incidents.health = 'ok';
  const again = await closeIncident(w.emergency, 'INC-1', DONE);
  expect(again.problems).toEqual([]);
  expect(w.log.steps.filter(step => step === 'closed')).toHaveLength(1);
  expect(w.incidents.rows).toEqual([]);
});

test('a record that cannot be written keeps it open', async () => {
  const w = emergencyWorld();
  await emergencyRun(w, {rungs: [AZURE]});
  w.log.health = 'down';
  expect(await refusal(closeIncident(w.emergency, 'INC-1', DONE))).toMatchObject({code: 'state-unwritable'});
  expect(w.incidents.rows).toHaveLength(1);
  expect(await listIncidents(w.log)).toMatchObject({incidents: [], problem: {code: 'state-unwritable'}});
});

test('a role whose outcome was cut off is named: it may be held', async () => {
  const w = emergencyWorld();
  await emergencyRun(w, {rungs: [AZURE, ENTRA]});
  const at = w.log.facts.findIndex(({emergency}) => emergency?.step === 'tried');
  w.log.facts.splice(at + 1);
  expect(await closeIncident(w.emergency, 'INC-1', DONE)).toMatchObject({
    held: [],
    unsettled: [{rung: 'prod-owner', state: 'tried'}],
  });
});

test('what was granted or gave nothing is settled', async () => {
  const w = emergencyWorld();
  w.services.set('azure-pim', 'down');
  await emergencyRun(w, {rungs: [AZURE, ENTRA]});
  expect((await closeIncident(w.emergency, 'INC-1', DONE)).unsettled).toEqual([]);
});
