/** The shells that we write variables for; `env` is sh and its children. */
export const SHELLS = ['env', 'fish', 'powershell', 'cmd'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * The line that sets a variable in a shell, its value exactly as it is. `undefined`: that shell has no way to write it
 * (cmd with a percent sign), and no approximation is given.
 */
export function assignment(shell: Shell, name: string, value: string): string | undefined {
  if (UNWRITABLE[shell].test(value)) return undefined;
  switch (shell) {
    case 'env':
      return `export ${name}=${singleQuoted(value)}`;
    case 'fish':
      return `set -gx ${name} '${value.replace(/[\\']/g, '\\$&')}'`;
    case 'powershell':
      return `$env:${name} = '${value.replace(POWERSHELL_QUOTES, '$&$&')}'`;
    case 'cmd':
      return `set "${name}=${value}"`;
  }
}

/** In single quotes nothing is special to sh but the quote itself; Python's `shlex` reads them alike. */
export const singleQuoted = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

/** PowerShell takes typographic quotes for its own. */
const POWERSHELL_QUOTES = /['\u2018\u2019\u201a\u201b]/g;

/**
 * No environment holds a NUL. Within cmd's quotes a percent sign, an exclamation mark and a quote keep their meaning, and
 * a line is over at its end; nothing undoes that on every way a line comes to it (typed, a batch file, `for /f`).
 */
const UNWRITABLE: Readonly<Record<Shell, RegExp>> = {
  env: /\0/,
  fish: /\0/,
  powershell: /\0/,
  cmd: /["%!^\0-\u001f\u007f]/,
};
