import {go, snapshot} from 'fuzzysort';

/**
 * As many rows as are worth weighing against each other. Preparing ten thousand for that takes 100 ms and 50 MB, and
 * nobody reads further than the best of them.
 */
const WEIGHED = 1000;

/**
 * The rows that fit, the best first; all of them, in their own order, when nothing is asked for. While thousands fit,
 * they are those that hold each word in one piece: first where it begins a word, otherwise in their own order.
 */
export function fuzzy<T extends object>(
  rows: readonly T[],
  asked: string,
  textOf: (row: T) => string,
): readonly T[] {
  const text = asked.trim();
  if (text === '') return rows;
  const words = wordsIn(text);
  const texts = loweredOf(rows, textOf);
  const fits = rows.map((_, at) => at).filter(at => !PLAIN.test(text) || mayFit(texts[at] ?? '', words));
  const found = fits.length > WEIGHED ? inOnePiece(fits, texts, words) : fits;
  const fitting = found.flatMap(at => rows[at] ?? []);
  return fits.length > WEIGHED ? fitting : weighed(fitting, text, textOf);
}

/** Made once for a list, in 1 MB: made for each letter they are 3 MB of garbage a letter. */
const lowered = new WeakMap<readonly object[], readonly string[]>();

/** What is searched of each row, with a space before it so that each word has one. */
function loweredOf<T extends object>(rows: readonly T[], textOf: (row: T) => string): readonly string[] {
  const known = lowered.get(rows);
  if (known !== undefined) return known;
  const made = rows.map(row => ` ${textOf(row)}`.toLowerCase());
  lowered.set(rows, made);
  return made;
}

const weighed = <T extends object>(
  rows: readonly T[],
  text: string,
  textOf: (row: T) => string,
): readonly T[] =>
  go(text, snapshot(rows, {key: textOf}), {limit: 0, threshold: 0.3}).map(result => result.obj);

const PLAIN = /^[ -~]*$/;

/** Letters and digits alone: fuzzysort takes many marks for each other (its README, "Normalization"). */
const wordsIn = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .map(word => word.replace(/[ -/:-@[-`{-~]/g, ''))
    .filter(word => word !== '');

/** Whether fuzzysort could find it: cheap, and never a wrong no. Letters beyond ASCII are for it to compare. */
const mayFit = (text: string, words: readonly string[]): boolean =>
  !PLAIN.test(text) || words.every(word => hasInOrder(text, word));

function hasInOrder(text: string, word: string): boolean {
  let from = 0;
  for (const letter of word) {
    const at = text.indexOf(letter, from);
    if (at === -1) return false;
    from = at + 1;
  }
  return true;
}

/** Rows by their place. Where no row has the words in one piece, every row that has the letters at all. */
function inOnePiece(
  fits: readonly number[],
  texts: readonly string[],
  words: readonly string[],
): readonly number[] {
  const has = (holds: (text: string, word: string) => boolean) => (at: number) =>
    words.every(word => holds(texts[at] ?? '', word));
  const whole = fits.filter(has((text, word) => text.includes(word)));
  if (whole.length === 0) return fits;
  const {beginning = [], within = []} = Object.groupBy(whole, at =>
    has(beginsIn)(at) ? 'beginning' : 'within',
  );
  return [...beginning, ...within];
}

function beginsIn(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
    if (BETWEEN.test(text.charAt(at - 1))) return true;
  return false;
}

const BETWEEN = /[^a-z0-9]/;
