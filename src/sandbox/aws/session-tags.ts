import {type Constraint, invalid, keeps} from './constraints.ts';
import {AwsRefusal} from './refusal.ts';

export type SessionTags = Readonly<Record<string, string>>;

const most = 50;
const letters = String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]`;
const key: Constraint = {
  name: 'tags.member.key',
  min: 1,
  max: 128,
  pattern: new RegExp(`^${letters}+$`, 'u'),
};
const value: Constraint = {name: 'tags.member.value', max: 256, pattern: new RegExp(`^${letters}*$`, 'u')};

/** `Tags.member.N.Key` and `.Value` (reference aws-jit 3). */
export function sessionTags(form: URLSearchParams): SessionTags {
  const tags = new Map<string, string>();
  for (let at = 1; form.has(`Tags.member.${at}.Key`); at++) {
    const name = form.get(`Tags.member.${at}.Key`) ?? '';
    const text = form.get(`Tags.member.${at}.Value`) ?? '';
    keeps(name, key);
    keeps(text, value);
    checkName(name, [...tags.keys()]);
    tags.set(name, text);
  }
  if (tags.size > most)
    throw invalid(
      `Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
    );
  return Object.fromEntries(tags);
}

function checkName(name: string, before: readonly string[]): void {
  const parameter = (message: string) => new AwsRefusal(400, 'InvalidParameterValue', message);
  if (/^aws:/i.test(name)) throw parameter('Tag keys that start with aws: are reserved.');
  if (before.some(other => other.toLowerCase() === name.toLowerCase()))
    throw parameter('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
}

/** Of session policy and tags together, packed; in per cent. AWS does not say how it packs: ours counts letters. */
export function packedSize(policy: string | null, tags: SessionTags): number | undefined {
  const letters = (policy ?? '').length + Object.entries(tags).flat().join('').length;
  if (letters === 0) return undefined;
  const percent = Math.ceil((letters / 4096) * 100);
  if (percent <= 100) return percent;
  const message = `PackedPolicySize of ${percent}% is too large: policies and tags together exceed the limit.`;
  throw new AwsRefusal(400, 'PackedPolicyTooLarge', message);
}
