import {constants, lstatSync} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {AuditEntry, AuditFact, AuditVerdict} from '../core/audit.ts';
import type {AuditLog, Clock, Locks} from '../core/ports.ts';
import {Trouble} from '../core/problem.ts';
import {showInstant} from '../core/time.ts';
import {entryAfter, entryIn, type Link, lineOf, linkOf, recoveredFact, START} from './audit-line.ts';
import {verdictOn} from './audit-verify.ts';
import {codeOf, ensureFile, ensureFolder, reasonOf, unwritable} from './folder.ts';
import {type Line, linesOf, type Tail, tailOf} from './line-reader.ts';
import {syncFolder} from './sync-folder.ts';
import {heldTooLong, isAbort, PATIENCE, within} from './waiting.ts';

export interface AuditLogParts {
  readonly path: string;
  readonly locks: Locks;
  readonly clock: Clock;
}

/**
 * `audit.ndjson`: canonical lines, each naming the hash of the one before (see `AuditEntry`). Appending takes the
 * lock `audit`, is flushed before it resolves, and rejects `state-unwritable`. An unfinished line left by a crash is
 * closed and followed by a `recovered` entry that names its hash; bytes that are no record and no crash left are
 * never covered up: the chain goes on behind them and `verify` names them.
 */
export function createAuditLog({path, locks, clock}: AuditLogParts): AuditLog {
  const wallTime = () => showInstant(clock.now());
  return {
    append: fact =>
      within(clock, PATIENCE, signal =>
        locks.holding('audit', signal, () => appendTo(path, fact, wallTime())),
      ).catch(thrown => {
        throw isAbort(thrown) ? heldTooLong(path, thrown) : asUnwritable(path, thrown);
      }),
    entries: () => entriesIn(path),
    verify: () => verifyFile(path),
  };
}

async function appendTo(path: string, fact: AuditFact, localTime: string): Promise<AuditEntry> {
  ensureFolder(dirname(path));
  const isNew = lstatSync(path, {throwIfNoEntry: false}) === undefined;
  ensureFile(path);
  const file = await open(path, constants.O_RDWR | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0));
  try {
    const {bytes, entry} = continued(await goodTail(file), fact, localTime);
    await file.writeFile(bytes);
    await file.sync();
    if (isNew) await syncFolder(dirname(path));
    return entry;
  } finally {
    await file.close();
  }
}

async function goodTail(file: FileHandle): Promise<Tail> {
  const tail = await tailOf(file, line => entryIn(line) !== undefined);
  if (tail !== undefined) return tail;
  throw new Trouble({code: 'audit-broken', seq: null, reason: 'its end holds no record'});
}

const LINE_FEED = Buffer.from('\n');

/** What to write behind the tail, and the entry in it that holds the fact. */
function continued(tail: Tail, fact: AuditFact, localTime: string): {bytes: Buffer; entry: AuditEntry} {
  const link = linkAt(tail.last);
  if (tail.after.length === 0 || tail.after.at(-1) === LINE_FEED[0]) return written(link, [fact]);
  const whole = entryIn(tail.after);
  const {bytes, entry} =
    whole !== undefined && whole.seq === link.seq + 1 && whole.prev === link.head
      ? written(linkOf(whole, tail.after), [fact])
      : written(link, [recoveredFact(tail.after, fact, localTime), fact]);
  return {bytes: Buffer.concat([LINE_FEED, bytes]), entry};
}

function linkAt(line: Buffer | undefined): Link {
  const entry = line === undefined ? undefined : entryIn(line);
  return line === undefined || entry === undefined ? START : linkOf(entry, line);
}

function written(from: Link, [first, ...others]: readonly [AuditFact, ...AuditFact[]]) {
  let entry = entryAfter(from, first);
  let bytes = Buffer.concat([lineOf(entry), LINE_FEED]);
  for (const fact of others) {
    entry = entryAfter(linkOf(entry, lineOf(entry)), fact);
    bytes = Buffer.concat([bytes, lineOf(entry), LINE_FEED]);
  }
  return {bytes, entry};
}

/**
 * Every readable entry, oldest first, without judging the chain. When a line was none and no `recovered` entry speaks
 * of it, that is said at the end (`audit-broken`): nothing is hidden, and nothing is left out in silence.
 */
async function* entriesIn(path: string): AsyncGenerator<AuditEntry> {
  const file = await opened(path);
  if (file === undefined) return;
  try {
    yield* readable(linesOf(file));
  } finally {
    await file.close();
  }
}

async function* readable(lines: AsyncIterable<Line>): AsyncGenerator<AuditEntry> {
  let number = 0;
  let unread: number | undefined;
  let unexplained: number | undefined;
  for await (const line of lines) {
    number += 1;
    const entry = entryIn(line.bytes);
    if (entry === undefined && line.finished) unread ??= number;
    if (entry === undefined) continue;
    if (entry.type !== 'recovered') unexplained ??= unread;
    unread = undefined;
    yield entry;
  }
  const seq = unexplained ?? unread;
  if (seq !== undefined) throw new Trouble({code: 'audit-broken', seq, reason: 'the line is not a record'});
}

async function verifyFile(path: string): Promise<AuditVerdict> {
  const file = await opened(path);
  if (file === undefined) return {type: 'whole', entries: 0, head: START.head};
  try {
    return await verdictOn(linesOf(file));
  } finally {
    await file.close();
  }
}

/** Never through a link, and never waiting for somebody to write into a pipe. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

async function opened(path: string): Promise<FileHandle | undefined> {
  try {
    const file = await open(path, READ);
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw unwritable(path, 'it is not a file');
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw asUnwritable(path, thrown);
  }
}

const asUnwritable = (path: string, thrown: unknown): unknown =>
  thrown instanceof Trouble || codeOf(thrown) === undefined
    ? thrown
    : unwritable(path, reasonOf(thrown), thrown);
