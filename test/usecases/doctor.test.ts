import {describe, expect, test} from 'vitest';
import type {AuditFact, AuditVerdict} from '../../src/core/audit.ts';
import type {Incident, Probe} from '../../src/core/emergency.ts';
import type {Finding} from '../../src/core/finding.ts';
import type {Inspection} from '../../src/core/inspection.ts';
import type {Rung} from '../../src/core/ladder.ts';
import type {Incidents} from '../../src/core/ports.ts';
import {type Problem, Trouble} from '../../src/core/problem.ts';
import {showInstant} from '../../src/core/time.ts';
import type {App} from '../../src/usecases/app.ts';
import {type DoctorParts, doctor} from '../../src/usecases/doctor.ts';
import {FakeDesk, WELL, waitingAt} from '../cli/fake-house.ts';
import {fact} from '../stores/samples.ts';
import {type FakeWorld, quiet, world} from './fakes.ts';
import {HOUR, NOON} from './samples.ts';

const upAt = (parts: Partial<Probe> = {}): Probe => ({
  ...{service: 'entra', label: 'Microsoft Entra', host: 'login.example', isUp: true},
  ...{status: 200, reason: null, took: 12},
  ...parts,
});

const reach = (...probes: readonly Probe[]): Partial<App> => ({
  prober: {probe: async () => probes},
  targets: async () => probes.map(({service, label, host}) => ({service, label, url: `https://${host}/`})),
});

interface Wanted {
  readonly app?: Partial<App>;
  readonly parts?: Partial<DoctorParts>;
}

async function examine({app = {}, parts = {}}: Wanted = {}, at: FakeWorld = world(app)) {
  const all: DoctorParts = {
    ...{version: '1.2.3', inspection: WELL, env: {}, app: at.app, record: at.app.audit, clock: at.clock},
    ...{isOnline: true, showsPayload: false},
    ...parts,
  };
  return at.clock.through(doctor(all, quiet()));
}

const named = (findings: readonly Finding[], name: string): Finding | undefined =>
  findings.find(one => one.name === name);

const states = (findings: readonly Finding[]): Readonly<Record<string, string>> =>
  Object.fromEntries(findings.map(({name, state}) => [name, state]));

test('where all is well it says so of everything', async () => {
  const findings = await examine({app: {...reach(upAt()), incidents: incidentsOf()}});
  expect(states(findings)).toEqual({
    ...{stint: 'ok', node: 'ok', settings: 'ok', 'state folder': 'ok', 'token store': 'ok', keyring: 'ok'},
    ...{proxy: 'ok', certificates: 'ok', clock: 'ok', 'Microsoft Entra': 'ok', record: 'ok'},
    ...{'key of the record': 'ok', 'sign-in entra': 'ok', sinks: 'ok', guardian: 'warning', incidents: 'ok'},
  });
});

