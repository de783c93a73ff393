/**
 * A process of its own for the tests of locks, journal and audit log. argv: what, folder, name. It says `ready` when it
 * stands where the test wants it.
 */
import {join} from 'node:path';
import {systemClock} from '../../src/host/clock.ts';
import {createAuditLog} from '../../src/stores/audit-log.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {createJournal} from '../../src/stores/journal.ts';
import {createLocks} from '../../src/stores/locks.ts';
import {AT, fact, intent} from './samples.ts';

const [what, folder = '', name = ''] = process.argv.slice(2);
const clock = systemClock();
const signal = new AbortController().signal;
const locks = createLocks(join(folder, 'locks.db'), clock);
const journal = createJournal(createDatabase({path: join(folder, 'state.db'), clock}));
const say = (word: string) => process.stdout.write(`${word}\n`);
const untilKilled = () => clock.sleep(60_000, signal);

async function appendMany(): Promise<void> {
  const log = createAuditLog({path: join(folder, 'audit.ndjson'), locks, clock});
  for (let n = 0; n < 25; n += 1) await log.append(fact(`${name} ${n}`));
}

async function openMany(): Promise<void> {
  for (let n = 0; n < 25; n += 1) await journal.open(intent(`${name}-${n}`));
}

async function openAndStay(): Promise<void> {
  await journal.open(intent(name, AT));
  say('ready');
  await untilKilled();
}

async function hold(): Promise<void> {
  await locks.holding(name, signal, async () => {
    say('ready');
    await untilKilled();
  });
}

const acts: Readonly<Record<string, () => Promise<void>>> = {appendMany, openMany, openAndStay, hold};
await acts[what ?? '']?.();
say('done');
