import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {AuditEntry, AuditFact} from '../../src/core/audit.ts';
import type {EmergencyStep} from '../../src/core/emergency.ts';
import type {EmergencyLog} from '../../src/core/emergency-ports.ts';
import type {AuditLog} from '../../src/core/ports.ts';
import {Trouble} from '../../src/core/problem.ts';
import {seconds} from '../../src/core/time.ts';
import {createEmergencyLog, emergencyFolders} from '../../src/stores/emergency-log.ts';
import {HandClock} from '../support/clock.ts';
import {fact} from './samples.ts';
import {scratchFolder} from './scratch.ts';
import {signedLogIn} from './signed-log.ts';

const emergency = (step: EmergencyStep = {step: 'tried', rung: 'Owner'}): AuditFact => ({
  ...fact('sign-in is down'),
  type: 'break-glass',
  emergency: {...step, incident: 'INC-4821', drill: false},
});

/** The real record in a folder of its own, and an emergency's view of it, which may be given another. */
function scene(audit?: (real: AuditLog) => AuditLog) {
  const home = scratchFolder();
  const state = join(home, 'state');
  mkdirSync(state, {mode: 0o700});
  const real = signedLogIn(state);
  const folders = [state, join(home, 'spare')];
  const log = createEmergencyLog({audit: audit?.(real) ?? real, folders, clock: real.clock});
  return {home, state, real, folders, log, clock: real.clock};
}

const besideIn = (folder: string): string => join(folder, 'emergency.ndjson');
const linesAt = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);

async function allOf(log: Pick<EmergencyLog, 'entries'>): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of log.entries()) entries.push(entry);
  return entries;
}

const refusing = (code: 'state-unwritable' | 'audit-broken') => (real: AuditLog) => ({
  ...real,
  append: async (): Promise<never> => {
    throw new Trouble(
      code === 'audit-broken'
        ? {code, seq: null, reason: 'its end holds no record'}
        : {code, path: 'audit.ndjson', reason: 'the disk is full'},
    );
  },
});

describe('a record that takes its lines', () => {
  test('has them, lists in them as lists, and there is nothing beside it', async () => {
    const {log, real, folders} = scene();
    const opened: EmergencyStep = {
      step: 'opened',
      rungs: ['Owner of prod', 'last-resort'],
      settings: {path: '/c.json', sha256: null},
      broken: null,
    };
    const entry = await log.append(emergency(opened));
    expect(entry).toMatchObject({seq: 1, emergency: {rungs: ['Owner of prod', 'last-resort']}});
    await log.settled?.();
    expect((await allOf(log))[0]).toEqual(entry);
    expect(await real.verify()).toMatchObject({type: 'whole'});
    expect([log.beside(), await log.broken()]).toEqual([undefined, null]);
    expect(folders.some(folder => existsSync(besideIn(folder)))).toBe(false);
    expect(await log.anchor?.()).toEqual(await real.anchor());
  });
});

describe('a record that does not', () => {
  test.each(['state-unwritable', 'audit-broken'] as const)(
    '%s: the fact lies beside it, on the disk, ours alone, in canonical form',
    async code => {
      const {log, state} = scene(refusing(code));
      const given = emergency();
      const entry = await log.append(given);
      expect(entry).toEqual({...given, seq: 0, prev: '0'.repeat(64)});
      expect(log.beside()).toBe(besideIn(state));
      const [line = ''] = linesAt(besideIn(state));
      expect(JSON.parse(line)).toEqual(given);
      expect(line.startsWith('{"account":"ada@example.com","authority":')).toBe(true);
      expect(statSync(besideIn(state)).mode & 0o777).toBe(0o600);
    },
  );

  test('a bug of ours does not stop it either', async () => {
    const {log, state} = scene(real => ({...real, append: () => Promise.reject(new TypeError('oops'))}));
    await log.append(emergency());
    expect(linesAt(besideIn(state))).toHaveLength(1);
  });

  test('the real one, with a link or a folder in its place', async () => {
    for (const harm of [(path: string) => mkdirSync(path), (path: string) => symlinkSync('/nowhere', path)]) {
      const {log, real, state} = scene();
      harm(real.path);
      expect((await log.append(emergency())).seq).toBe(0);
      expect(linesAt(besideIn(state))).toHaveLength(1);
    }
  });

  test('the next line goes to the record again once it can', async () => {
    let isFull = true;
    const {log, real, state} = scene(one => ({
      ...one,
      append: given => (isFull ? refusing('state-unwritable')(one).append() : one.append(given)),
    }));
    await log.append(emergency({step: 'tried', rung: 'one'}));
    isFull = false;
    expect((await log.append(emergency({step: 'tried', rung: 'two'}))).seq).toBe(1);
    expect(linesAt(besideIn(state))).toHaveLength(1);
    await real.settled();
    const told = (await allOf(log)).flatMap(({seq, emergency: one}) => (one ? [[seq, one]] : []));
    expect(told).toMatchObject([
      [1, {rung: 'two'}],
      [0, {rung: 'one'}],
    ]);
  });
});