describe('this machine', () => {
  const refusedSettings: Problem = {
    code: 'misconfigured',
    setting: 'ui.them',
    reason: 'there is no such key',
  };
  const rows: readonly [string, Partial<Inspection>, string, Finding['state'], string][] = [
    ['an old Node', {node: {version: '22.9.1', least: '22.19'}}, 'node', 'fault', '22.19'],
    ['the least Node', {node: {version: '22.19.0', least: '22.19'}}, 'node', 'ok', '22.19.0'],
    ['a next Node', {node: {version: '23.0.0', least: '22.19'}}, 'node', 'ok', '23.0.0'],
    [
      'refused settings',
      {settings: {...WELL.settings, problem: refusedSettings}},
      'settings',
      'fault',
      'ui.them',
    ],
    ['no settings', {settings: {...WELL.settings, isThere: false}}, 'settings', 'warning', 'none yet'],
    ['open settings', {settings: {...WELL.settings, isPrivate: false}}, 'settings', 'warning', 'others'],
    ['a system without modes', {settings: {...WELL.settings, isPrivate: null}}, 'settings', 'ok', 'valid'],
    [
      'a folder that cannot be written',
      {state: {...WELL.state, problem: {code: 'state-unwritable', path: '/s', reason: 'read-only'}}},
      ...(['state folder', 'fault', 'read-only'] as const),
    ],
    ['an open folder', {state: {...WELL.state, isPrivate: false}}, 'state folder', 'warning', 'Others'],
    [
      'no store',
      {tokens: {level: null, protection: null, problem: null}},
      'token store',
      'warning',
      'asking',
    ],
    [
      'a store that does not open',
      {
        tokens: {
          ...{level: 'keyring', protection: 'x'},
          problem: {code: 'signed-out', reason: 'store-unreadable', detail: 'the key is gone'},
        },
      },
      ...(['token store', 'fault', 'the key is gone'] as const),
    ],
    [
      'a store in plain text',
      {tokens: {level: 'plaintext', protection: 'none', problem: null}},
      ...(['token store', 'warning', 'plaintext'] as const),
    ],
    ['no keyring', {keyring: {label: null, reason: 'no D-Bus'}}, 'keyring', 'warning', 'no D-Bus'],
    ['no key', {signingKey: {key: null, reason: 'locked'}}, 'key of the record', 'warning', 'locked'],
  ];
  test.each(rows)('%s', async (_, seen, name, state, words) => {
    const found = named(await examine({parts: {inspection: {...WELL, ...seen}}}), name);
    expect(found).toMatchObject({state, words: expect.stringContaining(words)});
  });

  test('a keyring that is meant and not there is no store', async () => {
    const inspection = {...WELL, keyring: {label: null, reason: 'no D-Bus'}};
    expect(named(await examine({parts: {inspection}}), 'token store')?.state).toBe('warning');
  });

  test('a passphrase does without a keyring', async () => {
    const inspection: Inspection = {
      ...WELL,
      tokens: {level: 'passphrase', protection: 'scrypt', problem: null},
      keyring: {label: null, reason: 'none'},
    };
    expect(named(await examine({parts: {inspection}}), 'keyring')?.state).toBe('ok');
  });
});

describe('variables', () => {
  test.each([
    [{HTTPS_PROXY: 'http://ada:hunter2@proxy.example:8080'}, 'proxy', 'ok', 'through proxy.example:8080'],
    [{https_proxy: 'proxy.example:3128', NO_PROXY: 'x'}, 'proxy', 'ok', 'NO_PROXY'],
    [{ALL_PROXY: 'socks5://h:1'}, 'proxy', 'fault', 'is not the URL of a proxy'],
    [{NODE_TLS_REJECT_UNAUTHORIZED: '0'}, 'certificates', 'fault', 'not be checked'],
    [{NODE_EXTRA_CA_CERTS: '/ca.pem'}, 'certificates', 'ok', '/ca.pem'],
    [{AWS_ENDPOINT_URL_STS: 'https://localhost:1?t=hunter2'}, 'endpoints', 'warning', 'AWS_ENDPOINT_URL_STS'],
  ] as const)('%j', async (env, name, state, words) => {
    const findings = await examine({parts: {env}});
    expect(named(findings, name)).toMatchObject({state, words: expect.stringContaining(words)});
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });
});

test('the endpoints of a practice cloud are meant', async () => {
  const parts = {env: {AWS_ENDPOINT_URL_STS: 'https://localhost:1'}};
  expect(named(await examine({app: {practice: true}, parts}), 'endpoints')?.state).toBe('ok');
});

