import {createHash} from 'node:crypto';
import {mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {AuditFact, AuditType, AuditVerdict} from '../../src/core/audit.ts';
import {minutes} from '../../src/core/time.ts';
import {hashOf, START} from '../../src/stores/audit-line.ts';
import type {Outside} from '../../src/stores/audit-outside.ts';
import {type Beginning, fromStart, Judge} from '../../src/stores/audit-verify.ts';
import {emergencyFact, fact, STEPS} from './samples.ts';
import {scratchFolder} from './scratch.ts';
import {type SignedLog, signedLogIn} from './signed-log.ts';

const LINES = 200;
const ORDINARY: readonly AuditType[] = ['request', 'active', 'lend', 'end-requested', 'end'];

/** Ordinary lines, and between them emergencies from their opening to their close, real ones and drills. */
const STORY: readonly ((why: string) => AuditFact)[] = [
  ...ORDINARY.map(type => (why: string) => ({...fact(why), type})),
  ...STEPS.map(step => (why: string) => ({...emergencyFact(step), justification: why})),
  ...ORDINARY.map(type => (why: string) => ({...fact(why), type})),
  ...STEPS.map(step => (why: string) => ({...emergencyFact(step, {drill: true}), justification: why})),
];

/** Two hundred lines with a signature every few minutes, the last line signed or not. */
async function longLog(folder: string): Promise<SignedLog> {
  const log = signedLogIn(folder);
  for (let n = 0; (n === 0 ? 0 : log.lines().length) < LINES; n += 1) {
    const told = STORY[n % STORY.length] ?? fact;
    await log.append(told(`incident ${n}`));
    await log.settled();
    if (n % 20 === 0) await log.clock.turn(minutes(1));
  }
  return log;
}

let log: SignedLog;
let bytes: Buffer;
let whole: AuditVerdict;

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'stint-test-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

beforeAll(async () => {
  log = await longLog(folder);
  bytes = readFileSync(log.path);
  whole = await log.verify();
}, 60_000);

const lineOf = (at: number): number => bytes.subarray(0, at).toString('latin1').split('\n').length;

/** The verdict on the log with this in its place, beside the same memory. */
async function verdictOn(content: Buffer | readonly string[]): Promise<AuditVerdict> {
  if (Buffer.isBuffer(content)) writeFileSync(log.path, content);
  else log.write(content);
  return log.verify();
}

const linesNow = (): string[] => bytes.toString('utf8').split('\n').slice(0, -1);

test('the log is whole, long enough, and signed more than once', () => {
  expect(whole).toMatchObject({type: 'whole', entries: LINES});
  expect(linesNow().filter(line => line.includes('"type":"checkpoint"')).length).toBeGreaterThan(5);
});

test('every step of an emergency is in it, real and drill, with its lists as lists', () => {
  const told = linesNow().flatMap(line => JSON.parse(line).emergency ?? []);
  for (const step of STEPS)
    for (const drill of [false, true]) expect(told).toContainEqual({...step, incident: 'INC-4821', drill});
});

/** Judges what stands at a line and the two behind it, beside all that is known of the lines before. */
function flipsIn(number: number): string[] {
  const all = linesNow().map(line => Buffer.from(`${line}\n`));
  const before = Buffer.concat(all.slice(0, number - 1));
  const here = all[number - 1] ?? Buffer.alloc(0);
  const behind = Buffer.concat(all.slice(number, number + 2));
  const start = judgeOf({}, fromStart(), before);
  const last = JSON.parse(linesNow().at(-1) ?? '');
  const head = {seq: last.seq, prev: last.prev, head: hashOf(Buffer.from(linesNow().at(-1) ?? ''))};
  const link = start.position ?? START;
  const faults: string[] = [];
  for (let at = 0; at < here.length; at += 1) {
    const changed = Buffer.from(here);
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
    const hash = createHash('sha256').update(before);
    const judge = judgeOf(
      {kept: [head]},
      {link, hash, size: before.length, key: start.keys.current},
      Buffer.concat([changed, behind]),
    );
    const verdict = judge.verdict();
    if (verdict.type === 'broken' && verdict.line === 1 && verdict.lastGood === number - 1) continue;
    faults.push(`byte ${at} of line ${number}: ${JSON.stringify(verdict)}`);
  }
  return faults;
}

function judgeOf(outside: Outside, beginning: Beginning, content: Buffer): Judge {
  const judge = new Judge(outside, beginning);
  const parts = content.toString('latin1').split('\n');
  for (const [at, part] of parts.entries())
    if (part !== '' || at < parts.length - 1)
      judge.take({bytes: Buffer.from(part, 'latin1'), finished: at < parts.length - 1});
  return judge;
}

describe('a flip in every byte, each time of another bit, is found in its line', () => {
  test.each(Array.from({length: 10}, (_, tenth) => tenth))(
    'tenth %i of the lines',
    tenth => {
      for (let line = 1 + tenth * 20; line <= 20 + tenth * 20; line += 1) expect(flipsIn(line)).toEqual([]);
    },
    120_000,
  );

  test('and from the whole file, for a sample of the bytes', async () => {
    for (let at = 0; at < bytes.length; at += 331) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      const line = lineOf(at);
      expect(await verdictOn(changed)).toMatchObject({type: 'broken', line, lastGood: line - 1});
    }
  }, 120_000);
});

