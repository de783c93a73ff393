import {execFileSync} from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEntry} from '../../src/core/audit.ts';
import type {AuditLog} from '../../src/core/ports.ts';
import {hashOf} from '../../src/stores/audit-line.ts';
import {createAuditLog} from '../../src/stores/audit-log.ts';
import {createLocks} from '../../src/stores/locks.ts';
import {HandClock} from '../support/clock.ts';
import {fact} from './samples.ts';
import {scratchFolder} from './scratch.ts';

function logIn(folder: string): AuditLog & {readonly path: string} {
  const clock = new HandClock();
  const path = join(folder, 'audit.ndjson');
  return {path, ...createAuditLog({path, clock, locks: createLocks(join(folder, 'locks.db'), clock)})};
}

async function logOf(...justifications: readonly string[]): Promise<ReturnType<typeof logIn>> {
  const log = logIn(scratchFolder());
  for (const text of justifications) await log.append(fact(text));
  return log;
}

const linesIn = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);

async function entriesOf(log: AuditLog): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of log.entries()) entries.push(entry);
  return entries;
}

describe('something else in its place is refused, and never waited for', () => {
  test.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['a pipe nobody writes into', (path: string) => execFileSync('mkfifo', [path])],
  ])('%s', async (_, make) => {
    const log = logIn(scratchFolder());
    make(log.path);
    const refused = {problem: {code: 'state-unwritable', reason: 'it is not a file'}};
    await expect(log.verify()).rejects.toMatchObject(refused);
    await expect(entriesOf(log)).rejects.toMatchObject(refused);
    await expect(log.append(fact('one'))).rejects.toMatchObject(refused);
  });
});

describe('appending', () => {
  test('the chain, its numbers and its bytes', async () => {
    const log = await logOf('one', 'two');
    const [first = '', second = ''] = linesIn(log.path);
    expect(first).toBe(
      '{"account":"ada@example.com","authority":"https://login.microsoftonline.com","eligibilityId":"e1",' +
        '"endsAt":null,"justification":"one","kind":"azure-resource","localTime":"2026-11-22T12:00:01Z",' +
        `"name":"Reader","oid":"o1","practice":false,"prev":"${'0'.repeat(64)}","problem":null,` +
        '"profile":"default","requestId":"q1","scope":{"id":"/subscriptions/1","name":"prod",' +
        '"type":"subscription"},"seq":1,"tenantId":"t1","ticket":null,"time":"2026-11-22T12:00:00Z","type":"request"}',
    );
    expect(JSON.parse(second)).toMatchObject({seq: 2, prev: hashOf(Buffer.from(first))});
    expect(await log.verify()).toEqual({type: 'whole', entries: 2, head: hashOf(Buffer.from(second))});
    expect(statSync(log.path).mode & 0o777).toBe(0o600);
  });

  test('an entry is what append gave and entries gives back, exactly', async () => {
    const hostile = 'a\u001b[31m\u202e\u2028\nb "\\" é 🔑';
    const log = logIn(scratchFolder());
    const entry = await log.append(fact(hostile));
    expect(entry.justification).toBe(hostile);
    expect(await entriesOf(log)).toEqual([entry]);
    expect(linesIn(log.path)).toHaveLength(1);
  });

  test('a lone surrogate cannot be written in UTF-8, and does not lose the record', async () => {
    const entry = await (await logOf()).append(fact('x\ud800y'));
    expect(entry.justification).toBe('x\ufffdy');
  });

  test('a long log is continued from its end', async () => {
    const log = await logOf('a', 'x'.repeat(200_000), 'b', 'y'.repeat(70_000), 'c');
    expect(await log.verify()).toMatchObject({type: 'whole', entries: 5});
    expect((await entriesOf(log)).map(entry => entry.seq)).toEqual([1, 2, 3, 4, 5]);
  });

  test('a link in its place is refused, for reading too', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'elsewhere'), '');
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'audit.ndjson'));
    const log = logIn(folder);
    const refused = {problem: {code: 'state-unwritable', path: log.path}};
    await expect(log.append(fact())).rejects.toMatchObject(refused);
    await expect(log.verify()).rejects.toMatchObject(refused);
    expect(readFileSync(join(folder, 'elsewhere'), 'utf8')).toBe('');
  });

  test('no log yet is a whole one without entries', async () => {
    const log = logIn(scratchFolder());
    expect(await log.verify()).toEqual({type: 'whole', entries: 0, head: '0'.repeat(64)});
    expect(await entriesOf(log)).toEqual([]);
  });
});