describe('the clouds', () => {
  test('one that does not answer is a fault, with why', async () => {
    const down = upAt({isUp: false, status: null, label: 'AWS STS', reason: 'it refused the connection'});
    const findings = await examine({app: reach(upAt(), down)});
    expect(named(findings, 'Microsoft Entra')?.state).toBe('ok');
    expect(named(findings, 'AWS STS')).toMatchObject({
      ...{state: 'fault', words: 'login.example does not answer: it refused the connection.'},
    });
  });

  test('nobody who can ask is not the same as well', async () => {
    expect(named(await examine(), 'clouds')?.state).toBe('unknown');
  });

  test('refused settings of a cloud keep nothing else from being looked at', async () => {
    const targets = async () => {
      throw new Trouble({code: 'misconfigured', setting: 'clouds.lab', reason: 'there is no such cloud'});
    };
    const findings = await examine({app: {...reach(upAt()), targets}});
    expect(named(findings, 'clouds')).toMatchObject({
      state: 'unknown',
      words: expect.stringContaining('lab'),
    });
    expect(named(findings, 'record')?.state).toBe('ok');
  });

  test('one that hangs is given up, and said', async () => {
    const prober = {probe: () => new Promise<never>(() => undefined)};
    const findings = await examine({app: {...reach(upAt()), prober}});
    expect(named(findings, 'clouds')).toMatchObject({
      state: 'unknown',
      words: expect.stringContaining('in time'),
    });
  });

  test('offline none of them is asked', async () => {
    const prober = {probe: () => Promise.reject(new Error('asked'))};
    const findings = await examine({app: {...reach(upAt()), prober}, parts: {isOnline: false}});
    expect(findings.map(({name}) => name)).not.toContain('clouds');
    expect(named(findings, 'clock')).toBeUndefined();
  });

  test.each([
    [1400, true, 'ok', 'goes with'],
    [120_000, true, 'ok', '2 min behind'],
    [-120_000, true, 'ok', '2 min ahead of'],
    [301_000, true, 'fault', 'behind'],
    [undefined, true, 'unknown', 'No cloud'],
    [0, false, 'unknown', 'No cloud'],
  ] as const)('a clock that is %s ms behind (sure: %s) is %s', async (offset, sure, state, words) => {
    const server = {now: () => NOON, offset: () => offset, isSure: () => sure};
    const found = named(await examine({app: {...reach(upAt()), server}}), 'clock');
    expect(found).toMatchObject({state, words: expect.stringContaining(words)});
  });
});

test('whoever is not signed in is told how', async () => {
  const at = world();
  await at.entra.signOut();
  const found = named(await examine({}, at), 'sign-in entra');
  expect(found).toMatchObject({state: 'warning', nextSteps: ['Run stint login entra']});
});

describe('the record', () => {
  const verdicts: readonly [AuditVerdict, Finding['state'], string][] = [
    [{type: 'broken', line: 7, lastGood: 6, reason: 'the line was changed'}, 'fault', 'Line 7'],
    [{type: 'whole', entries: 5, head: 'x'}, 'warning', 'nothing in it is signed'],
    [{type: 'whole', entries: 5, head: 'x', unsigned: 'The key is locked.'}, 'warning', 'The key is locked.'],
    [{type: 'whole', entries: 5, head: 'x', signed: {key: 'k', seq: 4, hash: 'h'}}, 'ok', 'up to line 4'],
  ];
  test.each(verdicts)('%j', async (verdict, state, words) => {
    const at = world();
    const record = Object.assign(at.audit, {verify: async () => verdict});
    const found = named(await examine({parts: {record}}, at), 'record');
    expect(found).toMatchObject({state, words: expect.stringContaining(words)});
  });
});

describe('sinks', () => {
  const settings = {sinks: [{name: 'ops', type: 'webhook'}]} as const;
  const preview = {sink: 'ops', type: 'webhook', text: '{"specversion":"1.0"}', isAddressed: true} as const;
  const down: Problem = {code: 'unreachable', what: 'the sink “ops”', reason: 'it refused the connection'};
  const failing = {waiting: 3, failures: 2, problem: down};

  const rows = [
    ['all told', {}, preview, 'ok', 'It is set'],
    ['some wait', {waiting: 3}, preview, 'ok', 'Events that wait: 3'],
    ['no address', {waiting: 3}, {...preview, isAddressed: false}, 'fault', 'no address'],
    ['a locked store', {}, {...preview, isAddressed: null}, 'unknown', 'does not open'],
    ['a hiccup', {...failing, failingSince: NOON - 60_000}, preview, 'warning', 'refused the connection'],
    [
      'an hour of failing',
      {...failing, failingSince: NOON - HOUR},
      preview,
      'fault',
      'since 2026-11-22T11:00:00Z',
    ],
  ] as const;
  test.each(rows)('%s', async (_, parts, shown, state, words) => {
    const sinks = new FakeDesk(waitingAt('ops', parts));
    sinks.shown = [shown];
    const found = named(await examine({app: {settings, sinks}}), 'sink ops');
    expect(found).toMatchObject({state, words: expect.stringContaining(words)});
  });

  test('what would be sent is shown once, and again when it is asked for', async () => {
    const sinks = new FakeDesk(waitingAt('ops'));
    sinks.shown = [preview];
    const kept = new Map<string, string>();
    const notes = {
      read: async (name: string) => kept.get(name),
      write: async (name: string, text: string) => void kept.set(name, text),
    };
    const app = {settings, sinks, notes};
    const look = async (parts: Partial<DoctorParts> = {}) =>
      named(await examine({app, parts}), 'sink ops')?.preview;
    expect(await look()).toBe(preview.text);
    expect(await look()).toBeUndefined();
    expect(await look({showsPayload: true})).toBe(preview.text);
  });
});

