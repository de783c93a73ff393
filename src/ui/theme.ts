import type {UiSettings} from '../core/settings.ts';
import {type Untrusted, visible} from '../core/untrusted.ts';

/** One of the 16 colours of the terminal; `undefined` leaves the text as it is. */
export type Colour = string | undefined;

export interface Colours {
  readonly accent: Colour;
  readonly steady: Colour;
  readonly ending: Colour;
  readonly refused: Colour;
}

/** Nothing of ambiguous width beside these (screens: "Never colour alone"). Each is one cell. */
export interface Glyphs {
  readonly active: string;
  readonly eligible: string;
  readonly underWay: string;
  readonly standing: string;
  readonly attention: string;
  readonly refused: string;
  readonly cursor: string;
  readonly mark: string;
  readonly full: string;
  readonly empty: string;
  readonly rule: string;
  readonly dot: string;
  readonly more: string;
  readonly back: string;
  readonly on: string;
}

export interface Look {
  readonly colours: Colours;
  readonly glyphs: Glyphs;
  readonly ascii: boolean;
  /** Dark text on light: a QR code is drawn the other way round. */
  readonly light: boolean;
}

const UNICODE: Glyphs = {
  active: '●',
  eligible: '○',
  underWay: '◐',
  standing: '■',
  attention: '!',
  refused: '×',
  cursor: '▸',
  mark: '+',
  full: '━',
  empty: '╌',
  rule: '─',
  dot: '·',
  more: '…',
  back: '◂',
  on: '▸',
};

const ASCII: Glyphs = {
  active: '*',
  eligible: 'o',
  underWay: '~',
  standing: '#',
  attention: '!',
  refused: 'x',
  cursor: '>',
  mark: '+',
  full: '=',
  empty: '-',
  rule: '-',
  dot: '|',
  more: '.',
  back: '<',
  on: '>',
};

const DARK: Colours = {accent: 'cyan', steady: 'green', ending: 'yellow', refused: 'red'};
const LIGHT: Colours = {accent: 'blue', steady: 'green', ending: 'magenta', refused: 'red'};
const NONE: Colours = {accent: undefined, steady: undefined, ending: undefined, refused: undefined};

type Environment = Readonly<Record<string, string | undefined>>;

/** The look for this terminal; the settings win over what it tells of itself. */
export function lookOf(env: Environment, settings: UiSettings | undefined): Look {
  const ascii = settings?.ascii === true || (settings?.ascii === undefined && wantsAscii(env));
  const light = isLight(env, settings?.theme ?? 'auto');
  const colours = light ? LIGHT : DARK;
  return {colours: env.NO_COLOR ? NONE : colours, glyphs: ascii ? ASCII : UNICODE, ascii, light};
}

/** No locale said is no reason to doubt; one that is said and is not UTF-8 is, and so is the Linux console. */
function wantsAscii(env: Environment): boolean {
  if (env.STINT_ASCII === '1' || env.TERM === 'linux') return true;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return locale !== undefined && locale !== '' && !/utf-?8/i.test(locale);
}

/** `COLORFGBG` is `foreground;background`; 7 and 15 are white. */
function isLight(env: Environment, theme: 'auto' | 'light' | 'dark'): boolean {
  if (theme !== 'auto') return theme === 'light';
  return /;(?:7|15)$/.test(env.COLORFGBG ?? '');
}

/** Text for the screen: visible form, and in ASCII mode without our own typographic marks. */
export function say(look: Look, text: Untrusted | string): string {
  const safe = visible(text);
  return look.ascii ? safe.replace(/[“”]/g, '"').replace(/’/g, "'").replace(/…/g, '...') : safe;
}