describe('a record that is held by another process', () => {
  function held() {
    let letGo = (): void => undefined;
    const free = new Promise<void>(resolve => {
      letGo = resolve;
    });
    const taken: Promise<AuditEntry>[] = [];
    const place = scene(real => ({
      ...real,
      append: given => {
        const turn = free.then(() => real.append(given));
        taken.push(turn);
        return turn;
      },
      check: async () => {
        await free;
        return real.verify();
      },
    }));
    return {...place, letGo, taken};
  }

  test('holds up two seconds in all, however many lines there are', async () => {
    const {log, clock, state} = held();
    const first = log.append(emergency());
    await clock.turn(seconds(2) - 1);
    expect(existsSync(besideIn(state))).toBe(false);
    await clock.turn(1);
    expect((await first).seq).toBe(0);
    const before = clock.monotonic();
    for (let n = 0; n < 5; n += 1) await log.append(emergency({step: 'tried', rung: `${n}`}));
    expect(await log.broken()).toContain('could not be looked at in time');
    expect(await log.anchor?.()).toBeUndefined();
    expect(clock.monotonic()).toBe(before);
    expect(linesAt(besideIn(state))).toHaveLength(6);
  });

  test('a line that it takes after all is told once, and later lines go there again', async () => {
    const {log, clock, real, letGo, taken} = held();
    const first = log.append(emergency());
    await clock.turn(seconds(2));
    await first;
    letGo();
    await Promise.all(taken);
    await clock.turn(0);
    expect((await log.append(emergency({step: 'without'}))).seq).toBeGreaterThan(1);
    await real.settled();
    const told = (await allOf(log)).flatMap(one => one.emergency?.step ?? []);
    expect(told).toEqual(['tried', 'without']);
  });

  test('whether it verifies is not waited for either', async () => {
    const {log, clock} = held();
    const told = log.broken();
    await clock.turn(seconds(2));
    expect(await told).toContain('could not be looked at in time');
  });
});

describe('where no file can lie in the state folder', () => {
  test.each([
    ['a link', (path: string, home: string) => symlinkSync(join(home, 'victim'), path)],
    ['a folder', (path: string) => mkdirSync(path)],
  ])('%s: the next folder takes it, made for us alone', async (_, make) => {
    const {log, state, home, folders} = scene(refusing('state-unwritable'));
    writeFileSync(join(home, 'victim'), '');
    make(besideIn(state), home);
    await log.append(emergency());
    const spare = folders[1] ?? '';
    expect(log.beside()).toBe(besideIn(spare));
    expect([statSync(spare).mode & 0o777, statSync(besideIn(spare)).mode & 0o777]).toEqual([0o700, 0o600]);
    expect(readFileSync(join(home, 'victim'), 'utf8')).toBe('');
    expect(await allOf(log)).toHaveLength(1);
  });

  test('a link in the place of the spare folder is refused, and then nothing takes it: 73', async () => {
    const {log, state, home, folders} = scene(refusing('state-unwritable'));
    mkdirSync(besideIn(state));
    mkdirSync(join(home, 'elsewhere'));
    symlinkSync(join(home, 'elsewhere'), folders[1] ?? '');
    await expect(log.append(emergency())).rejects.toMatchObject({
      problem: {code: 'state-unwritable', path: besideIn(state), reason: 'it is not a file'},
    });
    expect(readdirSync(join(home, 'elsewhere'))).toEqual([]);
  });

  test('the folders are the state’s own, and one of ours under the temporary one', () => {
    const [state, spare = ''] = emergencyFolders({state: '/s'}, '/t');
    expect(state).toBe('/s');
    expect(spare).toMatch(/^\/t\/stint-\w+-[0-9a-f]{12}$/);
    expect(emergencyFolders({state: '/other'}, '/t')).not.toContain(spare);
  });
});

