import type {Intent} from '../../core/intent.ts';
import type {Answer} from '../../core/ports.ts';
import {problemOf} from '../../core/problem.ts';
import {isFinal} from '../../core/state.ts';
import {minutes, seconds} from '../../core/time.ts';
import type {Bench} from './activation.ts';
import {answerTo} from './answers.ts';
import {whole} from './merge.ts';
import {placeOf, type RequestRow} from './rows.ts';
import {askedPlace, askedScope} from './scope.ts';
import {stateOf} from './status.ts';

/** How far the cloud's clock may be from what we took for server time, and how late a request may arrive. */
const EARLY = minutes(2);
const LATE = minutes(10);

/** Looks a lost request up: by its name where we gave it one, else by what it asked for and when. */
export async function finding(
  bench: () => Promise<Bench>,
  intent: Intent,
  signal: AbortSignal,
): Promise<Answer | 'never-arrived' | 'unknown'> {
  try {
    const {wire, owner, now} = await bench();
    const row = wire.namedByUs
      ? await wire.request(intent.id, askedScope(intent), signal)
      : mine(await whole(wire.requests(signal)), intent);
    if (row === undefined) return 'never-arrived';
    return await answerTo(wire, owner, {row, intent, now: now()}, signal);
  } catch (thrown) {
    const {code} = problemOf(thrown);
    if (code === 'bug' || code === 'cancelled') throw thrown;
    return 'unknown';
  }
}

/** Graph names requests itself, so ours is known by place, justification, length and time. */
export function mine(rows: readonly RequestRow[], intent: Intent): RequestRow | undefined {
  const alike = rows.filter(row => isLike(row, intent) && !isOlder(row, intent));
  return alike.sort((one, other) => (other.createdAt ?? 0) - (one.createdAt ?? 0))[0];
}

/** What had come to its end before we asked was asked for by an earlier request: only skew between clocks is let pass. */
const SKEW = seconds(5);

function isOlder({createdAt, status, startsAt}: RequestRow, {openedAt}: Intent): boolean {
  return isFinal(stateOf(status, startsAt, openedAt)) && (createdAt ?? 0) < openedAt - SKEW;
}

function isLike(row: RequestRow, intent: Intent): boolean {
  const {request, openedAt} = intent;
  if (row.action !== 'selfactivate' || placeOf(row) !== askedPlace(intent)) return false;
  if ((row.justification ?? '') !== (request.justification ?? '')) return false;
  if (row.length !== null && row.length !== request.duration) return false;
  return row.createdAt !== null && row.createdAt >= openedAt - EARLY && row.createdAt <= openedAt + LATE;
}
