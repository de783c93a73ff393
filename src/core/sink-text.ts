import {visible} from './untrusted.ts';

/** Characters; what is longer is cut and ends in an ellipsis. Justifications have the longest texts that people write. */
export const LONGEST_TEXT = 2048;
const LONGEST_LIST = 64;
const DEEPEST = 5;

/** In visible form and no longer than `most` characters. */
export function bounded(text: string, most = LONGEST_TEXT): string {
  // A character that is spelled out grows to ten at most: nothing beyond `most` of the original can be in the result.
  const seen = visible(text.length > most * 2 ? text.slice(0, most * 2) : text);
  const characters = [...seen];
  return characters.length <= most ? seen : `${characters.slice(0, most - 1).join('')}…`;
}

/**
 * A copy of JSON that is fit for strangers' screens: every text, names of fields too, in visible form and bounded, lists
 * and depth bounded, numbers finite.
 */
export function sanitised(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return bounded(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null || depth >= DEEPEST) return null;
  if (Array.isArray(value)) return value.slice(0, LONGEST_LIST).map(one => sanitised(one, depth + 1));
  const fields = Object.entries(value).slice(0, LONGEST_LIST);
  return Object.fromEntries(fields.map(([name, part]) => [bounded(name, 64), sanitised(part, depth + 1)]));
}

/**
 * Text that no chat turns into a mention, a link or markup, the way security people write addresses they do not want
 * clicked: `ada[@]contoso[.]com`, `https[:]//…`. The exact text is in the record.
 */
export function plainWords(text: string, most: number): string {
  return bounded(text, most)
    .replaceAll('@', '[@]')
    .replaceAll('＠', '[@]')
    .replace(/:(?=\/\/)/g, '[:]')
    .replace(/(?<=[\p{L}\p{N}_-])[.。．｡](?=\p{L})/gu, '[.]')
    .replace(/\](?=[([:])/g, '] ')
    .replaceAll('`', "'");
}
