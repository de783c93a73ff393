/** How many cells of a terminal a text takes. */
export type Measure = (text: string) => number;

const counted: Measure = text => text.length;

/**
 * A measure that is right for these texts. Plain ASCII, nearly all there is, is only counted; the tables of wide and
 * joined characters take longer to load than most answers to make, so they are loaded where one occurs.
 */
export async function measureFor(texts: Iterable<string>): Promise<Measure> {
  for (const text of texts) if (!isPlain(text)) return anyWidth();
  return counted;
}

async function anyWidth(): Promise<Measure> {
  const {default: stringWidth} = await import('string-width');
  return text => (isPlain(text) ? text.length : stringWidth(text));
}

function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit > 0x7e) return false;
  }
  return true;
}

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
