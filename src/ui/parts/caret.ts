import {clip, widthOf} from './cell.ts';
import type {Span} from './row.tsx';

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** More of a line than this is never drawn, so no more of it is measured: a pasted book must not hold up a key. */
const MOST_DRAWN = 1000;

/**
 * A line being written in at most `room` cells: its end before the caret, the whole character under the caret, and as
 * much of the rest as fits.
 */
export function caretSpans(before: string, after: string, room: number): readonly Span[] {
  const under = graphemes.segment(after).containing(0)?.segment ?? ' ';
  const start = ending(before, room - widthOf(under));
  const left = room - widthOf(start) - widthOf(under);
  const rest = clip(after.slice(under.length, under.length + MOST_DRAWN), left, '');
  return [{text: start}, {text: under, inverse: true}, {text: rest}];
}

/** The end of a text in at most `room` cells, cut at a whole character. */
function ending(text: string, room: number): string {
  const segments = [...graphemes.segment(text.slice(-MOST_DRAWN))].map(({segment}) => segment);
  let [at, used] = [segments.length, 0];
  while (at > 0) {
    used += widthOf(segments[at - 1] ?? '');
    if (used > room) break;
    at -= 1;
  }
  return segments.slice(at).join('');
}
