import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {MadeRequest, Page} from '../../src/core/ports.ts';
import {fact} from '../stores/samples.ts';
import {scratchFolder} from '../stores/scratch.ts';
import {type SignedLog, signedLogIn} from '../stores/signed-log.ts';
import {activeFor, eligibility, grantOf, type World, world} from './fakes.ts';
import {type Ran, run} from './run.ts';

const reader = eligibility('Reader', 'prod');

interface Scene {
  readonly log: SignedLog;
  readonly at: World;
  readonly stint: (...argv: readonly string[]) => Promise<Ran>;
}

/** The commands on a real record, with everything else faked. */
async function scene(...types: readonly ('request' | 'active' | 'end')[]): Promise<Scene> {
  const log = signedLogIn(scratchFolder());
  for (const type of types) await log.append({...fact('incident 42'), type});
  await log.settled();
  const before = world();
  before.azure.eligibilities = [reader];
  before.azure.answers = [activeFor(reader)];
  const at = {...before, app: {...before.app, audit: log}};
  return {log, at, stint: (...argv) => run(argv, {world: at})};
}

const spoil = ({log}: Scene): void =>
  log.write(log.lines().map((line, at) => (at === 0 ? line.replace('incident 42', 'incident 43') : line)));

const ACTIVATE = ['activate', 'Reader', '--justification', 'incident 42', '--json'] as const;

describe('audit verify', () => {
  test('says who signed, how far, and what it cannot know', async () => {
    const {log, stint} = await scene('request', 'active');
    const key = (await log.keys.open())?.current.key;
    const {code, out} = await stint('audit', 'verify');
    expect(code).toBe(0);
    expect(out).toContain('The record is whole: 4 lines');
    expect(out).toContain(`with the key ${key}`);
    expect(out).toContain('Whoever holds the key of the record');
    const {items} = JSON.parse((await stint('audit', 'verify', '--json')).out);
    expect(items).toMatchObject([{whole: true, signed: {key, seq: 4}, acknowledged: [], lastGood: 4}]);
  });

  test('trusts a key and an anchor that are given', async () => {
    const {log, stint} = await scene('request', 'active');
    const key = (await log.keys.open())?.current.key ?? '';
    const anchor = (await log.anchor())?.hash ?? '';
    expect((await stint('audit', 'verify', '--key', key.slice(0, 16), '--anchor', anchor)).code).toBe(0);
    expect((await stint('audit', 'verify', '--key', 'f'.repeat(64))).code).toBe(83);
    expect((await stint('audit', 'verify', '--anchor', '0'.repeat(16))).code).toBe(83);
    const {code, err} = await stint('audit', 'verify', '--anchor', 'abc');
    expect([code, err]).toEqual([64, expect.stringContaining('12 to 64 hexadecimal digits')]);
  });
});

describe('a record that does not verify', () => {
  test('refuses what is new with 83 until it is acknowledged', async () => {
    const it = await scene('request', 'active');
    spoil(it);
    const refused = await it.stint(...ACTIVATE);
    expect(refused.code).toBe(83);
    expect(JSON.parse(refused.out)).toMatchObject({items: [{problem: {code: 'audit-broken'}}]});
    expect(it.at.azure.sent).toEqual([]);
    const acknowledged = await it.stint('audit', 'acknowledge');
    expect(acknowledged).toMatchObject({code: 0, out: expect.stringContaining('line 1 did not fit')});
    expect((await it.stint(...ACTIVATE)).code).toBe(0);
    const verified = await it.stint('audit', 'verify');
    expect(verified).toMatchObject({code: 0, out: expect.stringContaining('Acknowledged in line 5')});
  });

  test('refuses no end', async () => {
    const it = await scene('request', 'active');
    it.at.azure.grants = [grantOf(reader)];
    spoil(it);
    expect((await it.stint('deactivate', 'Reader')).code).toBe(0);
    expect(it.at.azure.ended).toEqual([`${reader.id}.s1`]);
  });

  test('a cut end counts', async () => {
    const it = await scene('request', 'active');
    writeFileSync(join(it.log.folder, 'audit.ndjson'), '');
    expect((await it.stint(...ACTIVATE)).code).toBe(83);
    expect((await it.stint('audit', 'verify')).err).toContain('missing');
  });
});

