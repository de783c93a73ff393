import {describe, expect, test} from 'vitest';
import {minutes} from '../../src/core/time.ts';
import type {PracticeCloud} from '../../src/sandbox/index.ts';
import {type Practice, practice} from '../terminal/practice.ts';
import {both, codes, recordIsWhole} from './at-once.ts';

const PLACES = [
  {kind: 'azure-resource', role: 'Contributor', scope: 'prod-payments'},
  {kind: 'entra-role', role: 'Global Reader', scope: 'Directory'},
  {kind: 'entra-group', role: 'Member', scope: 'sg-breakfix-oncall'},
] as const;

type Place = (typeof PLACES)[number];

/** Signed in, each place eligible; answers take so long that two processes are surely at it together. */
async function atWork(latencyMs = 60): Promise<Practice> {
  const given = await practice({latencyMs});
  for (const place of PLACES) given.cloud.organisation.eligible(place);
  await given.signIn();
  return given;
}

const rows = ({organisation}: PracticeCloud, action: 'SelfActivate' | 'SelfDeactivate') =>
  organisation.requests.filter(row => row.action === action);

async function held({run}: Practice): Promise<readonly {state: string; endsAt: string}[]> {
  const {code, stdout} = await run('status', '--json');
  expect(code).toBe(0);
  return JSON.parse(stdout).items;
}

const nameOf = ({role, scope}: Place): string => `${role}@${scope}`;

const asking = (place: Place) => ['activate', nameOf(place), '--justification', 'incident 42', '--json'];

describe.each(PLACES)('$kind', place => {
  test('two ask for the same role at once: it is asked for once, and both are told the truth', async () => {
    const given = await atWork();
    const ran = await both(given, ...asking(place));
    expect(rows(given.cloud, 'SelfActivate')).toHaveLength(1);
    const told = ran.map(({stdout}) => JSON.parse(stdout).items[0]);
    for (const item of told)
      expect([['active'], ['active', 'already-active'], ['failed', 'request-pending']]).toContainEqual(
        [item.state, item.problem?.code].filter(word => word !== undefined),
      );
    expect(codes(ran)[0]).toBe(0);
    expect((await held(given)).map(({state}) => state)).toEqual(['active']);
    await recordIsWhole(given);
  });

  test('two end the same grant at once: it is ended once, and both are told the truth', async () => {
    const given = await atWork();
    expect((await given.run(...asking(place))).code).toBe(0);
    given.cloud.clock.advance(minutes(6));
    const ran = await both(given, 'deactivate', nameOf(place), '--json');
    // The later one may come when the other is at it (81), or find nothing to end any more (65).
    expect(codes(ran)[0]).toBe(0);
    expect([0, 65, 81]).toContain(codes(ran)[1]);
    expect(rows(given.cloud, 'SelfDeactivate')).toHaveLength(1);
    expect(await held(given)).toEqual([]);
    await recordIsWhole(given);
  });
});

test('a wish that is due while two commands run is carried out once', async () => {
  const given = await atWork();
  const [place] = PLACES;
  expect((await given.run(...asking(place))).code).toBe(0);
  expect((await given.run('deactivate', nameOf(place))).code).toBe(81);
  given.cloud.clock.advance(minutes(6));
  const ran = await both(given, 'status');
  expect(codes(ran)).toEqual([0, 0]);
  expect(rows(given.cloud, 'SelfDeactivate')).toHaveLength(1);
  expect(await held(given)).toEqual([]);
  await recordIsWhole(given);
});

test('two refresh at once, each refresh token good once: both go on, and so does the sign-in', async () => {
  const given = await practice({latencyMs: 60});
  const {settings} = given.cloud.organisation.eligible(PLACES[0]);
  Object.assign(settings, {rotateStrictly: true, tokenLifetime: 10});
  await given.signIn();
  settings.tokenLifetime = 3600;
  expect(codes(await both(given, 'list', '--refresh'))).toEqual([0, 0]);
  expect((await given.run('list', '--refresh')).code).toBe(0);
  await recordIsWhole(given);
});

test('two sign in at once: both are let in, and one whole sign-in is kept', async () => {
  const given = await practice({deviceCodeApproval: {afterMs: 0}});
  given.cloud.organisation.eligible(PLACES[0]);
  expect(codes(await both(given, 'login'))).toEqual([0, 0]);
  expect((await given.run('list', '--refresh')).code).toBe(0);
  await recordIsWhole(given);
});

