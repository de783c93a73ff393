import {Refusal} from '../refusal.ts';
import type {Call} from './call.ts';

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Absolute address of the next page, or null. */
  readonly next: string | null;
}

const parameter = '$skiptoken';

/** One page of `rows`, and the absolute link to the next, which repeats the question. `origin` without a slash at its end. */
export function pageOf<Row>(rows: readonly Row[], call: Call, origin: string, size: number): Page<Row> {
  const from = offset(call.query.get(parameter));
  const next = from + size;
  if (next >= rows.length) return {rows: rows.slice(from), next: null};
  const query = new URLSearchParams(call.query);
  query.set(parameter, Buffer.from(`from:${next}`).toString('base64url'));
  return {rows: rows.slice(from, next), next: `${origin}${encodeURI(call.path)}?${query}`};
}

function offset(token: string | null): number {
  if (token === null) return 0;
  const found = /^from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'));
  if (found === null) throw new Refusal(400, 'InvalidSkipToken', 'The skip token is not valid.');
  return Number(found[1]);
}