describe('audit acknowledge', () => {
  test('has nothing to say of a whole record', async () => {
    const {stint} = await scene('request', 'active');
    const {code, out, err} = await stint('audit', 'acknowledge');
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain('nothing to acknowledge');
  });

  test('--new-key lets another key take over', async () => {
    const {log, stint} = await scene('request', 'active');
    expect((await stint('audit', 'acknowledge', '--new-key')).code).toBe(0);
    expect(
      log
        .lines()
        .map(line => JSON.parse(line).type)
        .slice(4),
    ).toEqual(['key-change', 'checkpoint']);
  });
});

describe('audit prove', () => {
  test('writes what a stranger can check, signing first where nothing is signed yet', async () => {
    const {log, stint} = await scene('request');
    const {code, out} = await stint('audit', 'prove', '1');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({kind: 'proof', items: [{seq: 1, lines: log.lines()}]});
  });

  test.each([
    ['0', 64],
    ['one', 64],
    ['99', 65],
  ])('%s is %i', async (asked, code) => {
    const {stint} = await scene('request', 'active');
    expect((await stint('audit', 'prove', asked)).code).toBe(code);
  });
});

describe('audit export', () => {
  test.each([
    ['jsonl', 2, '"seq":1'],
    ['csv', 3, 'incident 42'],
    ['ocsf', 2, '"type_uid":300501'],
    ['cef', 2, 'CEF:0|stint|stint|1.2.3|request|request|3|'],
  ])('%s', async (format, lines, first) => {
    const {stint} = await scene('request', 'request');
    const {code, out} = await stint('audit', 'export', '--format', format);
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(lines);
    expect(out).toContain(first);
  });

  test('a cell that a spreadsheet would run is inert', async () => {
    const {log, stint} = await scene();
    await log.append(fact('=cmd()'));
    expect((await stint('audit', 'export', '--format', 'csv')).out).toContain('"\'=cmd()"');
  });

  test('between two times, the first included', async () => {
    const {log, stint} = await scene();
    for (const time of ['2026-11-22T10:00:00Z', '2026-11-22T11:00:00Z', '2026-11-22T12:00:00Z'])
      await log.append({...fact(), time});
    const {out} = await stint(
      'audit',
      'export',
      '--since',
      '2026-11-22T10:30:00Z',
      '--until',
      '2026-11-22T12:00:00Z',
    );
    expect(
      out
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line).seq),
    ).toEqual([2]);
    expect((await stint('audit', 'export', '--since', 'yesterday')).code).toBe(64);
  });

  test('what can be read is written, and what cannot is said', async () => {
    const {log, stint} = await scene('request', 'request');
    log.write([log.lines()[0] ?? '', 'rubbish', log.lines()[1] ?? '']);
    const {code, out} = await stint('audit', 'export');
    expect([code, out.trimEnd().split('\n').length]).toEqual([83, 2]);
  });
});

describe('audit verify --against cloud', () => {
  async function compared(...ids: readonly string[]) {
    const it = await scene();
    await it.stint(...ACTIVATE);
    const madeRequests = async function* (): AsyncGenerator<Page<MadeRequest>> {
      const items = ids.map(requestId => ({
        ...{requestId, eligibilityId: reader.id, name: reader.name, scope: reader.scope},
        ...{createdAt: it.at.clock.now(), justification: null, activates: true},
      }));
      yield {items, complete: true};
    };
    Object.assign(it.at.azure, {madeRequests});
    return it.stint('audit', 'verify', '--against', 'cloud', '--json');
  }

  test('what was made elsewhere is said, and is no fault', async () => {
    const {code, out} = await compared('id-1', 'by-hand');
    expect(code).toBe(0);
    const {againstCloud} = JSON.parse(out).items[0];
    expect(againstCloud).toMatchObject({
      unknown: [],
      elsewhere: [{requestId: 'by-hand'}],
      unlisted: ['entra-role'],
    });
  });

  test('what the cloud does not know is named, and 1', async () => {
    const {code, out} = await compared();
    expect(code).toBe(1);
    const {items, problems} = JSON.parse(out);
    expect(items[0].againstCloud.unknown).toMatchObject([{requestId: 'id-1'}]);
    expect(problems).toMatchObject([{code: 'failed', message: expect.stringContaining('lines 2')}]);
  });
});
