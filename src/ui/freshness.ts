import type {Instant} from '../core/time.ts';
import type {Model} from './model.ts';
import {needsSignIn} from './sign-in-target.ts';
import {isReading, problemsOf, type Sources} from './sources.ts';
import {clockTime} from './times.ts';

/** How far a list can be believed. "We could not look" and "you have none" are never drawn alike. */
export type Knowledge = 'read' | 'reading' | 'signed-out' | 'unread';

export function knowledgeOf(model: Model, sources: Sources<unknown>): Knowledge {
  if (isReading(sources)) return 'reading';
  if (needsSignIn(model)) return 'signed-out';
  return problemsOf(sources).length > 0 ? 'unread' : 'read';
}

/** A number of rows, as far as it is known: none is only said where everything was looked at. */
export function countIn(model: Model, sources: Sources<unknown>, count: number): string {
  if (count > 0) return `${count}`;
  const knowledge = knowledgeOf(model, sources);
  if (knowledge === 'read') return '0';
  return knowledge === 'reading' ? model.look.glyphs.more : '?';
}

/** `reading`, `as of 12:03` for what was kept from earlier, `read 12:21`; empty before anything was read. */
export function freshness(model: Model, sources: Sources<unknown>): string {
  if (isReading(sources)) return `reading${model.look.glyphs.more}`;
  const old = [...sources.values()].filter(source => source.cached || source.state === 'unread');
  const stale = oldest(old.map(source => source.readAt));
  if (stale !== null) return `as of ${clockTime(stale, model.now)}`;
  const read = oldest([...sources.values()].map(source => source.readAt));
  return read === null ? '' : `read ${clockTime(read, model.now)}`;
}

function oldest(times: readonly (Instant | null)[]): Instant | null {
  const known = times.filter(time => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
