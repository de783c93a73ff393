import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {runCli} from '../../src/cli/index.ts';
import {openSinks} from '../../src/compose/sinks.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {scratchFolder} from '../stores/scratch.ts';
import {signedLogIn} from '../stores/signed-log.ts';
import {activeFor, eligibility, type World, world} from './fakes.ts';
import {fakeHost, type Ran} from './run.ts';

const reader = eligibility('Reader', 'prod');
const never = () => Promise.reject(new Error('nothing of this is needed for a file'));

/** The commands on a real, signed record with a real outbox and a sink that is a file; the clouds are faked. */
function office(place = 'told.ndjson') {
  const folder = scratchFolder();
  const told = join(folder, place);
  const before = world({sinks: [{name: 'disk', type: 'file', path: told}]});
  const log = signedLogIn(folder, before.clock);
  const sinks = openSinks({
    settings: [{name: 'disk', type: 'file', path: told}],
    ...{audit: log, auditFile: log.path, clock: before.clock, newId: () => crypto.randomUUID()},
    db: createDatabase({path: join(folder, 'state.db'), clock: before.clock}),
    network: {agentFor: never, sawDate: () => undefined},
    ...{vault: never, token: never},
  });
  before.azure.eligibilities = [reader];
  before.azure.answers = [activeFor(reader)];
  const at: World = {...before, app: {...before.app, audit: sinks.audit, sinks: sinks.desk}};
  // Files take real time, and the clock of the others turns itself: here it stands.
  const stint = async (...argv: readonly string[]): Promise<Ran> => {
    const {host, told: heard} = fakeHost(argv, {world: at});
    return {code: await runCli(host), ...heard()};
  };
  return {log, told, stint};
}

const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));

test('what an activation writes down has been told to the sink when the command is over', async () => {
  const {log, told, stint} = office();
  expect((await stint('activate', 'Reader', '--justification', 'incident 42')).code).toBe(0);
  await log.settled();
  expect(linesOf(told).map(({data}) => data.type)).toEqual(['request', 'active']);
  const past = JSON.parse((await stint('history', '--json')).out);
  expect(past.items).toMatchObject([{name: 'Reader', outcome: 'active', justification: 'incident 42'}]);
  const {items} = JSON.parse((await stint('audit', 'show', '--pending', '--json')).out);
  expect(items).toMatchObject([{sink: 'disk', waiting: 0, failures: 0, problem: null}]);
});

test('a sink that takes nothing is seen with why, and what is to be sent', async () => {
  const {stint} = office(join('audit.ndjson', 'is-no-folder'));
  const {code, err} = await stint('activate', 'Reader', '--justification', 'incident 42');
  expect([code, err]).toEqual([0, expect.not.stringContaining('disk')]);
  const {items} = JSON.parse((await stint('audit', 'show', '--pending', '--json')).out);
  expect(items).toMatchObject([{sink: 'disk', waiting: 2, failures: 1, problem: {code: 'state-unwritable'}}]);
  const found = JSON.parse((await stint('doctor', '--offline', '--json')).out).items;
  expect(found).toContainEqual(
    expect.objectContaining({
      name: 'sink disk',
      state: 'warning',
      preview: expect.stringContaining('stint.'),
    }),
  );
});

test('a line that was changed or spoiled is 83 in history, beside all that can be read', async () => {
  const {log, stint} = office();
  await stint('activate', 'Reader', '--justification', 'incident 42');
  await log.settled();
  log.write(log.lines().map((line, at) => (at === 0 ? line.replace('incident 42', 'incident 43') : line)));
  const changed = await stint('history', '--json');
  expect([changed.code, JSON.parse(changed.out)]).toMatchObject([
    83,
    {items: [{outcome: 'active'}], problems: [{code: 'audit-broken'}]},
  ]);
  writeFileSync(log.path, `${log.lines()[0]}\nno record\n${log.lines()[1]}\n`);
  const spoiled = await stint('history');
  expect([spoiled.code, spoiled.out]).toEqual([83, expect.stringContaining('Reader')]);
  expect((await stint('doctor', '--offline')).code).toBe(1);
});
