import Ajv2020 from 'ajv/dist/2020.js';
import {expect, test} from 'vitest';
import {FakeDesk, waitingAt} from './fake-house.ts';
import {activeFor, eligibility, NOON, world} from './fakes.ts';
import {run} from './run.ts';
import {undescribed} from './undescribed.ts';

const ajv = new Ajv2020.default({strict: true, allErrors: true});
const reader = eligibility('Reader', 'prod');

function office() {
  const at = world({sinks: [{name: 'ops', type: 'webhook'}]});
  at.azure.eligibilities = [reader];
  at.azure.answers = [activeFor(reader)];
  const sinks = new FakeDesk(
    waitingAt('ops', {
      ...{waiting: 1, first: {seq: 1, time: '2026-11-22T12:00:00Z'}, failures: 1},
      ...{failingSince: NOON, dueAt: NOON, problem: {code: 'throttled', retryAfterSeconds: 5}},
    }),
  );
  sinks.shown = [{sink: 'ops', type: 'webhook', text: '{}', isAddressed: true}];
  return {...at, app: {...at.app, sinks}};
}

test.each([
  ['history', ['history']],
  ['history', ['history', '--again', 'id-1']],
  ['doctor', ['doctor']],
  ['pending', ['audit', 'show', '--pending']],
])('schema %s holds for %j', async (name, argv) => {
  const at = office();
  const because = ['--justification', 'x', '--ticket', 'T-1'];
  await run(['activate', 'Reader@prod', ...because], {world: at});
  const schema = JSON.parse((await run(['schema', name])).out);
  const validate = ajv.compile(schema);
  const document = JSON.parse((await run([...argv, '--json'], {world: at})).out);
  expect(document).toMatchObject({schemaVersion: 1, kind: name});
  expect(document.items.length).toBeGreaterThan(0);
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  expect(undescribed(schema, document)).toEqual([]);
  const {items} = document;
  expect(validate({...document, items: [{...items[0], [Object.keys(items[0])[0] ?? '']: {}}]})).toBe(false);
});
