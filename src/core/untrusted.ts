/**
 * Text that a cloud, a file or another person wrote. It may hold escape sequences, direction marks, invisible or
 * tag characters (design 9), so the type does not pass for a `string`: say which you want.
 * At run time it is the plain string; nothing is copied.
 */
export interface Untrusted {
  readonly [mark]: 'untrusted';
}
declare const mark: unique symbol;

export const untrusted = (text: string): Untrusted => text as unknown as Untrusted;

/** The exact characters: for the wire, for comparing, for JSON (which escapes them itself, see `safeJson`). */
export const exact = (text: Untrusted | string): string => text as unknown as string;

/**
 * Characters that must never reach a terminal raw: controls (C0, DEL, C1), lone surrogates, line and paragraph
 * separators, everything Unicode ignores by default (soft hyphen, zero width, direction, tags, variation selectors,
 * fillers, byte order mark) and interlinear annotation.
 */
const HOSTILE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/** Nearly all text is; the search for anything else is slow. */
const PLAIN = /^[ -~]*$/;

/** The text in visible form: hostile characters become `\u{…}`, tabs and line ends a space. Safe on every terminal path. */
export function visible(text: Untrusted | string): string {
  const plain = exact(text);
  if (PLAIN.test(plain)) return plain;
  return plain.replace(/[\t\r\n]+/g, ' ').replace(HOSTILE, spell);
}

function spell(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** `JSON.stringify` whose output holds no hostile character raw: they are `\u`-escaped, values stay exact (contract 4). */
export function safeJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  return indent === undefined
    ? text.replace(HOSTILE, escapeUnits)
    : text.split('\n').map(escapeLine).join('\n');
}

const escapeLine = (line: string): string => line.replace(HOSTILE, escapeUnits);

function escapeUnits(character: string): string {
  let out = '';
  for (let i = 0; i < character.length; i += 1)
    out += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return out;
}
