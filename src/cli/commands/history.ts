import {EXIT_CODES} from '../../core/exit-code.ts';
import type {PastActivation} from '../../core/history.ts';
import {isKind, KINDS, type Kind} from '../../core/kind.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import {visible} from '../../core/untrusted.ts';
import {type History, type HistoryWanted, history} from '../../usecases/history.ts';
import {usage} from '../argv.ts';
import {againDocument, historyDocument} from '../documents/history.ts';
import {type Call, isOn, listFlag, textFlag} from '../flags.ts';
import {againWords, shellLine} from '../output/history-again.ts';
import {historyTable} from '../output/history-table.ts';
import {writeResult} from '../output/write-result.ts';
import type {Session} from '../session.ts';
import {sinceAsked} from '../since.ts';

/** As many as a screen or two can hold; documents hold them all. */
const SHOWN = 50;

/** `stint history`: from the record alone. 83 beside the rows where the record is damaged. */
export async function showHistory(session: Session, call: Call): Promise<number> {
  const again = textFlag(call, 'again');
  const wanted = wantedOf(session, call);
  const past = await readHistory(session, again === undefined ? wanted : {});
  if (again === undefined) await answer(session, call, past);
  else await printAgain(session, past, again);
  return codeOf(past.problems);
}

async function readHistory(session: Session, wanted: HistoryWanted): Promise<History> {
  const audit = await session.host.record();
  return history({audit, now: session.host.clock.now()}, wanted, session.signal);
}

const codeOf = ([first]: readonly Problem[]): number => (first === undefined ? 0 : EXIT_CODES[first.code]);

function wantedOf(session: Session, call: Call): HistoryWanted {
  const kinds = kindsAsked(call);
  const since = sinceAsked(call, session.host.clock.now());
  return {search: textFlag(call, 'search'), kinds, since, limit: limitAsked(session, call)};
}

function kindsAsked(call: Call): readonly Kind[] | undefined {
  const asked = listFlag(call, 'kind');
  const odd = asked.find(kind => !isKind(kind));
  if (odd !== undefined) throw usage(`--kind “${odd}” is no kind. These are: ${KINDS.join(', ')}.`);
  return asked.length === 0 ? undefined : asked.filter(isKind);
}

function limitAsked(session: Session, call: Call): number | undefined {
  const text = textFlag(call, 'limit');
  if (text !== undefined && isOn(call, 'all')) throw usage('--limit and --all cannot both be had.');
  if (text === undefined) return session.globals.format === 'table' && !isOn(call, 'all') ? SHOWN : undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usage(`--limit takes a number from 1 on, not “${text}”.`);
  return Number(text);
}

async function answer(session: Session, call: Call, {rows, more, problems}: History): Promise<void> {
  const now = session.host.clock.now();
  const text = () => (rows.length === 0 ? '' : historyTable(rows, now, session.look));
  await writeResult(session, {document: () => historyDocument(rows, problems), text, problems});
  if (more > 0) session.notes.note(`${more} older ones are not shown: --all shows them.`);
  if (rows.length === 0 && session.globals.format === 'table')
    session.notes.note(noneWords(call, problems.length > 0));
}

const FILTERS: readonly string[] = ['search', 'kind', 'since'];

function noneWords(call: Call, isDamaged: boolean): string {
  const isFiltered = FILTERS.some(name => (call.flags[name] ?? []).toString() !== '');
  const none = isFiltered
    ? 'No past activation fits what you look for'
    : 'The record tells of no activation yet';
  return isDamaged ? `${none}, as far as it can be read.` : `${none}.`;
}

/** The command that asks for the same once more, ready to be looked at and run by the person. */
async function printAgain(session: Session, {rows, problems}: History, asked: string): Promise<void> {
  const row = chosen(rows, asked);
  const words = againWords(row, session.globals.profile);
  if (words === undefined) throw new Trouble({code: 'not-found', what: 'role', asked});
  const text = () => `${shellLine(words, session.host.platform)}\n`;
  await writeResult(session, {document: () => againDocument(row, words, problems), text, problems});
  if (row.practice) session.notes.note('It was asked for on a practice cloud.');
  session.notes.note('Nothing was run: look at it, and run it yourself.');
}

/** By the request's id, or as much of its beginning as only one has. */
function chosen(rows: readonly PastActivation[], asked: string): PastActivation {
  const wanted = asked.toLowerCase();
  const ids = (row: PastActivation) => row.requestId?.toLowerCase();
  const found = wanted === '' ? [] : rows.filter(row => ids(row)?.startsWith(wanted));
  const [first] = found;
  const exact = found.find(row => ids(row) === wanted);
  if (exact !== undefined) return exact;
  if (first === undefined) throw new Trouble({code: 'not-found', what: 'request', asked});
  if (found.every(row => row.requestId === first.requestId)) return first;
  throw new Trouble({
    code: 'usage',
    reason: `${found.length} requests begin with “${visible(asked)}”.`,
    nextSteps: ['Give more of its id: stint history --output json shows it whole'],
  });
}
