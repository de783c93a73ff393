import {go, snapshot} from 'fuzzysort';
import type {Eligibility} from '../core/eligibility.ts';
import {kindLabel} from '../core/kind.ts';
import {exact} from '../core/untrusted.ts';

/**
 * As many rows as are worth weighing against each other. Preparing ten thousand for that takes 100 ms and 50 MB, and
 * nobody reads further than the best of them.
 */
const WEIGHED = 1000;

/**
 * The rows that fit, the best first; all of them, in their own order, when nothing is asked for. While thousands fit,
 * they are those that hold each word in one piece: first where it begins a word, otherwise in their own order.
 */
export function fuzzy(rows: readonly Eligibility[], asked: string): readonly Eligibility[] {
  const text = asked.trim();
  if (text === '') return rows;
  const words = wordsIn(text);
  const fitting = PLAIN.test(text) ? rows.filter(row => mayFit(searchText(row), words)) : rows;
  return fitting.length > WEIGHED ? inOnePiece(fitting, words) : weighed(fitting, text);
}

const weighed = (rows: readonly Eligibility[], text: string): readonly Eligibility[] =>
  go(text, snapshot(rows, {key: searchText}), {limit: 0, threshold: 0.3}).map(result => result.obj);

const searchText = (row: Eligibility): string =>
  `${exact(row.name)} ${exact(row.scope.name)} ${kindLabel(row.kind)}`;

const PLAIN = /^[ -~]*$/;

/** Letters and digits alone: fuzzysort takes many marks for each other (its README, "Normalization"). */
const wordsIn = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .map(word => word.replace(/[ -/:-@[-`{-~]/g, ''))
    .filter(word => word !== '');

/** Whether fuzzysort could find it: cheap, and never a wrong no. Letters beyond ASCII are for it to compare. */
function mayFit(target: string, words: readonly string[]): boolean {
  if (!PLAIN.test(target)) return true;
  const text = target.toLowerCase();
  return words.every(word => hasInOrder(text, word));
}

function hasInOrder(text: string, word: string): boolean {
  let from = 0;
  for (const letter of word) {
    const at = text.indexOf(letter, from);
    if (at === -1) return false;
    from = at + 1;
  }
  return true;
}

/** Where no row has them in one piece, every row that has the letters at all. */
function inOnePiece(rows: readonly Eligibility[], words: readonly string[]): readonly Eligibility[] {
  const [beginning, within]: [Eligibility[], Eligibility[]] = [[], []];
  for (const row of rows) {
    const text = ` ${searchText(row).toLowerCase()}`;
    if (!words.every(word => text.includes(word))) continue;
    (words.every(word => beginsIn(text, word)) ? beginning : within).push(row);
  }
  return beginning.length + within.length === 0 ? rows : [...beginning, ...within];
}

function beginsIn(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
    if (BETWEEN.test(text.charAt(at - 1))) return true;
  return false;
}

const BETWEEN = /[^a-z0-9]/;
