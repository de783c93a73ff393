const NAMES: Readonly<Record<string, string>> = {
  return: 'enter',
  escape: 'esc',
  pageup: 'page up',
  pagedown: 'page down',
};

/** A key as people call it. */
export const shownKey = (key: string): string => (Object.hasOwn(NAMES, key) ? (NAMES[key] ?? key) : key);
