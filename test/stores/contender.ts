/**
 * A process of its own for the tests of locks, journal and audit log. argv: what, folder, name. It says `ready` when it
 * stands where the test wants it.
 */
import {join} from 'node:path';
import {systemClock} from '../../src/host/clock.ts';
import {processes} from '../../src/host/processes.ts';
import {createAuditLog} from '../../src/stores/audit-log.ts';
import {createDatabase} from '../../src/stores/database.ts';
import {createJournal} from '../../src/stores/journal.ts';
import {createLoanBook} from '../../src/stores/loan-book.ts';
import {createLocks} from '../../src/stores/locks.ts';
import {createReminders} from '../../src/stores/reminders.ts';
import {createStatusFile} from '../../src/stores/status-file.ts';
import {credentials, loan, loanBookIn, vaultIn} from './loan-samples.ts';
import {AT, fact, grant, intent, wish} from './samples.ts';

const [what, folder = '', name = ''] = process.argv.slice(2);
const clock = systemClock();
const signal = new AbortController().signal;
const locks = createLocks(join(folder, 'locks.db'), clock);
const journal = createJournal(createDatabase({path: join(folder, 'state.db'), clock}), processes);
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

/** An end that comes with this process. */
async function holdWish(): Promise<void> {
  await journal.wish({...wish(name, AT), reason: 'until-exit', holder: processes.own});
  say('ready');
  await untilKilled();
}

async function claimAndStay(): Promise<void> {
  await journal.claim(name, AT, 60_000);
  say('ready');
  await untilKilled();
}

/** Says which of the wishes `0`, `1`, … were its own to carry out, and stays, so that its claims do too. */
async function claimMany(): Promise<void> {
  const won: number[] = [];
  for (let n = 0; n < Number(name); n += 1) if (await journal.claim(String(n), AT, 60_000)) won.push(n);
  say(JSON.stringify(won));
  await untilKilled();
}

/** Says of which grants `0`, `1`, … it was the first to remind. */
async function remindMany(): Promise<void> {
  const reminders = createReminders(createDatabase({path: join(folder, 'state.db'), clock}));
  const first: number[] = [];
  for (let n = 0; n < Number(name); n += 1) if (await reminders.firstTo(String(n), AT, 600)) first.push(n);
  say(JSON.stringify(first));
}

async function writeStatusMany(): Promise<void> {
  const status = createStatusFile(join(folder, 'status.json'));
  for (let n = 0; n < 25; n += 1)
    await status.write(
      Array.from({length: n + 1}, () => grant(name)),
      AT + n,
    );
}

async function hold(): Promise<void> {
  await locks.holding(name, signal, async () => {
    say('ready');
    await untilKilled();
  });
}

async function lendAndStay(): Promise<void> {
  await loanBookIn(folder, 'default', clock).begin(loan(name), credentials(name));
  say('ready');
  await untilKilled();
}

/** Stands between the two writes: the credentials lie in the vault, the row is not there yet. */
async function lendHalf(): Promise<void> {
  const vault = await vaultIn(folder, clock);
  const db = createDatabase({path: join(folder, 'state.db'), clock});
  const halting = {
    ...vault,
    change: async (...change: Parameters<typeof vault.change>) => {
      await vault.change(...change);
      say('ready');
      await untilKilled();
    },
  };
  await createLoanBook(db, async () => halting, 'default').begin(loan(name), credentials(name));
}

/** Eight loans, every other one ended again. */
async function lendMany(): Promise<void> {
  const book = loanBookIn(folder, 'default', clock);
  for (let n = 0; n < 8; n += 1) {
    const id = `${name}-${n}`;
    await book.begin(loan(id), credentials(id));
    if (n % 2 === 0) await book.end(id);
  }
}

const acts: Readonly<Record<string, () => Promise<void>>> = {
  appendMany,
  openMany,
  openAndStay,
  holdWish,
  claimAndStay,
  claimMany,
  remindMany,
  writeStatusMany,
  hold,
  lendAndStay,
  lendHalf,
  lendMany,
};
await acts[what ?? '']?.();
say('done');
