import {createHash} from 'node:crypto';
import type {FileHandle} from 'node:fs/promises';
import type {AuditEntry, AuditFact, AuditVerdict, Found} from '../core/audit.ts';
import type {Acknowledging} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import {verifyFile} from './audit-check.ts';
import {chained} from './audit-entries.ts';
import {extendFile, type Ground} from './audit-file.ts';
import {keepAnew} from './audit-kept.ts';
import {ownFact} from './audit-line.ts';
import {keyOfRecord, type SigningGround, sealedEntry, signRecord} from './audit-sign.ts';
import {piecesOf} from './line-reader.ts';
import type {SigningKeys} from './signing-key.ts';

/** What stands in the way of going on: a break, or a key that is gone. */
type Obstacle = Omit<Found, 'digest'>;

/**
 * Takes note of a break, or of a key that is gone: a line that names all bytes before it, then a key. Signed where
 * the key is at hand. `undefined`: there was nothing to take note of.
 */
export async function acknowledge(
  ground: SigningGround,
  fact: AuditFact,
  {newKey}: Acknowledging,
): Promise<AuditEntry | undefined> {
  const hand = await keysAtHand(ground);
  const known = await keyOfRecord(ground);
  const isLost = hand !== 'closed' && known !== undefined && !holds(hand, known);
  const keys = await keysFor(ground, hand, newKey || isLost);
  const entry = await ground.alone(async () => {
    const obstacle = obstacleIn(await verifyFile(ground.path, ground.memory), isLost);
    return obstacle === undefined ? undefined : written(ground, {fact, obstacle, keys, known});
  });
  if (entry === undefined && newKey && keys !== undefined) await signRecord(ground, fact.practice);
  return entry;
}

async function keysAtHand({keys}: SigningGround): Promise<SigningKeys | undefined | 'closed'> {
  try {
    return await keys.open();
  } catch (thrown) {
    if (thrown instanceof Trouble) return 'closed';
    throw thrown;
  }
}

const holds = (keys: SigningKeys | undefined, known: string): boolean =>
  keys?.current.key === known || keys?.previous?.key === known;

async function keysFor({keys}: SigningGround, hand: SigningKeys | undefined | 'closed', anew: boolean) {
  if (anew) return keys.renew();
  return hand === 'closed' ? undefined : hand;
}

function obstacleIn(verdict: AuditVerdict, isLost: boolean): Obstacle | undefined {
  if (verdict.type === 'broken') return verdict;
  const {entries} = verdict;
  return isLost
    ? {line: entries + 1, lastGood: entries, reason: 'the key that signed it is gone'}
    : undefined;
}

interface Note {
  readonly fact: AuditFact;
  readonly obstacle: Obstacle;
  readonly keys: SigningKeys | undefined;
  readonly known: string | undefined;
}

async function written({path, memory}: SigningGround, note: Note): Promise<AuditEntry | undefined> {
  const entries = await extendFile(
    path,
    async ground => noted(ground, note),
    async done => {
      const last = done.entries.at(-1)?.seq;
      const key = note.keys?.current.key;
      await keepAnew(memory, done, {
        key,
        signedSeq: key === undefined ? undefined : last,
        unsigned: undefined,
      });
    },
  );
  return entries[0];
}

/** The key is named again behind every break: what stands before it cannot be relied on to name it. */
async function noted({file, isOpen, link}: Ground, {fact, obstacle, keys, known}: Note) {
  const {line, lastGood, reason} = obstacle;
  const found = {line, lastGood, reason, digest: await digestOf(file, isOpen)};
  const own = (type: 'key' | 'checkpoint') => ownFact(type, fact);
  const facts = [{...fact, found}, ...(keys === undefined ? [] : [own('key'), own('checkpoint')])];
  return chained(link, facts, entry => {
    if (keys === undefined) return entry;
    const isOld =
      entry.type === 'acknowledged' && keys.previous?.key === known && keys.previous !== undefined;
    return sealedEntry(entry, isOld ? {current: keys.previous, previous: undefined} : keys);
  });
}

/** Of all bytes before the line that is to be written, with the line feed that it brings. */
async function digestOf(file: FileHandle, isOpen: boolean): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(file)) hash.update(piece);
  return hash.update(isOpen ? '\n' : '').digest('hex');
}
