import {flagDuration, showDuration} from './duration.ts';
import {EXIT_CODES} from './exit-code.ts';
import {isKind, kindLabel} from './kind.ts';
import type {Problem, ProblemCode} from './problem.ts';
import {
  askYourAdministrator,
  denial,
  notFound,
  signedOut,
  tooLong,
  type Words,
  waitFor,
  wholeSecond,
  words,
} from './problem-words.ts';
import {visible} from './untrusted.ts';

export interface Explanation {
  /** One calm sentence. */
  readonly title: string;
  readonly nextSteps: readonly string[];
  readonly exitCode: number;
}

/**
 * The one place with the words (style, "A problem brings its remedy"): it feeds the banner, stderr, the JSON and the
 * exit code. The text is in visible form and safe to print.
 */
export function explain(problem: Problem): Explanation {
  const words = wordsFor(problem);
  const also = otherRules(problem);
  return {
    title: visible(words.title),
    nextSteps: [...words.nextSteps, ...also].map(visible),
    exitCode: EXIT_CODES[problem.code],
  };
}

function wordsFor(problem: Problem): Words {
  switch (problem.code) {
    case 'usage':
      return words(problem.reason, ...(problem.nextSteps ?? ['See stint --help']));
    case 'failed':
      return words(problem.reason, ...(problem.nextSteps ?? askYourAdministrator(problem)));
    case 'unsupported':
      return words(problem.reason, ...(problem.nextSteps ?? ['See stint --help']));
    case 'cancelled':
      return words(problem.reason, 'Nothing more was sent. Run it again when you are ready');
    case 'signed-out':
      return signedOut(problem);
    case 'step-up-needed':
      return words(
        `This role asks for a fresh proof of who you are (${problem.context})${problem.detail ? `: ${problem.detail}` : '.'}`,
        ...(problem.nextSteps ?? STEP_UP_STEPS),
      );
    case 'justification-needed':
      return words('This role asks for a justification.', 'Add --justification "why you need it"');
    case 'ticket-needed':
      return words(
        'This role asks for a ticket.',
        'Add --ticket NUMBER, and --ticket-system NAME where a number alone is not enough',
      );
    case 'ambiguous':
      return words(
        `“${problem.asked}” fits ${problem.candidates.length} of them.`,
        ...problem.candidates.map(c => `${c.id}  ${visible(c.name)}@${visible(c.scope)}`),
      );
    case 'not-found':
      return notFound(problem);
    case 'not-active':
      return words(
        `“${problem.asked}” is not active.`,
        ...(problem.nextSteps ?? ['See what is with stint status']),
      );
    case 'unreachable':
      return words(
        `${problem.what} could not be reached: ${problem.reason}.`,
        ...(problem.nextSteps ?? ['Check the network and HTTPS_PROXY, then run it again']),
      );
    case 'bad-answer':
      return words(
        `${problem.what} gave an answer that makes no sense: ${problem.reason}.`,
        'Something between here and the cloud may be answering in its place. Run it again, with --debug to see more',
      );
    case 'bug':
      return words('stint made a mistake of its own.', 'Run it again with --debug and report what it prints');
    case 'state-unwritable':
      return words(
        `${problem.path} cannot be used: ${problem.reason}.`,
        ...(problem.nextSteps ?? [
          'Make the folder yours, with mode 0700, or name another one in STINT_HOME',
        ]),
      );
    case 'throttled':
      return words('The cloud asks us to slow down.', waitFor(problem));
    case 'sign-in-blocked':
      return words(
        problem.aadsts === undefined
          ? problem.reason
          : `${problem.reason.replace(/\.$/, '')} (AADSTS${problem.aadsts}).`,
        ...(problem.nextSteps ?? askYourAdministrator(problem)),
      );
    case 'consent-missing':
      return words(
        'The app registration lacks consent for what this needs.',
        ...problem.scopes.map(scope => `An administrator grants ${scope} to the app`),
        'Then sign in again with stint login',
      );
    case 'not-eligible':
      return words(
        problem.reason ?? 'You are not eligible for this role at this scope (any more).',
        ...(problem.nextSteps ?? ['Read the list again: stint list --refresh']),
      );
    case 'denied':
      return words(
        denial(problem),
        ...(problem.nextSteps ?? ['Ask the approver, or ask again with a fuller justification']),
      );
    case 'duration-too-long':
      return tooLong(problem);
    case 'duration-too-short':
      return words(
        `${problem.asked === undefined ? 'That' : showDuration(problem.asked)} is too short: ${showDuration(problem.least)} is the least.`,
        `Ask for --duration ${flagDuration(problem.least)} or more`,
      );
    case 'approval-timeout':
      return words('Nobody decided in time, and the request has lapsed.', 'Ask again, and tell an approver');
    case 'misconfigured':
      return words(
        `${problem.setting ?? 'The configuration'}: ${problem.reason.replace(/\.$/, '')}.`,
        ...(problem.nextSteps ?? [
          'See where the settings are with stint config path, and what they may hold with stint schema config',
        ]),
      );
    case 'request-pending':
      return words(
        'A request for this role is already waiting.',
        'See it with stint status',
        `Withdraw it with stint cancel ${problem.requestId ?? 'REQUEST'}`,
      );
    case 'too-soon-to-end':
      return words(
        `The cloud ends nothing in its first five minutes; this can end at ${wholeSecond(problem.notBefore)}.`,
        ...(problem.nextSteps ?? [
          `The next stint command from ${wholeSecond(problem.notBefore)} on ends it; --wait stays and does it now`,
        ]),
      );
    case 'audit-broken':
      return words(
        `The record does not verify${problem.seq === null ? '' : ` at line ${problem.seq}`}: ${problem.reason}.`,
        'Look at it with stint audit verify and keep a copy before anything else',
        'Go on from there with stint audit acknowledge',
      );
    case 'already-active':
      return words(
        `It is active already${problem.endsAt === null ? '' : ` until ${wholeSecond(problem.endsAt)}`}; the duration you asked for was not applied.`,
        'See it with stint status',
      );
  }
}

const STEP_UP_STEPS: readonly string[] = [
  'Run it again without --no-input and meet the request in the browser',
  'If it was blocked, sign in with stint login --flow browser',
];

const RULE_STEPS: Partial<Record<ProblemCode, string>> = {
  'duration-too-long': 'Ask for a shorter --duration',
  'duration-too-short': 'Ask for a longer --duration',
  'step-up-needed': 'A fresh proof of who you are is asked for too',
  'ticket-needed': 'Add --ticket NUMBER too',
  'justification-needed': 'Add --justification TEXT too',
};

/** Further failing rules beside the one that names the problem. */
function otherRules(problem: Problem): readonly string[] {
  const others = (problem.rules ?? []).filter(rule => rule !== problem.code);
  return others.flatMap(rule => RULE_STEPS[rule] ?? []);
}

/** `Azure`, `Entra sign-in`: who a problem comes from, for people. */
export function sourceLabel(provider: NonNullable<Problem['provider']>): string {
  if (isKind(provider)) return kindLabel(provider);
  return provider === 'entra' ? 'Entra sign-in' : 'AWS sign-in';
}
