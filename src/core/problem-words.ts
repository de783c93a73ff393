import {LONGEST_CHAINED} from './aws.ts';
import {flagDuration, showDuration} from './duration.ts';
import type {Problem} from './problem.ts';
import {type Instant, showInstant} from './time.ts';
import {visible} from './untrusted.ts';

/** What is said of a problem, before it has been made safe to print. */
export interface Words {
  readonly title: string;
  readonly nextSteps: readonly string[];
}

export const words = (title: string, ...nextSteps: readonly string[]): Words => ({title, nextSteps});

export function signedOut(problem: Problem & {readonly code: 'signed-out'}): Words {
  const why: Record<typeof problem.reason, string> = {
    never: 'You are not signed in',
    expired: 'The sign-in has ended',
    'code-expired': 'The code ran out before it was entered',
    revoked: 'The sign-in was revoked',
    'store-unreadable': 'The stored sign-in cannot be opened',
    'wrong-identity': 'The sign-in is not the one that was asked for',
  };
  return words(
    `${why[problem.reason]}${problem.detail ? `: ${problem.detail}` : '.'}`,
    ...(problem.nextSteps ?? [signInWith(problem)]),
  );
}

function signInWith({provider, session}: Problem & {readonly code: 'signed-out'}): string {
  if (session !== undefined) return `Sign in with stint login aws --sso-session ${session}`;
  return provider?.startsWith('aws') ? 'Sign in with stint login aws' : 'Sign in with stint login';
}

export function notFound(problem: Problem & {readonly code: 'not-found'}): Words {
  const near = (problem.near ?? []).map(name => `Did you mean ${name}`);
  const unread = (problem.unread ?? []).map(name => `${name} could not be read, and it may be there`);
  const where: Partial<Record<typeof problem.what, string>> = {
    role: 'See what you may ask for with stint list --refresh',
    grant: 'See what is active with stint status',
    request: 'See what is waiting with stint status',
    schema: 'See the names with stint schema --help',
  };
  const look = where[problem.what];
  return words(
    unread.length === 0
      ? `There is no ${problem.what} “${problem.asked}”.`
      : `There is no ${problem.what} “${problem.asked}” where we could look.`,
    ...unread,
    ...near,
    ...(look === undefined ? [] : [look]),
  );
}

/** IAM may show a longer maximum for the role: it counts for others only (reference aws-jit 3). */
const CHAINED =
  'AWS ends a role that is assumed through a permission set after an hour, whatever its own maximum: ask again then';

export function tooLong(problem: Problem & {readonly code: 'duration-too-long'}): Words {
  const asked = problem.asked === undefined ? 'That' : showDuration(problem.asked);
  const why = problem.why === undefined ? '' : ` ${problem.why}`;
  if (problem.most === undefined)
    return words(`${asked} is longer than this role allows.${why}`, 'Ask for a shorter --duration');
  return words(
    `${asked} is longer than this role allows; ${showDuration(problem.most)} is the most.${why}`,
    `Ask for --duration ${flagDuration(problem.most)} or less`,
    ...(problem.why === undefined && problem.provider === 'aws-role' && problem.most === LONGEST_CHAINED
      ? [CHAINED]
      : []),
  );
}

export function denial(problem: Problem & {readonly code: 'denied'}): string {
  const who =
    problem.by === undefined ? 'The request was denied' : `${visible(problem.by)} denied the request`;
  return problem.reason === undefined ? `${who}.` : `${who}: ${visible(problem.reason)}`;
}

export function waitFor(problem: Problem): string {
  const wait = problem.retryAfterSeconds;
  return wait === undefined
    ? 'Run it again in a minute'
    : `Run it again in ${showDuration(Math.max(1, wait))}`;
}

export function askYourAdministrator(problem: Problem): readonly string[] {
  const id = problem.correlationId;
  return [
    id === undefined
      ? 'Run it again with --debug to see more'
      : `Give your administrator the correlation id ${id}`,
  ];
}

/** For people: a fraction of a second helps nobody. */
export const wholeSecond = (at: Instant): string => showInstant(Math.floor(at / 1000) * 1000);
