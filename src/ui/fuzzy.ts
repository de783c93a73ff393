import {go, type SnapshotKey, snapshot} from 'fuzzysort';
import type {Eligibility} from '../core/eligibility.ts';
import {kindLabel} from '../core/kind.ts';
import {exact} from '../core/untrusted.ts';

/** Rows are prepared once per list: the list is the key, and forgetting it forgets them. */
const prepared = new WeakMap<readonly Eligibility[], SnapshotKey<Eligibility>>();

/** The rows that fit, best first; all of them, in their own order, when nothing is asked for. */
export function fuzzy(rows: readonly Eligibility[], asked: string): readonly Eligibility[] {
  const text = asked.trim();
  if (text === '') return rows;
  return go(text, snapshotOf(rows), {limit: 0, threshold: 0.3}).map(result => result.obj);
}

function snapshotOf(rows: readonly Eligibility[]): SnapshotKey<Eligibility> {
  const known = prepared.get(rows);
  if (known !== undefined) return known;
  const made = snapshot(rows, {key: searchText});
  prepared.set(rows, made);
  return made;
}

const searchText = (row: Eligibility): string =>
  `${exact(row.name)} ${exact(row.scope.name)} ${kindLabel(row.kind)}`;
