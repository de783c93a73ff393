import {generateKeyPairSync} from 'node:crypto';
import {expect, test} from 'vitest';
import type {AuditEntry, AuditType} from '../../src/core/audit.ts';
import {chained} from '../../src/stores/audit-entries.ts';
import {hashOf, lineOf, ownFact} from '../../src/stores/audit-line.ts';
import {fingerprintOf} from '../../src/stores/audit-seal.ts';
import {sealedEntry} from '../../src/stores/audit-sign.ts';
import {fromStart, Judge} from '../../src/stores/audit-verify.ts';
import type {SigningKey} from '../../src/stores/signing-key.ts';
import {fact} from './samples.ts';
import {scratchFolder} from './scratch.ts';
import {type SignedLog, signedLogIn} from './signed-log.ts';

/** `active`, `key`, `checkpoint`: whoever forges knows all of it but the key. */
async function signedLog(): Promise<SignedLog> {
  const log = signedLogIn(scratchFolder());
  await log.append({...fact(), type: 'active'});
  await log.settled();
  expect(log.lines()).toHaveLength(3);
  return log;
}

function someKey(): SigningKey {
  const {publicKey: point, privateKey: sign} = generateKeyPairSync('ed25519');
  const publicKey = point.export({format: 'der', type: 'spki'}).toString('base64');
  return {key: fingerprintOf(publicKey), publicKey, sign};
}

type Seal = (entry: AuditEntry) => AuditEntry;

/** The log with lines behind it whose numbers and hashes all fit. */
function lengthened(log: SignedLog, types: readonly AuditType[], seal: Seal): readonly string[] {
  const before = log.lines();
  const link = {seq: before.length, head: hashOf(Buffer.from(before.at(-1) ?? ''))};
  const facts = types.map(type => ownFact(type, fact()));
  return [...before, ...chained(link, facts, seal).map(entry => lineOf(entry).toString('utf8'))];
}

/** By the file alone, as somebody sees it who has nothing else. */
function verdictOn(lines: readonly string[]) {
  const judge = new Judge({}, fromStart());
  for (const line of lines) judge.take({bytes: Buffer.from(line), finished: true});
  return judge.verdict();
}

const mineOf = async (log: SignedLog): Promise<SigningKey> => {
  const keys = await log.keys.open();
  if (keys === undefined) throw new Error('the log is signed');
  return keys.current;
};

const UNSIGNED = 'it begins a new key that the one before has not signed';
const ODD = 'its signature does not fit';

interface Forgery {
  readonly what: string;
  readonly types: readonly AuditType[];
  /** `mine`: what anybody can read of the key in the record. */
  readonly seal: (mine: Pick<SigningKey, 'key' | 'publicKey'>, eve: SigningKey) => Seal;
  readonly reason: string;
}

const FORGERIES: readonly Forgery[] = [
  {
    what: 'a key of their own, as if it were the first',
    types: ['key', 'checkpoint'],
    seal: (_, eve) => entry => sealedEntry(entry, {current: eve, previous: undefined}),
    reason: UNSIGNED,
  },
  {
    what: 'a key of their own that follows another key of their own',
    types: ['key-change', 'checkpoint'],
    seal: (_, eve) => entry => sealedEntry(entry, {current: eve, previous: someKey()}),
    reason: ODD,
  },
  {
    what: 'a key of their own, in the name of the key before',
    types: ['key-change', 'checkpoint'],
    seal: (mine, eve) => entry =>
      sealedEntry(entry, {current: eve, previous: {...mine, sign: someKey().sign}}),
    reason: ODD,
  },
  {
    what: 'a key of their own that names no key before',
    types: ['key-change', 'checkpoint'],
    seal: (_, eve) => entry => sealedEntry(entry, {current: eve, previous: undefined}),
    reason: ODD,
  },
  {
    what: 'a signature in the name of the key',
    types: ['checkpoint'],
    seal: (mine, eve) => entry =>
      sealedEntry(entry, {current: {...mine, sign: eve.sign}, previous: undefined}),
    reason: ODD,
  },
  {
    what: 'the key named anew, signed by another',
    types: ['key', 'checkpoint'],
    seal: (mine, eve) => entry =>
      sealedEntry(entry, {current: {...mine, sign: eve.sign}, previous: undefined}),
    reason: ODD,
  },
  {
    what: 'a checkpoint without a signature',
    types: ['checkpoint'],
    seal: () => entry => entry,
    reason: ODD,
  },
];

test.each(FORGERIES)('whoever has no key cannot go on with $what', async ({types, seal, reason}) => {
  const log = await signedLog();
  const lines = lengthened(log, types, seal(await mineOf(log), someKey()));
  expect(verdictOn(lines)).toMatchObject({type: 'broken', line: 4, lastGood: 3, reason});
  log.write(lines);
  expect(await log.verify()).toMatchObject({type: 'broken', line: 4, lastGood: 3, reason});
});

test('whoever has the key can, and another takes over only with it', async () => {
  const log = await signedLog();
  const [mine, next] = [await mineOf(log), someKey()];
  const signed = lengthened(log, ['checkpoint'], entry =>
    sealedEntry(entry, {current: mine, previous: undefined}),
  );
  expect(verdictOn(signed)).toMatchObject({type: 'whole', signed: {key: mine.key, seq: 4}});
  const handed = lengthened(log, ['key-change', 'checkpoint'], entry =>
    sealedEntry(entry, {current: next, previous: mine}),
  );
  expect(verdictOn(handed)).toMatchObject({type: 'whole', signed: {key: next.key, seq: 5}});
});
