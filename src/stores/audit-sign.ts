import type {AuditEntry, AuditFact, AuditType} from '../core/audit.ts';
import {Trouble} from '../core/problem.ts';
import {checkFile, judged} from './audit-check.ts';
import {chained} from './audit-entries.ts';
import {extendFile, reading} from './audit-file.ts';
import {keepHead} from './audit-kept.ts';
import {type Link, type Occasion, ownFact, recoveredFact} from './audit-line.ts';
import type {AuditGround} from './audit-log.ts';
import type {AuditMemory} from './audit-memory.ts';
import {signatureOf} from './audit-seal.ts';
import type {SigningKey, SigningKeyStore, SigningKeys} from './signing-key.ts';

export interface SigningGround extends AuditGround {
  readonly memory: AuditMemory;
  readonly keys: SigningKeyStore;
}

/** Signs the record up to its last line, with a key that follows the one before. Nobody is asked for anything. */
export async function signRecord(ground: SigningGround, practice: boolean): Promise<void> {
  const known = await keyOfRecord(ground);
  const keys = (await ground.keys.open()) ?? (await firstKeys(ground, known));
  await ground.alone(() => signAlone(ground, keys, practice));
}

/** The fingerprint of the key that the record goes by; `undefined`: it has none yet. */
export async function keyOfRecord({path, memory}: SigningGround): Promise<string | undefined> {
  const {key} = await memory.recall();
  return key ?? (await reading(path, async file => (await judged(file, {})).keys.current?.key));
}

function firstKeys({keys}: SigningGround, known: string | undefined): Promise<SigningKeys> {
  if (known !== undefined) throw lost(known);
  return keys.make();
}

async function signAlone(ground: SigningGround, keys: SigningKeys, practice: boolean): Promise<void> {
  const {path, memory} = ground;
  const verdict = await checkFile(path, memory);
  if (verdict.type === 'broken')
    throw new Trouble({code: 'audit-broken', seq: verdict.line, reason: verdict.reason});
  const {signedSeq} = await memory.recall();
  const known = await keyOfRecord(ground);
  const isSigned = signedSeq === verdict.entries && known === keys.current.key;
  if (verdict.entries === 0 || isSigned) return;
  const occasion = occasionOf(ground, practice);
  const facts = [...introducing(known, keys, occasion), ownFact('checkpoint', occasion)];
  await extendFile(
    path,
    ({link, torn}) =>
      sealed(link, torn === undefined ? facts : [recoveredFact(torn, occasion), ...facts], keys),
    async written => {
      await keepHead(memory, written);
      const last = written.entries.at(-1);
      if (last !== undefined)
        await memory.keep({key: keys.current.key, signedSeq: last.seq, unsigned: undefined});
    },
  );
}

export const occasionOf = ({wallTime}: AuditGround, practice: boolean): Occasion => ({
  time: wallTime(),
  localTime: wallTime(),
  practice,
});

/** What has to be said of the key before it may sign. */
function introducing(known: string | undefined, {current, previous}: SigningKeys, occasion: Occasion) {
  if (known === current.key) return [];
  if (known === undefined) return [ownFact('key', occasion)];
  if (known === previous?.key) return [ownFact('key-change', occasion)];
  throw lost(known);
}

export const sealed = (link: Link, facts: readonly AuditFact[], keys: SigningKeys): readonly AuditEntry[] =>
  chained(link, facts, entry => sealedEntry(entry, keys));

const SEALED: readonly AuditType[] = ['key', 'key-change', 'checkpoint', 'acknowledged'];

export function sealedEntry(entry: AuditEntry, {current, previous}: SigningKeys): AuditEntry {
  const {key, publicKey} = current;
  if (!SEALED.includes(entry.type)) return entry;
  if (entry.type === 'key') return signedBy(current, {...entry, seal: {key, publicKey, signature: ''}});
  if (entry.type !== 'key-change' || previous === undefined)
    return signedBy(current, {...entry, seal: {key, signature: ''}});
  const open = {...entry, seal: {key, publicKey, signature: '', old: {key: previous.key, signature: ''}}};
  const old = {key: previous.key, signature: signatureOf(open, previous.sign)};
  return {...open, seal: {...open.seal, signature: signatureOf(open, current.sign), old}};
}

const signedBy = (
  {sign}: SigningKey,
  entry: AuditEntry & {readonly seal: NonNullable<AuditEntry['seal']>},
): AuditEntry => ({...entry, seal: {...entry.seal, signature: signatureOf(entry, sign)}});

const lost = (key: string): Trouble =>
  new Trouble({
    code: 'failed',
    reason: `The key that signs the record (${key.slice(0, 16)}…) is not in the token store any more.`,
    nextSteps: ['Begin a new one with stint audit acknowledge'],
  });
