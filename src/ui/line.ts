import {visible} from '../core/untrusted.ts';

/** A line of text being written, split at the caret. */
export interface Line {
  readonly before: string;
  readonly after: string;
}

export const EMPTY: Line = {before: '', after: ''};

export const lineOf = (text: string): Line => ({before: text, after: ''});
export const textOf = (line: Line): string => line.before + line.after;

export type Edit = 'back' | 'delete' | 'left' | 'right' | 'start' | 'end' | 'clear' | 'word-back';

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** Typed or pasted text at the caret. Line ends become spaces; what must not reach a terminal raw is dropped. */
export function insert(line: Line, text: string): Line {
  return {before: line.before + harmless(text), after: line.after};
}

function harmless(text: string): string {
  const flat = text.replace(/[\t\r\n]+/g, ' ');
  return [...flat].filter(character => visible(character) === character).join('');
}

export function edit(line: Line, what: Edit): Line {
  switch (what) {
    case 'back':
      return {before: withoutLast(line.before), after: line.after};
    case 'delete':
      return {before: line.before, after: line.after.slice(first(line.after).length)};
    case 'left':
      return {before: withoutLast(line.before), after: last(line.before) + line.after};
    case 'right':
      return {before: line.before + first(line.after), after: line.after.slice(first(line.after).length)};
    case 'start':
      return {before: '', after: textOf(line)};
    case 'end':
      return {before: textOf(line), after: ''};
    case 'clear':
      return EMPTY;
    case 'word-back':
      return {before: line.before.replace(/\S*\s*$/, ''), after: line.after};
  }
}

/** One grapheme is what a person sees as one character; a caret never stops inside one. */
const first = (text: string): string => graphemes.segment(text).containing(0)?.segment ?? '';
const last = (text: string): string => graphemes.segment(text).containing(text.length - 1)?.segment ?? '';
const withoutLast = (text: string): string => text.slice(0, text.length - last(text).length);
