import type {AwsProfileBlock} from '../core/ports.ts';

/**
 * `[profile NAME]`, perhaps quoted, or `[default]`; a comment may follow. Blanks around it are left to the readers, who
 * differ: what any of them could take for a profile counts as one.
 */
const HEADER = /^\s*\[\s*(?:profile\s+(["']?)(.+?)\1|(default))\s*\]/;

export function profilesIn(text: string): readonly string[] {
  const names = text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .map(line => HEADER.exec(line))
    .map(found => found?.[2] ?? found?.[3]);
  return [...new Set(names.filter(name => name !== undefined))];
}

/** The text to put behind what is there: line ends as the file has them, and an empty line in front of each block. */
export function textBehind(text: string, blocks: readonly AwsProfileBlock[]): string {
  const end = /\r?\n/.exec(text)?.[0] ?? '\n';
  const body = blocks.map(block => linesOf(block).join(end) + end).join(end);
  if (text === '' || text === '\ufeff' || body === '') return body;
  return (text.endsWith('\n') ? '' : end) + end + body;
}

const linesOf = ({name, lines}: AwsProfileBlock): readonly string[] => [
  `[profile ${name}]`,
  ...lines.map(([key, value]) => `${key} = ${value}`),
];

/** Why the blocks cannot be put there; `undefined` when they can. */
export function blocksFault(
  blocks: readonly AwsProfileBlock[],
  present: readonly string[],
): string | undefined {
  const names = blocks.map(block => block.name);
  const taken = names.filter((name, at) => present.includes(name) || names.indexOf(name) !== at);
  if (taken.length > 0) return `there is a profile of that name already: ${[...new Set(taken)].join(', ')}`;
  return blocks.map(blockFault).find(fault => fault !== undefined);
}

/** What the AWS SDK for JavaScript takes for a profile's name without an escape (shared-ini-file-loader). */
const NAME = /^[\w@+.%:/-]+$/;

function blockFault({name, lines}: AwsProfileBlock): string | undefined {
  if (!NAME.test(name))
    return `${JSON.stringify(name)} is no name for a profile: letters, digits and _ - @ + . % : / are`;
  const wrong = lines.find(([key, value]) => !isKey(key) || !isValue(value));
  return wrong === undefined
    ? undefined
    : `${JSON.stringify(wrong[0])} of ${name} has a value that cannot be written`;
}

const isKey = (key: string): boolean => /^[a-z][a-z0-9_]*$/.test(key);

/** One line of visible text that no reader takes for a comment (` #`, ` ;`) or trims. */
const isValue = (value: string): boolean =>
  value !== '' &&
  value.trim() === value &&
  value.isWellFormed() &&
  !/\p{C}|\p{Zl}|\p{Zp}|\s[#;]|^[#;]/u.test(value);
