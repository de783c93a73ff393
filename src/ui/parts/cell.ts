import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
const PLAIN = /^[\x20-\x7e]*$/;

/** Cells the text takes. Most text is plain, and then it is as wide as it is long. */
export const widthOf = (text: string): number => (PLAIN.test(text) ? text.length : stringWidth(text));

/** The text in exactly `width` cells: cut at a whole character with a mark, or filled up with spaces. */
export function padTo(text: string, width: number, more: string): string {
  if (width <= 0) return '';
  const cut = clip(text, width, more);
  return cut + ' '.repeat(Math.max(0, width - widthOf(cut)));
}

/** As `padTo`, at the right edge of its cell. */
export function padStartTo(text: string, width: number, more: string): string {
  const cut = clip(text, Math.max(0, width), more);
  return ' '.repeat(Math.max(0, width - widthOf(cut))) + cut;
}

/** At most `width` cells. */
export function clip(text: string, width: number, more: string): string {
  if (width <= 0) return '';
  if (widthOf(text) <= width) return text;
  let cut = '';
  let used = 0;
  for (const {segment} of graphemes.segment(text)) {
    const cells = widthOf(segment);
    if (used + cells > width - 1) break;
    cut += segment;
    used += cells;
  }
  return cut + more;
}

/** A number stays with its unit. */
const BETWEEN_WORDS = / (?!(?:h|min|s|days?)\b)/;

/** Words in lines of at most `width` cells; a word that is longer is cut into pieces. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(BETWEEN_WORDS).flatMap(long => pieces(long, Math.max(1, width)))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}

function pieces(word: string, width: number): readonly string[] {
  if (widthOf(word) <= width) return [word];
  const all: string[] = [''];
  for (const {segment} of graphemes.segment(word)) {
    const last = all[all.length - 1] ?? '';
    if (widthOf(last + segment) <= width) all[all.length - 1] = last + segment;
    else all.push(segment);
  }
  return all;
}