test('a signature has one spelling: its last letter holds bits that no decoder looks at', () => {
  const all = linesNow();
  const at = all.findIndex(line => line.includes('"type":"checkpoint"'));
  const respelled = all.slice(0, at + 1).map((line, n) => {
    if (n < at) return line;
    const {signature} = JSON.parse(line).seal;
    const other = respelledLetter(signature);
    expect(Buffer.from(other, 'base64')).toEqual(Buffer.from(signature, 'base64'));
    return line.replace(signature, other);
  });
  const verdict = judgeOf({}, fromStart(), Buffer.from(`${respelled.join('\n')}\n`)).verdict();
  expect(verdict).toMatchObject({type: 'broken', line: at + 1, reason: 'its signature does not fit'});
});

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** 64 bytes leave four bits of the last letter unused. */
const respelledLetter = (signature: string): string =>
  signature.replace(/(.)==$/, (_, letter: string) => `${LETTERS[LETTERS.indexOf(letter) + 1]}==`);

describe('every line', () => {
  test('dropped', async () => {
    for (let n = 0; n < LINES; n += 1)
      expect(await verdictOn(linesNow().toSpliced(n, 1))).toMatchObject({
        type: 'broken',
        line: n + 1,
        lastGood: n,
      });
  });

  test('doubled', async () => {
    for (let n = 0; n < LINES; n += 1) {
      const verdict = await verdictOn(linesNow().toSpliced(n, 0, linesNow()[n] ?? ''));
      expect(verdict).toMatchObject({type: 'broken', line: n + 2, lastGood: n + 1});
    }
  });

  test('swapped with the next', async () => {
    for (let n = 0; n < LINES - 1; n += 1) {
      const [one = '', other = ''] = linesNow().slice(n, n + 2);
      const verdict = await verdictOn(linesNow().toSpliced(n, 2, other, one));
      expect(verdict).toMatchObject({type: 'broken', line: n + 1, lastGood: n});
    }
  });

  test('cut off with all behind it', async () => {
    for (let n = 0; n < LINES; n += 1) {
      const verdict = await verdictOn(linesNow().slice(0, n));
      expect(verdict).toMatchObject({
        type: 'broken',
        line: n + 1,
        lastGood: n,
        reason: expect.stringContaining('missing'),
      });
    }
  });
});

test('a cut stays visible when others write behind it', async () => {
  const cut = await longLogCut();
  expect(await cut.verify()).toMatchObject({type: 'broken', line: 8});
  for (const _ of Array.from({length: 20})) await cut.append(fact());
  expect(await cut.verify()).toMatchObject({type: 'broken'});
  expect(await cut.check()).toMatchObject({type: 'broken'});
});

