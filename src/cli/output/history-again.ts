import {flagDuration} from '../../core/duration.ts';
import {askAgain, type PastActivation} from '../../core/history.ts';
import {visible} from '../../core/untrusted.ts';

/**
 * The words of the command that asks for the same once more. What people wrote is in visible form: a line that is to be
 * pasted into a shell holds nothing that cannot be seen. `undefined`: the record does not say which eligibility it was.
 */
export function againWords(row: PastActivation, profile: string): readonly string[] | undefined {
  const again = askAgain(row);
  if (again === undefined) return undefined;
  const {duration, justification, ticket} = again;
  return [
    ...['stint', 'activate', visible(again.eligibilityId)],
    ...flag('duration', duration === null ? null : flagDuration(duration)),
    ...flag('justification', justification),
    ...flag('ticket', ticket?.number ?? null),
    ...flag('ticket-system', ticket?.system ?? null),
    ...flag('profile', row.profile === profile ? null : row.profile),
  ];
}

/** A value that looks like a flag is joined to its own. */
function flag(name: string, value: string | null): readonly string[] {
  if (value === null || value === '') return [];
  const text = visible(value);
  return text.startsWith('-') ? [`--${name}=${text}`] : [`--${name}`, text];
}

/** As the shells of the platform read it back: sh and its like, or PowerShell. */
export const shellLine = (words: readonly string[], platform: NodeJS.Platform): string =>
  words.map(word => (PLAIN.test(word) ? word : quoted(word, platform))).join(' ');

const PLAIN = /^[\w@%+=:,./-]+$/;

/** PowerShell takes typographic quotes for its own. */
function quoted(word: string, platform: NodeJS.Platform): string {
  if (platform === 'win32') return `'${word.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
