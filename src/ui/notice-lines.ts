import type {Model} from './model.ts';
import {wrapped} from './parts/cell.ts';
import {say} from './theme.ts';

export interface NoticeLine {
  readonly text: string;
  /** What happened, or what to do next. */
  readonly part: 'text' | 'next';
}

/** Most lines of a notice: the list behind it is still what people came for. */
const MOST = {tall: 5, low: 3} as const;

/** A notice in the lines it takes; what happened is never cut for the sake of what to do next. */
export function noticeLines({notice, look, size}: Model): readonly NoticeLine[] {
  if (notice === null) return [];
  const lines = (text: string, part: NoticeLine['part']): readonly NoticeLine[] =>
    wrapped(say(look, text), size.columns - 5).map(line => ({text: line, part}));
  const all = [...lines(notice.text, 'text'), ...notice.next.flatMap(step => lines(step, 'next'))];
  return all.slice(0, size.rows >= 20 ? MOST.tall : MOST.low);
}
