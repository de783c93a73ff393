import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {AuditType} from '../../src/core/audit.ts';
import {minutes} from '../../src/core/time.ts';
import {fact} from './samples.ts';
import {scratchFolder} from './scratch.ts';
import {type SignedLog, signedLogIn} from './signed-log.ts';

const typesIn = (log: SignedLog): string[] => log.lines().map(line => JSON.parse(line).type);

async function tell(log: SignedLog, ...types: readonly AuditType[]): Promise<void> {
  for (const type of types) await log.append({...fact('incident 42'), type});
  await log.settled();
}

describe('when a checkpoint is made', () => {
  test('after what counts, at most one a minute', async () => {
    const log = signedLogIn(scratchFolder());
    await tell(log, 'request');
    expect(typesIn(log)).toEqual(['request']);
    await tell(log, 'active');
    expect(typesIn(log)).toEqual(['request', 'active', 'key', 'checkpoint']);
    await tell(log, 'end');
    expect(typesIn(log).slice(4)).toEqual(['end']);
    await log.clock.turn(minutes(1));
    await tell(log, 'end');
    expect(typesIn(log).slice(4)).toEqual(['end', 'end', 'checkpoint']);
    expect(await log.verify()).toMatchObject({type: 'whole', entries: 7, signed: {seq: 7}});
  });

  test('after fifty lines of anything', async () => {
    const log = signedLogIn(scratchFolder());
    await tell(log, ...Array.from({length: 50}, () => 'lend' as const));
    expect(typesIn(log).slice(49)).toEqual(['lend', 'key', 'checkpoint']);
  });

  test('one that cannot be made fails nothing, is told, and is made up for', async () => {
    const log = signedLogIn(scratchFolder());
    const broken = signedLogIn(log.folder, log.clock);
    const {open} = broken.keys;
    Object.assign(broken.keys, {open: () => Promise.reject(new Error('the keyring is locked'))});
    await tell(broken, 'active');
    expect(typesIn(log)).toEqual(['active']);
    expect(await log.verify()).toMatchObject({type: 'whole', unsigned: expect.any(String)});
    Object.assign(broken.keys, {open});
    await log.clock.turn(minutes(1));
    await tell(broken, 'end');
    expect(typesIn(log)).toEqual(['active', 'end', 'key', 'checkpoint']);
    expect(await log.verify()).toMatchObject({type: 'whole', unsigned: undefined});
  });
});

describe('keys', () => {
  test('a new key is signed by the one before', async () => {
    const log = signedLogIn(scratchFolder());
    await tell(log, 'active');
    const first = (await log.keys.open())?.current.key;
    expect(await log.acknowledge({...fact(), type: 'acknowledged'}, {newKey: true})).toBeUndefined();
    expect(typesIn(log).slice(3)).toEqual(['key-change', 'checkpoint']);
    const second = (await log.keys.open())?.current.key;
    expect(second).not.toBe(first);
    expect(await log.verify()).toMatchObject({type: 'whole', signed: {key: second}});
    expect(await log.verify({key: first?.slice(0, 12)})).toMatchObject({
      type: 'whole',
      signed: {key: second},
    });
  });

  test('a key that is gone stops the signing until that is acknowledged', async () => {
    const log = signedLogIn(scratchFolder());
    await tell(log, 'active');
    const first = (await log.keys.open())?.current.key ?? '';
    rmSync(join(log.folder, 'tokens'), {recursive: true});
    await log.clock.turn(minutes(1));
    await tell(log, 'end');
    expect(typesIn(log).slice(3)).toEqual(['end']);
    await expect(log.sign(false)).rejects.toMatchObject({
      problem: {reason: expect.stringContaining('not in the')},
    });
    await log.acknowledge({...fact(), type: 'acknowledged'}, {newKey: false});
    expect(typesIn(log).slice(4)).toEqual(['acknowledged', 'key', 'checkpoint']);
    expect(await log.verify()).toMatchObject({
      type: 'whole',
      acknowledged: [{seq: 5, signed: true, reason: 'the key that signed it is gone'}],
    });
    // Who trusts the first key is told that another has taken over.
    expect(await log.verify({key: first})).toMatchObject({type: 'broken', line: 6});
  });

  test('a new key that nobody signed for is a break', async () => {
    const log = signedLogIn(scratchFolder());
    await tell(log, 'active');
    const other = signedLogIn(scratchFolder());
    await tell(other, 'active');
    log.write([...log.lines(), ...other.lines().slice(1)]);
    expect(await log.verify()).toMatchObject({type: 'broken', line: 4, lastGood: 3});
  });
});

describe('going on from a break', () => {
  test('what is found is named, and only that is forgiven', async () => {
    const log = signedLogIn(scratchFolder());
    await tell(log, 'request', 'active');
    const [first = '', ...others] = log.lines();
    log.write([first.replace('incident 42', 'incident 43'), ...others]);
    expect(await log.verify()).toMatchObject({type: 'broken', line: 1, lastGood: 0});
    expect(await log.check()).toMatchObject({type: 'broken', line: 1});
    const entry = await log.acknowledge({...fact(), type: 'acknowledged'}, {newKey: false});
    expect(entry?.found).toMatchObject({line: 1, lastGood: 0});
    expect(await log.check()).toMatchObject({type: 'whole'});
    const whole = await log.verify();
    expect(whole).toMatchObject({type: 'whole', acknowledged: [{line: 1, seq: 5, signed: true}]});
    await tell(log, 'end');
    expect(await log.check()).toMatchObject({type: 'whole', entries: 8});
    const now = log.lines();
    log.write([now[0]?.replace('43', '44') ?? '', ...now.slice(1)]);
    expect(await log.verify()).toMatchObject({type: 'broken', line: 1});
    expect(await log.check()).toMatchObject({type: 'broken', line: 1});
  });

  test('there is nothing to acknowledge in a record that is whole', async () => {
    const log = signedLogIn(scratchFolder());
    await tell(log, 'active');
    expect(await log.acknowledge({...fact(), type: 'acknowledged'}, {newKey: false})).toBeUndefined();
    expect(log.lines()).toHaveLength(3);
  });
});