const execing = (place: Place) => [
  ...['exec', nameOf(place), '--justification', 'incident 42', '--'],
  ...[process.execPath, '-e', 'setTimeout(() => {}, 300)'],
];

test('two run a command with the same role at once: it is taken once, and stays as long as one of them needs it', async () => {
  const given = await atWork();
  const [place] = PLACES;
  const ran = await both(given, ...execing(place));
  expect(rows(given.cloud, 'SelfActivate')).toHaveLength(1);
  // The later one finds it active, or its request still under way.
  expect(codes(ran)[0]).toBe(0);
  expect([0, 81]).toContain(codes(ran)[1]);
  given.cloud.clock.advance(minutes(6));
  await given.run('status');
  expect(await held(given), 'what was taken is given up').toEqual([]);
  expect(rows(given.cloud, 'SelfDeactivate')).toHaveLength(1);
  await recordIsWhole(given);
});

test('one ends a grant while another runs a command with it: neither is told anything untrue', async () => {
  const given = await atWork();
  const [place] = PLACES;
  expect((await given.run(...asking(place))).code).toBe(0);
  given.cloud.clock.advance(minutes(6));
  const [ran, ended] = await Promise.all([
    given.run(...execing(place)),
    given.run('deactivate', nameOf(place), '--json'),
  ]);
  expect(ended.code).toBe(0);
  expect([0, 1, 75, 81]).toContain(ran.code);
  expect(rows(given.cloud, 'SelfDeactivate').length).toBeLessThanOrEqual(2);
  given.cloud.clock.advance(minutes(6));
  await given.run('reconcile');
  expect(await held(given)).toEqual([]);
  await recordIsWhole(given);
});

test('two reconcile at once: what is due is done once, and both say what came of it', async () => {
  const given = await atWork();
  for (const place of PLACES) expect((await given.run(...asking(place))).code).toBe(0);
  for (const place of PLACES) expect((await given.run('deactivate', nameOf(place))).code).toBe(81);
  given.cloud.clock.advance(minutes(6));
  const ran = await both(given, 'reconcile', '--json');
  expect(codes(ran).every(code => [0, 81].includes(code))).toBe(true);
  expect(rows(given.cloud, 'SelfDeactivate')).toHaveLength(PLACES.length);
  expect(await held(given)).toEqual([]);
  await recordIsWhole(given);
});

test('two extend the same grant at once, where the cloud cannot: both say so, and it stays as it was', async () => {
  const given = await atWork();
  const [place] = PLACES;
  expect((await given.run(...asking(place))).code).toBe(0);
  const before = await held(given);
  expect(codes(await both(given, 'extend', nameOf(place), '--justification', 'more'))).toEqual([1, 1]);
  expect((await held(given)).map(({endsAt}) => endsAt)).toEqual(before.map(({endsAt}) => endsAt));
  await recordIsWhole(given);
});

test('two put a role into the same bundle at once: both are in it', async () => {
  const given = await atWork();
  const ran = await Promise.all(PLACES.map(place => given.run('bundle', 'add', 'night', nameOf(place))));
  expect(codes(ran)).toEqual(PLACES.map(() => 0));
  const {stdout} = await given.run('config', 'get', 'bundles.night');
  expect([...JSON.parse(stdout)].sort()).toEqual(PLACES.map(nameOf).sort());
  await recordIsWhole(given);
});

test('many settings changed at once: none is lost, and each is on record', async () => {
  const given = await practice();
  const changes = [
    ['defaults.duration', '2h'],
    ['ui.theme', 'dark'],
    ['ui.ascii', 'true'],
    ['bundles.oncall', '["Contributor@prod"]'],
    ['bundles.night', '["Reader@prod"]'],
    ['reminders', '[600]'],
  ] as const;
  const ran = await Promise.all(changes.map(change => given.run('config', 'set', ...change)));
  expect(codes(ran)).toEqual(changes.map(() => 0));
  for (const [name, value] of changes) {
    const {stdout} = await given.run('config', 'get', name);
    expect(stdout.replace(/\s/g, ''), name).toBe(value.replace(/\s/g, ''));
  }
  const lines = JSON.parse((await given.run('audit', 'show', '--json')).stdout).items;
  const changed = lines.filter(({type}: {type: string}) => type === 'settings-change');
  expect(changed.map(({name}: {name: string}) => name).sort()).toEqual(changes.map(([name]) => name).sort());
  await recordIsWhole(given);
});
