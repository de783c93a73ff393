const FOLDS: Readonly<Record<string, string>> = {
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '…': '...',
  '–': '-',
  '—': '-',
  '·': '-',
};

/** Our own punctuation in ASCII; what others wrote stays as it is. */
export const foldPunctuation = (text: string): string =>
  text.replace(/[“”‘’…–—·]/g, mark => FOLDS[mark] ?? mark);

/** True where the locale says that this terminal cannot show more than ASCII. */
export function wantsAscii(env: Readonly<Record<string, string | undefined>>): boolean {
  if ((env.STINT_ASCII ?? '') !== '') return true;
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find(value => (value ?? '') !== '');
  return locale === 'C' || locale === 'POSIX';
}