async function longLogCut(): Promise<SignedLog> {
  const cut = signedLogIn(scratchFolder());
  for (let n = 0; n < 10; n += 1) await cut.append(fact(`${n}`));
  cut.write(cut.lines().slice(0, 7));
  return cut;
}

describe('rewritten from its start, with every hash made new', () => {
  type Entry = Record<string, unknown>;

  function sorted(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(sorted);
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(members.map(([name, part]) => [name, sorted(part)]));
  }

  function rewritten(change: (entry: Entry) => Entry | undefined): string[] {
    let prev = '0'.repeat(64);
    let seq = 0;
    return linesNow().flatMap(line => {
      const entry = change(JSON.parse(line));
      if (entry === undefined) return [];
      seq += 1;
      const text = JSON.stringify(sorted({...entry, seq, prev}));
      prev = hashOf(Buffer.from(text));
      return [text];
    });
  }

  const innocent = (entry: Entry): Entry =>
    entry.justification === 'incident 30' ? {...entry, justification: 'incident 31'} : entry;

  test('the first signature behind the change does not fit', async () => {
    const changed = linesNow().findIndex(line => line.includes('incident 30')) + 1;
    const verdict = await verdictOn(rewritten(innocent));
    const signed = linesNow().findIndex((line, at) => at >= changed && line.includes('"checkpoint"')) + 1;
    expect(verdict).toMatchObject({type: 'broken', line: signed, reason: 'its signature does not fit'});
  });

  test.each([
    ['a drill is made of an emergency', {drill: true}],
    ['it was another incident', {incident: 'INC-1'}],
    ['another rung was asked for', {rung: 'Reader of test'}],
  ])('%s: the first signature behind it does not fit', async (_, lie) => {
    let isDone = false;
    const changed = linesNow().findIndex(line => line.includes('"step":"tried"')) + 1;
    const verdict = await verdictOn(
      rewritten(entry => {
        const {emergency} = entry as {emergency?: {step?: string}};
        if (isDone || emergency?.step !== 'tried') return entry;
        isDone = true;
        return {...entry, emergency: {...emergency, ...lie}};
      }),
    );
    const signed = linesNow().findIndex((line, at) => at >= changed && line.includes('"checkpoint"')) + 1;
    expect(verdict).toMatchObject({type: 'broken', line: signed, reason: 'its signature does not fit'});
  });

  test('without signatures, the line that was kept elsewhere is not there', async () => {
    const bare = rewritten(entry => (entry.seal === undefined ? innocent(entry) : undefined));
    expect(await verdictOn(bare)).toMatchObject({type: 'broken', line: bare.length + 1});
    const padded = [...bare, ...bare].slice(0, LINES + 5);
    expect(await verdictOn(padded)).toMatchObject({type: 'broken'});
  });

  test('signed anew with another key, the key is not the one that was kept', async () => {
    const other = await longLog(scratchFolder());
    expect(await verdictOn(other.lines())).toMatchObject({
      type: 'broken',
      reason: 'it is signed with another key than the one that is trusted',
    });
  });

  test('whoever trusts a key or an anchor needs nothing that is kept here', async () => {
    const other = await longLog(scratchFolder());
    const [key, anchor] = [
      whole.type === 'whole' ? whole.signed?.key : undefined,
      hashOf(Buffer.from(linesNow()[60] ?? '')),
    ];
    expect(await other.verify({key})).toMatchObject({
      type: 'broken',
      reason: expect.stringContaining('the key you named'),
    });
    expect(await other.verify({anchor})).toMatchObject({
      type: 'broken',
      reason: expect.stringContaining('anchor'),
    });
    writeFileSync(log.path, bytes);
    expect(await log.verify({key, anchor: anchor.slice(0, 16)})).toEqual(whole);
  });
});
