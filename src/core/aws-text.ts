import {createHash} from 'node:crypto';
import type {Ticket} from './intent.ts';

/** Text as AWS takes it. `lossy`: some of it was left out, which people are told before they ask. */
export interface MappedText {
  readonly text: string;
  readonly lossy: boolean;
}

/** The longest value of a session tag (Smithy model of STS, `tagValueType`). */
const LONGEST_TAG = 256;

const NOT_IN_TAGS = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;

/**
 * Free text as the value of a session tag: characters that tags do not allow are left out, line ends and tabs become a
 * space, what is past 256 characters is cut, and nothing begins with `aws:`, which is AWS's own (reference aws-jit 3).
 */
export function mappedText(text: string): MappedText {
  const line = text.trim().replace(/[\t\r\n]+/g, ' ');
  const allowed = line.replace(NOT_IN_TAGS, '').trim();
  const mapped = cut(allowed.replace(/^(aws):+/i, '$1'), LONGEST_TAG);
  return {text: mapped, lossy: mapped !== line};
}

/** A ticket as its tag tells it, before it is mapped: the system first, where one was named. */
export const ticketText = ({number, system}: Ticket): string =>
  system === null ? number : `${system} ${number}`;

/** At most so many UTF-16 units, and never half a character. */
const cut = (text: string, most: number): string =>
  text
    .slice(0, most)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();

const LONGEST_NAME = 64;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const NOT_IN_NAMES = /[^\w+=,.@-]/g;

/**
 * A user's name as a role session name and as a source identity: `[\w+=,.@-]`, 2 to 64 (reference aws-jit 3). Where
 * anything is lost, eight hex digits of the whole name's hash are added, so that two people never share one.
 */
export function sessionNameOf(userName: string): MappedText {
  if (SESSION_NAME.test(userName)) return {text: userName, lossy: false};
  const mark = createHash('sha256').update(userName).digest('hex').slice(0, 8);
  const kept = userName.normalize('NFKD').replace(NOT_IN_NAMES, '');
  return {text: `${kept.slice(0, LONGEST_NAME - mark.length - 1)}-${mark}`, lossy: true};
}
