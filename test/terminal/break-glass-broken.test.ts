import {mkdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {AuditFact} from '../../src/core/audit.ts';
import type {Service} from '../../src/sandbox/index.ts';
import {scratchFolder} from '../stores/scratch.ts';
import {AZURE, answers, drill, emergencyHome, factsOf, keepKey, USER} from './emergency-home.ts';
import {type Practice, runCommand} from './practice.ts';

const SERVICES: readonly Service[] = ['entra', 'arm', 'graph', 'oidc', 'portal', 'sts', 'sinks'];

/** Of our own time, from the start of the program to its end. */
const LIMIT = 10_000;

/** As a disk that is damaged leaves it: a folder stands where the file was. */
async function spoil({home}: Practice, name: string): Promise<void> {
  for (const end of ['', '-wal', '-shm']) await rm(join(home, `${name}${end}`), {force: true});
  await mkdir(join(home, name));
}

async function factsBeside({home}: Practice): Promise<readonly AuditFact[]> {
  const text = await readFile(join(home, 'emergency.ndjson'), 'utf8');
  return text.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as AuditFact]));
}

test('with a record that cannot be written the role is had, and what happened lies beside it and in the report', async () => {
  const home = await emergencyHome();
  await spoil(home, 'audit.ndjson');
  const ran = await drill(home, 'INC-1');
  expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining(`${AZURE} is active until`)]);
  const steps = (await factsBeside(home)).flatMap(({emergency}) => emergency?.step ?? []);
  expect(steps).toEqual(expect.arrayContaining(['opened', 'evidence', 'notice', 'tried', 'granted']));
  expect(ran.stderr).toContain('emergency.ndjson');
  const report = await home.run('break-glass', 'report', 'INC-1');
  expect(report.stdout).toContain('lie beside the record');
  expect((await home.run('status', '--short')).stdout).toContain('! INC-1 (drill)');
});

test('with a state that cannot be written the role is had, and that nothing is kept of it is said', async () => {
  const home = await emergencyHome();
  await spoil(home, 'state.db');
  const ran = await drill(home, 'INC-1');
  expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining(`${AZURE} is active until`)]);
  expect(ran.stderr).toContain('is kept by this process');
  const puts = home.cloud.log.filter(({method, origin}) => method === 'PUT' && origin === 'arm');
  expect(puts).toHaveLength(1);
  expect((await factsOf(home, 'INC-1')).map(({step}) => step)).toContain('granted');
});

/** The keyring is meant, and nothing answers there: no sign-in, no key of the record. */
const withoutKeyring = ({env}: Practice) => ({
  ...env,
  STINT_TOKEN_STORE: 'keyring',
  DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
});

const inTime = async <T>(work: () => Promise<T>): Promise<T> => {
  const began = performance.now();
  const done = await work();
  expect(performance.now() - began, 'ms').toBeLessThan(LIMIT);
  return done;
};

test('without a keyring, and with every service down but STS, the emergency user is lent the role', async () => {
  const home = await emergencyHome();
  const {flags} = await keepKey(home);
  for (const service of SERVICES) if (service !== 'sts') await home.cloud.outages.takeDown(service);
  const words = ['break-glass', 'drill', ...answers('INC-2', AZURE), ...flags()];
  const ran = await inTime(() => runCommand(words, withoutKeyring(home)));
  expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining(`${USER} is active until`)]);
});

test.each(['refused', 'hang'] as const)(
  'without a keyring, a key or any service (%s) it ends with 4 in time, and the evidence is kept',
  async manner => {
    const home = await emergencyHome();
    for (const service of SERVICES) await home.cloud.outages.takeDown(service, manner);
    const words = ['break-glass', 'drill', ...answers('INC-3', AZURE)];
    const ran = await inTime(() => runCommand(words, withoutKeyring(home)));
    expect(ran.code, ran.stderr).toBe(4);
    const facts = await factsOf(home, 'INC-3');
    expect(facts.map(({step}) => step)).toEqual(expect.arrayContaining(['opened', 'evidence', 'without']));
    const probes = facts.flatMap(fact => (fact.step === 'evidence' ? fact.probes : []));
    expect([probes.length > 4, probes.filter(({isUp}) => isUp)]).toEqual([true, []]);
    expect(home.cloud.organisation.requests).toEqual([]);
  },
);

test('in a home without a harmless role a drill has a practice cloud of its own, and the real record knows of it', async () => {
  const home = scratchFolder();
  const env = {STINT_HOME: home, HOME: home, STINT_TOKEN_STORE: 'plaintext'};
  const run = (...words: readonly string[]) => runCommand(words, env);
  const ran = await run('break-glass', 'drill', ...answers('INC-4', AZURE));
  expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining('This is the practice cloud.')]);
  const {items} = JSON.parse((await run('break-glass', 'list', '--json')).stdout);
  expect(items).toMatchObject([{id: 'INC-4', drill: true, practice: true, state: 'closed'}]);
  expect((await run('status', '--short')).stdout).not.toContain('INC-4');
  const check = JSON.parse((await run('break-glass', 'check', '--json')).stdout);
  expect(check.items).toContainEqual(
    expect.objectContaining({name: 'drill', words: expect.stringContaining('The last drill was today')}),
  );
  expect((await run('audit', 'verify')).code).toBe(0);
});

test('the flow asks for no list and no policy: what it reads beside its own request is told by probes', async () => {
  const home = await emergencyHome();
  const before = home.cloud.log.length;
  expect((await drill(home, 'INC-5')).code).toBe(0);
  const calls = home.cloud.log.slice(before).map(({method, path}) => `${method} ${path}`);
  expect(
    calls.filter(call => /roleManagementPolic|policyAssignment|assignment\/accounts|roles\?/i.test(call)),
  ).toEqual([]);
  // A probe of each of PIM's two lists, without a token.
  expect(calls.filter(call => /roleEligibilitySchedule/i.test(call)).length).toBeLessThanOrEqual(2);
});
