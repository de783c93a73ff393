/** How many cells of a terminal a text takes. */
export type Measure = (text: string) => number;

const counted: Measure = text => text.length;

/**
 * A measure that is right for texts of which all are plain, or not. Plain ASCII, nearly all there is, is only counted; the tables of wide and
 * joined characters take longer to load than most answers to make, so they are loaded where one occurs.
 */
export const measureWhere = async (allPlain: boolean): Promise<Measure> => (allPlain ? counted : anyWidth());

export const measureFor = (texts: readonly string[]): Promise<Measure> => measureWhere(texts.every(isPlain));

async function anyWidth(): Promise<Measure> {
  const {default: stringWidth} = await import('string-width');
  return text => (isPlain(text) ? text.length : stringWidth(text));
}

const PLAIN = /^[ -~]*$/;

export const isPlain = (text: string): boolean => PLAIN.test(text);

/** The text in at most this many cells, the end given up for an ellipsis; never half a wide character. */
export function clip(text: string, width: number, ellipsis: string, measure: Measure): string {
  if (measure(text) <= width) return text;
  let out = '';
  for (const character of text) {
    if (measure(out + character) > width - ellipsis.length) break;
    out += character;
  }
  return out + ellipsis;
}
