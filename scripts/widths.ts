import type {Plugin} from 'rolldown';

/**
 * The first `Intl.Segmenter` of a process takes 9 ms, and half a dozen modules make one when they are loaded: each is
 * made at its first use. Graphemes are what it finds when it is told nothing.
 */
export const lateSegmenters: Plugin = {
  name: 'late-segmenters',
  transform: {
    filter: {code: 'new Intl.Segmenter('},
    handler: code => code.replace(MADE, LATE),
  },
};

const MADE = /new Intl\.Segmenter\((?:undefined, \{\s*granularity: 'grapheme',?\s*\})?\)/g;
const LATE = '(made => ({segment: text => (made ??= new Intl.Segmenter()).segment(text)}))()';

/**
 * Letters, punctuation, arrows, lines and shapes that are one cell wide and join with nothing, so that they are counted
 * as ASCII is; marks, joiners and what terminals show as emoji are not among them.
 */
const PLAIN = String.raw`/^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2030-\u205E\u2190-\u21FF\u2500-\u25FC]*$/`;

/** Its table of emoji takes 20 ms to make. An emoji of one UTF-16 unit is wide by itself, and needs no table. */
const EMOJI = `const rgiEmojiRegex = (made => ({
  test: text => text.length > 1 && (made ??= new RegExp('^\\\\p{RGI_Emoji}$', 'v')).test(text),
}))();`;

/** Measures what the screen is made of without emoji tables, exactly as before. */
export const quickWidths: Plugin = {
  name: 'quick-widths',
  transform: {
    filter: {id: /[\\/]node_modules[\\/]string-width[\\/]index\.js$/},
    handler: code =>
      instead(
        instead(code, String.raw`/^[\u0020-\u007E]*$/`, PLAIN),
        String.raw`const rgiEmojiRegex = /^\p{RGI_Emoji}$/v;`,
        EMOJI,
      ),
  },
};

/** Another release says it in other words: that is to be seen when it is built. */
function instead(code: string, old: string, next: string): string {
  if (!code.includes(old)) throw new Error(`string-width has no ${old} any more`);
  return code.replace(old, () => next);
}
