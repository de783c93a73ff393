import type {Line} from '../line.ts';
import type {Look} from '../theme.ts';
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

function written(look: Look, line: Line, isFocused: boolean, room: number, empty: string): readonly Span[] {
  if (!isFocused) {
    const text = line.before + line.after;
    return [
      text === '' ? dim(clip(empty, room, look.glyphs.more)) : {text: clip(text, room, look.glyphs.more)},
    ];
  }
  const caret: Span = {text: line.after.slice(0, 1) || ' ', inverse: true};
  const tail = line.before + line.after === '' ? [dim(clip(` ${empty}`, room - 1, ''))] : [];
  return [{text: ending(line.before, room - 1)}, caret, {text: line.after.slice(1)}, ...tail];
}

/** The end of a long line: what is being written stays in sight. */
function ending(text: string, room: number): string {
  let cut = text;
  while (widthOf(cut) > room) cut = [...cut].slice(1).join('');
  return cut;
}
