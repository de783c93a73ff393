import {visible} from '../core/untrusted.ts';

const NAMES: Readonly<Record<string, string>> = {
  return: 'enter',
  escape: 'esc',
  pageup: 'page up',
  pagedown: 'page down',
};

/** A key as people call it, in visible form: the settings may name anything a key. */
export const shownKey = (key: string): string =>
  visible(Object.hasOwn(NAMES, key) ? (NAMES[key] ?? key) : key);
