import type {Eligibility} from '../../core/eligibility.ts';
import type {Page} from '../../core/ports.ts';
import {type Problem, Trouble} from '../../core/problem.ts';
import type {GroupLink} from '../../core/settings.ts';
import type {AwsAccess, AwsSession} from '../aws/access.ts';
import {Feed} from './feed.ts';
import {sessionGap} from './gaps.ts';
import type {SessionLengths} from './session-lengths.ts';
import {type News, type ReadingParts, type ReadingWish, SessionReading} from './session-reading.ts';
import {eligibilityOf, idOf, type SetInAccount} from './translate.ts';

export interface ListParts extends ReadingParts {
  readonly access: AwsAccess;
  readonly lengths: SessionLengths;
}

/**
 * Every session at once, accounts as they are answered. A session that cannot be read is a gap beside the others; when
 * none could be, the first one's problem ends the list after what has been told.
 */
export async function* eligiblePages(
  parts: ListParts,
  {signal, maxAge}: ReadingWish,
): AsyncGenerator<Page<Eligibility>> {
  signal.throwIfAborted();
  const gone = new AbortController();
  const wish = {maxAge, signal: AbortSignal.any([signal, gone.signal])};
  const feed = new Feed<News>(parts.clock);
  const {sessions} = parts.access;
  const readings = sessions.map(one => new SessionReading(parts, one, news => feed.push(news)).read(wish));
  const outcomes = Promise.allSettled(readings).finally(() => feed.end());
  const told = new Telling(parts);
  try {
    for await (const batch of feed.batches()) yield told.page(batch);
    const gaps = sessionGaps(sessions, await outcomes);
    yield {items: [], complete: true, ...(gaps.length > 0 ? {gaps} : {}), ...told.progress()};
  } finally {
    gone.abort();
    await outcomes;
  }
}

function sessionGaps(
  sessions: readonly AwsSession[],
  outcomes: readonly PromiseSettledResult<void>[],
): readonly Problem[] {
  const failures = outcomes.flatMap((outcome, at) =>
    outcome.status === 'fulfilled'
      ? []
      : [{thrown: outcome.reason as unknown, session: sessions[at]?.name ?? ''}],
  );
  const unexpected = failures.find(({thrown}) => !(thrown instanceof Trouble));
  if (unexpected !== undefined) throw unexpected.thrown;
  const gaps = failures.flatMap(({thrown, session}) =>
    thrown instanceof Trouble ? [sessionGap(session, thrown.problem)] : [],
  );
  const [first] = gaps;
  if (first !== undefined && gaps.length === sessions.length) throw new Trouble(first, failures[0]?.thrown);
  return gaps;
}

/** Makes pages of the news, each row once: a linked place is the settings' row, whoever shows it as well. */
class Telling {
  readonly #parts: ListParts;
  readonly #told = new Set<string>();
  readonly #linked: ReadonlySet<string>;
  #done = 0;
  #total = 0;

  constructor(parts: ListParts) {
    this.#parts = parts;
    this.#linked = new Set(parts.links.flatMap(link => linkedId(parts.access, link)));
  }

  page(batch: readonly News[]): Page<Eligibility> {
    const items: Eligibility[] = [];
    const gaps: Problem[] = [];
    for (const news of batch) this.#count(news, items, gaps);
    return {items, complete: false, ...(gaps.length > 0 ? {gaps} : {}), ...this.progress()};
  }

  progress(): Pick<Page<Eligibility>, 'progress'> {
    return this.#total === 0 ? {} : {progress: {done: this.#done, total: this.#total}};
  }

  #count(news: News, items: Eligibility[], gaps: Problem[]): void {
    if (news.type === 'accounts') this.#total += news.count;
    if (news.type === 'account' || news.type === 'account-gap') this.#done += 1;
    if (news.type === 'account-gap') gaps.push(news.problem);
    if (news.type === 'account') items.push(...news.sets.flatMap(set => this.#row(set, false)));
    if (news.type === 'linked') items.push(...news.sets.flatMap(set => this.#row(set, true)));
  }

  #row(set: SetInAccount, linked: boolean): readonly Eligibility[] {
    const id = idOf(set);
    if (this.#told.has(id) || this.#linked.has(id) !== linked) return [];
    this.#told.add(id);
    return [eligibilityOf(set, this.#parts.lengths.seen(set.session.name, set.permissionSet))];
  }
}

function linkedId(
  access: AwsAccess,
  {session: name, accountId, permissionSet}: GroupLink,
): readonly string[] {
  const session = access.sessions.find(one => one.name === name);
  return session === undefined ? [] : [idOf({session, accountId, permissionSet})];
}