describe('after a crash', () => {
  test.each([1, 37, 300])('a line torn after %i bytes is closed and owned up to', async length => {
    const log = await logOf('one', 'two');
    const torn = Buffer.from(linesIn(log.path)[1] ?? '').subarray(0, length);
    appendFileSync(log.path, torn);
    expect(await log.verify()).toMatchObject({type: 'broken', line: 3, lastGood: 2});
    await log.append(fact('three'));
    const entries = await entriesOf(log);
    expect(entries.map(entry => [entry.seq, entry.type])).toEqual([
      [1, 'request'],
      [2, 'request'],
      [3, 'recovered'],
      [4, 'request'],
    ]);
    expect(entries[2]?.name).toBe(`${length} bytes of an unfinished line, SHA-256 ${hashOf(torn)}`);
    expect(await log.verify()).toMatchObject({type: 'whole', entries: 4});
  });

  test('a crash while closing a torn line is closed as well', async () => {
    const log = await logOf('one');
    appendFileSync(log.path, '{"account":"ada\n{"account":null,"auth');
    await log.append(fact('two'));
    expect(await log.verify()).toMatchObject({type: 'whole', entries: 3});
  });

  test('only the line feed was lost: the record stands', async () => {
    const log = await logOf('one', 'two');
    truncateSync(log.path, statSync(log.path).size - 1);
    await log.append(fact('three'));
    expect(await log.verify()).toMatchObject({type: 'whole', entries: 3});
    expect((await entriesOf(log)).map(entry => entry.justification)).toEqual(['one', 'two', 'three']);
  });

  test('the torn bytes cannot be changed or taken out later', async () => {
    const log = await logOf('one');
    appendFileSync(log.path, '{"account":"ada');
    await log.append(fact('two'));
    const text = readFileSync(log.path, 'utf8');
    writeFileSync(log.path, text.replace('\n{"account":"ada\n', '\n{"account":"eve\n'));
    expect(await log.verify()).toMatchObject({type: 'broken', line: 2});
    writeFileSync(log.path, text.replace('\n{"account":"ada\n', '\n'));
    expect(await log.verify()).toMatchObject({type: 'broken', line: 2});
  });

  test('rubbish that no crash leaves is never covered up, and no record is lost', async () => {
    const log = await logOf('one');
    appendFileSync(log.path, 'rubbish\n');
    await log.append(fact('two'));
    expect(await log.verify()).toMatchObject({type: 'broken', line: 2, lastGood: 1});
    const seen: number[] = [];
    const reading = (async () => {
      for await (const entry of log.entries()) seen.push(entry.seq);
    })();
    await expect(reading).rejects.toMatchObject({problem: {code: 'audit-broken', seq: 2}});
    expect(seen).toEqual([1, 2]);
  });
});

describe('tampering (properties)', () => {
  const justifications = ['one', 'two', 'drei', 'vier \u2028', 'five'];
  const line = fc.nat({max: justifications.length - 2});

  /** A log whose lines can be changed again and again; each time the verdict is on the change alone. */
  async function tamperable() {
    const log = await logOf(...justifications);
    const whole = linesIn(log.path);
    return (change: (lines: string[]) => string[]) => {
      writeFileSync(log.path, `${change([...whole]).join('\n')}\n`);
      return log.verify();
    };
  }

  test('a flipped bit in any byte before the last line is found there or at the next line', async () => {
    const log = await logOf(...justifications);
    const bytes = readFileSync(log.path);
    const lastLine = bytes.lastIndexOf('\n', bytes.length - 2);
    await fc.assert(
      fc.asyncProperty(fc.nat({max: lastLine}), fc.nat({max: 7}), async (at, bit) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        writeFileSync(log.path, changed);
        const touched = bytes.subarray(0, at).toString('latin1').split('\n').length;
        const verdict = await log.verify();
        expect(verdict.type).toBe('broken');
        if (verdict.type === 'broken') expect([touched, touched + 1]).toContain(verdict.line);
      }),
      {numRuns: 400},
    );
  });

  test('a change of the last line is found, or changes the head', async () => {
    const log = await logOf(...justifications);
    const bytes = readFileSync(log.path);
    const lastLine = bytes.lastIndexOf('\n', bytes.length - 2) + 1;
    const before = await log.verify();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({min: lastLine, max: bytes.length - 1}),
        fc.nat({max: 7}),
        async (at, bit) => {
          const changed = Buffer.from(bytes);
          changed[at] = (changed[at] ?? 0) ^ (1 << bit);
          writeFileSync(log.path, changed);
          expect(await log.verify()).not.toEqual(before);
        },
      ),
      {numRuns: 200},
    );
  });

  test('a dropped line is found', async () => {
    const verdictAfter = await tamperable();
    await fc.assert(
      fc.asyncProperty(line, async n => {
        expect(await verdictAfter(lines => lines.toSpliced(n, 1))).toMatchObject({
          type: 'broken',
          line: n + 1,
        });
      }),
      {numRuns: 20},
    );
  });

  test('a doubled line is found', async () => {
    const verdictAfter = await tamperable();
    await fc.assert(
      fc.asyncProperty(line, async n => {
        const verdict = await verdictAfter(lines => lines.toSpliced(n, 0, lines[n] ?? ''));
        expect(verdict).toMatchObject({type: 'broken', line: n + 2});
      }),
      {numRuns: 20},
    );
  });

  test('swapped lines are found', async () => {
    const verdictAfter = await tamperable();
    await fc.assert(
      fc.asyncProperty(line, async n => {
        const verdict = await verdictAfter(lines =>
          lines.toSpliced(n, 2, lines[n + 1] ?? '', lines[n] ?? ''),
        );
        expect(verdict).toMatchObject({type: 'broken', line: n + 1, lastGood: n});
      }),
      {numRuns: 20},
    );
  });

  test('another spelling of the same record is no record', async () => {
    const verdictAfter = await tamperable();
    const verdict = await verdictAfter(lines =>
      lines.map((one, n) => (n === 1 ? one.replace(':', ': ') : one)),
    );
    expect(verdict).toMatchObject({type: 'broken', line: 2});
  });
});
