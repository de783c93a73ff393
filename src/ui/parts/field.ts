import type {Line} from '../line.ts';
import {type Look, say} from '../theme.ts';
import {caretSpans} from './caret.ts';
import {clip, widthOf} from './cell.ts';
import {dim, type Span} from './row.tsx';

interface FieldProps {
  readonly label: string;
  readonly line: Line;
  readonly isFocused: boolean;
  readonly width: number;
  /** Said while the line is empty. */
  readonly empty: string;
  readonly hint: string;
}

/** `   Because        rotate the webhook secret▏         a hint`. */
export function field(look: Look, {label, line, isFocused, width, empty, hint}: FieldProps): readonly Span[] {
  const {accent} = look.colours;
  const room = Math.max(8, width - 18 - (hint === '' ? 0 : widthOf(hint) + 2));
  const head: Span = {
    text: ` ${isFocused ? look.glyphs.cursor : ' '} ${label.padEnd(13)} `,
    colour: isFocused ? accent : undefined,
    bold: isFocused,
  };
  return [head, ...written(look, line, isFocused, room, empty), ...(hint === '' ? [] : [dim(`  ${hint}`)])];
}

/** One cell is kept for the caret, whether it is here or not: what stands beside the field does not move. */
function written(look: Look, line: Line, isFocused: boolean, room: number, empty: string): readonly Span[] {
  const text = line.before + line.after;
  if (!isFocused)
    return [
      text === '' ? dim(clip(empty, room, look.glyphs.more)) : {text: `${shown(look, text, room - 1)} `},
    ];
  if (text === '') return [...caretSpans('', '', room), dim(clip(empty, room - 1, look.glyphs.more))];
  return caretSpans(line.before, line.after, room);
}

const shown = (look: Look, text: string, room: number): string =>
  clip(say(look, text), room, look.glyphs.more);
