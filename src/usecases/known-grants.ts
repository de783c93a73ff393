import type {Grant} from '../core/grant.ts';
import type {Kind} from '../core/kind.ts';
import type {Cache} from '../core/ports.ts';
import type {App} from './app.ts';
import {writeKnownStatus} from './status-file.ts';
import {troubleIn} from './trouble.ts';

/** The copy is read, changed and written back: one change at a time per copy. */
const changes = new WeakMap<Cache, Promise<unknown>>();

/** What this process has seen begin: a kind whose list was never read has no copy to put it into. */
const begun = new WeakMap<Cache, ReadonlyMap<string, Grant>>();

/** Puts a grant that has just begun into the copy, in place of its request. */
export function keepGrant(app: App, grant: Grant): Promise<void> {
  const isSame = (row: Grant) =>
    row.id === grant.id || (row.requestId !== null && row.requestId === grant.requestId);
  begun.set(app.cache, new Map([...begunIn(app), [grant.id, grant]]));
  return change(app, grant.kind, rows => [...rows.filter(row => !isSame(row)), grant]);
}

/** Takes what has ended, or was withdrawn, out of the copy. */
export function dropGrant(app: App, {kind, id}: Grant): Promise<void> {
  begun.set(app.cache, new Map([...begunIn(app)].filter(([known]) => known !== id)));
  return change(app, kind, rows => rows.filter(row => row.id !== id));
}

const begunIn = (app: App): ReadonlyMap<string, Grant> => begun.get(app.cache) ?? new Map();

/**
 * Nothing is made of no copy: one with a single row would say that it is all there is. The age of the copy stays, and a
 * copy that cannot be written only costs time, so its trouble is dropped.
 */
function change(app: App, kind: Kind, by: (rows: readonly Grant[]) => readonly Grant[]): Promise<void> {
  const before = changes.get(app.cache) ?? Promise.resolve();
  const work = before.then(async () => {
    await troubleIn(async () => {
      const known = await app.cache.grants(kind);
      if (known !== undefined) await app.cache.keepGrants(kind, by(known.value), known.readAt);
    });
    await writeKnownStatus(app, [...begunIn(app).values()]);
  });
  changes.set(
    app.cache,
    work.catch(() => {}),
  );
  return work;
}
