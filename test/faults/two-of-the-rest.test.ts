import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {minutes} from '../../src/core/time.ts';
import {AZURE, answers, emergencyHome, factsOf, linesOf} from '../terminal/emergency-home.ts';
import {type Practice, practice} from '../terminal/practice.ts';
import {both, codes, recordIsWhole} from './at-once.ts';
import {fillAws} from './aws-house.ts';

const ROLE = {kind: 'azure-resource', role: 'Contributor', scope: 'prod-payments'} as const;
const GROUP = {kind: 'entra-group', role: 'Member', scope: 'sg-breakfix-oncall'} as const;
const NAMES = ['Contributor@prod-payments', 'Member@sg-breakfix-oncall'];
const BECAUSE = ['--justification', 'incident 42', '--json'];

/** Answers take so long that two processes are surely at it together. */
async function atWork(requires: {readonly approval?: readonly string[]} = {}): Promise<Practice> {
  const given = await practice({latencyMs: 60});
  for (const place of [ROLE, GROUP]) given.cloud.organisation.eligible({...place, requires});
  await given.signIn();
  return given;
}

const requests = ({cloud}: Practice, action: string) =>
  cloud.organisation.requests.filter(row => row.action === action);

test('two withdraw the same request at once: it is withdrawn once, and neither is told anything untrue', async () => {
  const given = await atWork({approval: ['Grace Hopper']});
  expect((await given.run('activate', NAMES[0] ?? '', ...BECAUSE)).code).toBe(81);
  const ran = await both(given, 'cancel', NAMES[0] ?? '', '--json');
  expect(codes(ran)[0]).toBe(0);
  // The later one finds nothing that waits any more.
  expect([0, 65]).toContain(codes(ran)[1]);
  expect(requests(given, 'SelfActivate').map(({status}) => status)).toEqual(['Canceled']);
  expect(JSON.parse((await given.run('status', '--json')).stdout).items).toEqual([]);
  await recordIsWhole(given);
});

test('two ask for the same bundle at once: each role is asked for once', async () => {
  const given = await atWork();
  for (const name of NAMES) expect((await given.run('bundle', 'add', 'night', name)).code).toBe(0);
  const ran = await both(given, 'activate', '@night', ...BECAUSE);
  expect(requests(given, 'SelfActivate')).toHaveLength(NAMES.length);
  for (const code of codes(ran)) expect([0, 80, 81]).toContain(code);
  const {items} = JSON.parse((await given.run('status', '--json')).stdout);
  expect(items.map(({state}: {state: string}) => state)).toEqual(['active', 'active']);
  await recordIsWhole(given);
});

test('two end everything at once: each grant is ended once', async () => {
  const given = await atWork();
  expect((await given.run('activate', ...NAMES, ...BECAUSE)).code).toBe(0);
  given.cloud.clock.advance(minutes(6));
  const ran = await both(given, 'deactivate', '--all', '--yes', '--json');
  for (const code of codes(ran)) expect([0, 65, 80, 81]).toContain(code);
  await given.run('reconcile');
  expect(requests(given, 'SelfDeactivate')).toHaveLength(NAMES.length);
  expect(JSON.parse((await given.run('status', '--json')).stdout).items).toEqual([]);
  await recordIsWhole(given);
});

test('two take another role out of the same bundle at once: both are out, and the third stays', async () => {
  const given = await practice();
  const set = await given.run('config', 'set', 'bundles.night', '["Reader@a","Reader@b","Reader@c"]');
  expect(set.code).toBe(0);
  const ran = await Promise.all(
    ['Reader@a', 'Reader@b'].map(name => given.run('bundle', 'remove', 'night', name)),
  );
  expect(codes(ran)).toEqual([0, 0]);
  expect(JSON.parse((await given.run('config', 'get', 'bundles.night')).stdout)).toEqual(['Reader@c']);
  await recordIsWhole(given);
});

test('two sign out at once: both are out, and nothing of the sign-in is left', async () => {
  const given = await atWork();
  expect(codes(await both(given, 'logout', '--all'))).toEqual([0, 0]);
  expect((await given.run('list', '--refresh')).code).toBe(4);
  await recordIsWhole(given);
});

test('two take note of a damaged record at once: it is noted once, and the record goes on', async () => {
  const given = await atWork();
  const path = join(given.home, 'audit.ndjson');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"type":"sign-in"', '"type":"sign-out"'));
  expect((await given.run('audit', 'verify')).code).toBe(83);
  expect(codes(await both(given, 'audit', 'acknowledge'))).toEqual([0, 0]);
  expect((await linesOf(given)).filter(({type}) => type === 'acknowledged')).toHaveLength(1);
  await recordIsWhole(given);
  expect((await given.run('activate', NAMES[0] ?? '', ...BECAUSE)).code).toBe(0);
});

test('two write profiles of the AWS CLI at once: each is there once', async () => {
  const given = await practice({latencyMs: 60}, fillAws);
  await given.signIn();
  expect(codes(await both(given, 'init', 'aws', 'Builder', '--yes'))).toContain(0);
  const text = await readFile(join(given.home, 'aws', 'config'), 'utf8');
  const heads = text.match(/^\[profile .*\]$/gm) ?? [];
  expect(heads.length).toBeGreaterThan(0);
  expect(new Set(heads).size).toBe(heads.length);
  await recordIsWhole(given);
});

test('two emergencies at once: each has its own incident, and one role is asked for once', async () => {
  const given = await emergencyHome();
  const ran = await Promise.all(
    ['INC-1', 'INC-2'].map(id => given.run('break-glass', 'drill', ...answers(id, AZURE))),
  );
  expect(codes(ran), ran.map(({stderr}) => stderr).join('\n')).toEqual([0, 0]);
  for (const id of ['INC-1', 'INC-2'])
    expect((await factsOf(given, id)).map(({step}) => step)).toEqual(
      expect.arrayContaining(['opened', 'evidence', 'notice', 'granted']),
    );
  const names = requests(given, 'SelfActivate').map(({role, scope}) => `${role}@${scope.name}`);
  expect(new Set(names).size).toBe(names.length);
  const closed = await Promise.all(
    ['INC-1', 'INC-1'].map(id =>
      given.run('break-glass', 'close', id, '--done', 'all is well', '--rotate', 'none'),
    ),
  );
  expect(codes(closed)[0]).toBe(0);
  expect([0, 65]).toContain(codes(closed)[1]);
  expect((await given.run('status', '--short')).stdout).toContain('! INC-2 (drill)');
  await recordIsWhole(given);
});