function incidentsOf(...open: readonly Incident[]): Incidents {
  return {open: async () => undefined, opened: async () => open, close: async () => false};
}

describe('emergencies', () => {
  const incident: Incident = {
    ...{id: 'INC-1', profile: 'default', drill: false, practice: false, reason: 'fire'},
    ...{openedAt: NOON, closedAt: null},
  };

  test('an open one is said, with how to close it', async () => {
    const found = named(await examine({app: {incidents: incidentsOf(incident)}}), 'incidents');
    expect(found).toMatchObject({
      ...{state: 'warning', words: 'Incident INC-1 is open since 2026-11-22T12:00:00Z.'},
      nextSteps: ['Close it with stint break-glass close INC-1'],
    });
    const odd = {...incident, id: 'A|B $(id)'};
    expect(named(await examine({app: {incidents: incidentsOf(odd)}}), 'incidents')).toMatchObject({
      nextSteps: ["Close it with stint break-glass close 'A|B $(id)'"],
    });
  });

  const rung: Rung = {name: 'owner', kind: 'entra-group', groupId: 'g', access: 'member'};
  const rehearsed = (days: number, step: 'granted' | 'without' = 'granted'): AuditFact => ({
    ...fact(),
    ...{type: 'break-glass', time: showInstant(NOON - days * 24 * HOUR)},
    emergency: {
      ...(step === 'granted' ? {step, rung: 'owner', grantId: 'g'} : {step}),
      incident: 'D',
      drill: true,
    },
  });

  test.each([
    ['never', [], 'warning', 'never'],
    ['today', [rehearsed(0)], 'ok', 'today'],
    ['89 days ago', [rehearsed(89)], 'ok', '89 days ago'],
    ['90 days ago', [rehearsed(90)], 'warning', '90 days ago'],
    ['to no avail', [rehearsed(200), rehearsed(1, 'without')], 'warning', '200 days ago'],
  ] as const)('a drill %s', async (_, facts, state, words) => {
    const at = world({settings: {breakGlass: {ladder: [rung]}}});
    at.audit.facts.push(...facts);
    const found = named(await examine({}, at), 'drill');
    expect(found).toMatchObject({state, words: expect.stringContaining(words)});
  });

  test('without a ladder there is nothing to rehearse', async () => {
    expect(named(await examine(), 'drill')).toBeUndefined();
  });
});

test('a profile that cannot be opened leaves the rest to be looked at', async () => {
  const app: Problem = {code: 'misconfigured', setting: 'profiles.default', reason: 'it names no tenant'};
  const findings = await examine({parts: {app}});
  expect(named(findings, 'profile')).toMatchObject({
    state: 'fault',
    words: expect.stringContaining('no tenant'),
  });
  expect(named(findings, 'record')?.state).toBe('ok');
});

test('a mistake of ours is no finding', async () => {
  const record = Object.assign(world().audit, {verify: async () => Promise.reject(new TypeError('ours'))});
  await expect(examine({parts: {record}})).rejects.toThrow('ours');
});