describe('the file beside the record', () => {
  test('a line that a crash cut off is closed, and not told', async () => {
    const {log, state} = scene(refusing('state-unwritable'));
    await log.append(emergency());
    const path = besideIn(state);
    appendFileSync(path, readFileSync(path, 'utf8').slice(0, 200));
    await log.append(emergency({step: 'without'}));
    expect((await allOf(log)).map(one => one.emergency?.step)).toEqual(['tried', 'without']);
  });

  test('an older one is read, and is no sign that this record was not written', async () => {
    const {log, state} = scene();
    const line = await beside();
    writeFileSync(besideIn(state), line, {mode: 0o600});
    expect((await allOf(log)).map(({seq}) => seq)).toEqual([0]);
    expect(log.beside()).toBeUndefined();
  });

  async function beside(): Promise<string> {
    const {log, state} = scene(refusing('state-unwritable'));
    await log.append(emergency());
    return readFileSync(besideIn(state), 'utf8');
  }

  test('where the record cannot be read to its end, what lies beside it is told before that is', async () => {
    const {log, real, state} = scene();
    await log.append(emergency());
    await log.settled?.();
    appendFileSync(real.path, 'nonsense\n');
    writeFileSync(besideIn(state), await beside(), {mode: 0o600});
    appendFileSync(besideIn(state), '{"type":"break-glass"}\nnonsense\n');
    const seen: number[] = [];
    const reading = (async () => {
      for await (const {seq} of log.entries()) seen.push(seq);
    })();
    await expect(reading).rejects.toMatchObject({problem: {code: 'audit-broken'}});
    expect(seen[0]).toBe(1);
  });

  test('one that may be read by all is narrowed', async () => {
    const {log, state} = scene(refusing('state-unwritable'));
    writeFileSync(besideIn(state), '');
    chmodSync(besideIn(state), 0o644);
    await log.append(emergency());
    expect(statSync(besideIn(state)).mode & 0o777).toBe(0o600);
  });
});

test('a record that does not verify is told in words, and still written', async () => {
  const {log, real} = scene();
  await log.append(emergency());
  await log.append(emergency());
  await log.settled?.();
  real.write(real.lines().toSpliced(1, 1));
  expect(await log.broken()).toMatch(/^The record does not verify at line 2: /);
  expect((await log.append(emergency())).seq).toBeGreaterThan(0);
  expect(log.beside()).toBeUndefined();
});

test('a record that cannot be looked at at all is told in words', async () => {
  const {log} = scene(real => ({
    ...real,
    check: () =>
      Promise.reject(new Trouble({code: 'state-unwritable', path: '/x', reason: 'the disk is full'})),
  }));
  expect(await log.broken()).toContain('the disk is full');
});

test('texts that are no UTF-8 do not stop it, nor are they lost on the way', async () => {
  const {log, state} = scene(refusing('state-unwritable'));
  await log.append({...emergency(), justification: 'a\ud800b\u202e\n"'});
  expect(JSON.parse(linesAt(besideIn(state))[0] ?? '').justification).toBe('a\ufffdb\u202e\n"');
});

test('a clock of its own is not needed: nothing is slept through where all goes well', async () => {
  const clock = new HandClock();
  const {real, folders} = scene();
  const log = createEmergencyLog({audit: real, folders, clock});
  await log.append(emergency());
  expect(clock.monotonic()).toBe(0);
});
