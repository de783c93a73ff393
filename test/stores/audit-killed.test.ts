import {execFile} from 'node:child_process';
import {appendFileSync, readFileSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, test} from 'vitest';
import {minutes} from '../../src/core/time.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {fact} from './samples.ts';
import {scratchFolder} from './scratch.ts';
import {type SignedLog, signedLogIn} from './signed-log.ts';

const text = (log: SignedLog): Buffer => readFileSync(log.path);

/** A log of two lines, and the bytes that its next steps wrote: `active`, then the key and the checkpoint. */
async function written() {
  const log = signedLogIn(scratchFolder());
  await log.append(fact('one'));
  const before = text(log);
  await log.append({...fact('two'), type: 'active'});
  await log.settled();
  return {log, before, after: text(log)};
}

/** As a process leaves it that was killed with this much of a write on the disk, and nothing kept of it elsewhere. */
async function killedAt(before: Buffer, part: Buffer): Promise<SignedLog> {
  const log = signedLogIn(scratchFolder());
  await log.append(fact('one'));
  expect(text(log)).toEqual(before);
  appendFileSync(log.path, part);
  return log;
}

describe('killed while it wrote', () => {
  test('after every byte: nothing is refused, and the next line closes it', async () => {
    const {before, after} = await written();
    for (let length = 1; length <= after.length - before.length; length += 61) {
      const log = await killedAt(before, after.subarray(before.length, before.length + length));
      expect(await log.check()).toMatchObject({type: 'whole'});
      await log.append(fact('three'));
      expect(await log.verify()).toMatchObject({type: 'whole'});
      expect(await log.check()).toMatchObject({type: 'whole'});
      const entries = log.lines().filter(line => line.startsWith('{"account"') && line.endsWith('}'));
      expect(entries.at(-1)).toContain('three');
    }
  });

  test('between the file and the memory of its head: the lines are taken up, and a cut still shows', async () => {
    const {before, after} = await written();
    const log = await killedAt(before, after.subarray(before.length));
    await log.append(fact('three'));
    expect(await log.verify()).toMatchObject({type: 'whole', entries: 5});
    log.write(log.lines().slice(0, 3));
    expect(await log.verify()).toMatchObject({type: 'broken', line: 4, lastGood: 3});
  });

  test('between the new key and its first signature: the key takes over at the next one', async () => {
    const {log} = await written();
    await log.keys.renew();
    await log.clock.turn(minutes(1));
    await log.append({...fact(), type: 'end'});
    await log.settled();
    expect(
      log
        .lines()
        .slice(4)
        .map(line => JSON.parse(line).type),
    ).toEqual(['end', 'key-change', 'checkpoint']);
    expect(await log.verify()).toMatchObject({type: 'whole'});
  });

  test('a torn last line is no cut, and a cut in the middle of one is no crash', async () => {
    const {log, after} = await written();
    writeFileSync(log.path, Buffer.concat([after, Buffer.from('{"account":"ada')]));
    expect(await log.check()).toMatchObject({type: 'whole'});
    writeFileSync(log.path, after.subarray(0, after.length - 40));
    expect(await log.check()).toMatchObject({type: 'broken', lastGood: 3});
    await log.append(fact());
    expect(await log.check()).toMatchObject({type: 'broken'});
  });

  test('a line feed that was lost is made up for', async () => {
    const {log, after} = await written();
    truncateSync(log.path, after.length - 1);
    expect(await log.check()).toMatchObject({type: 'whole'});
    await log.append(fact('three'));
    expect(await log.verify()).toMatchObject({type: 'whole', entries: 5});
  });
});

test('without the memory the file speaks for itself, and with a damaged one too', async () => {
  const {log} = await written();
  const db = createDatabase({path: join(log.folder, 'state.db'), clock: log.clock});
  await db.write(sql => void sql.exec("UPDATE notes SET text = '{' WHERE name = 'audit'"));
  expect(await log.verify()).toMatchObject({type: 'whole', entries: 4, signed: {seq: 4}});
  expect(await log.check()).toMatchObject({type: 'whole'});
  await log.clock.turn(minutes(1));
  await log.append({...fact(), type: 'end'});
  await log.settled();
  expect(await log.verify()).toMatchObject({type: 'whole', entries: 6, signed: {seq: 6}});
});

test('two processes append and sign, and nothing is lost', async () => {
  const folder = scratchFolder();
  const signer = join(import.meta.dirname, 'signer.ts');
  const run = (name: string) => promisify(execFile)(process.execPath, [signer, folder, name]);
  await Promise.all([run('one'), run('two')]);
  const log = signedLogIn(folder);
  const types = log.lines().map(line => JSON.parse(line).type);
  expect(types.filter(type => type === 'active')).toHaveLength(40);
  expect(types.filter(type => type === 'key')).toHaveLength(1);
  expect(await log.verify()).toMatchObject({type: 'whole', entries: types.length, signed: expect.anything()});
  expect(await log.check()).toMatchObject({type: 'whole'});
});
