import type {Harm} from '../../src/sandbox/index.ts';

export interface NamedHarm {
  readonly name: string;
  readonly harm: Harm;
  /** After it the way there is gone, and stays gone. */
  readonly thenGone?: true;
}

/** What can become of one call on its way there and back. */
export const HARMS: readonly NamedHarm[] = [
  {name: 'reset', harm: {reset: true}},
  {name: 'reset for good', harm: {reset: true}, thenGone: true},
  {name: 'hang', harm: {hang: true}},
  {name: 'truncated', harm: {truncate: true}},
  {name: '429, a second', harm: {status: 429, headers: {'retry-after': '1'}, body: throttled()}},
  {name: '429, two minutes', harm: {status: 429, headers: {'retry-after': '120'}, body: throttled()}},
  {name: '500', harm: {status: 500}},
  {name: '503', harm: {status: 503}},
  {name: 'a web page', harm: {garbage: 'html'}},
  {name: 'other JSON', harm: {garbage: 'json'}},
  {name: 'answer lost', harm: {loseAnswer: true}},
  {name: 'answer lost, and the way gone', harm: {loseAnswer: true}, thenGone: true},
  {name: 'answer lost in a hang', harm: {loseAnswer: true, hang: true}},
];

/** Nothing happened, something happened and nobody heard, and a definite-sounding answer that is neither. */
export const WORST_HARMS = HARMS.filter(({name}) =>
  ['reset', '503', 'answer lost', 'answer lost, and the way gone'].includes(name),
);

function throttled() {
  return {error: {code: 'TooManyRequests', message: 'Too many requests. Please retry later.'}};
}

const EXPIRED =
  '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredTokenException</Code><Message>over</Message></Error></ErrorResponse>';

/** What AWS says beside: a token that is no longer taken, and a no that is not modelled (reference aws-jit 2). */
export const AWS_HARMS: readonly NamedHarm[] = [
  ...HARMS.filter(({name}) => name !== '429, two minutes'),
  {name: '429, fifty seconds', harm: {status: 429, headers: {'retry-after': '50'}, body: throttled()}},
  {name: '401', harm: awsNo(401, 'UnauthorizedException', 'Session token not found or invalid')},
  {name: '403', harm: awsNo(403, 'ForbiddenException', 'No access')},
  {
    name: 'STS finds the credentials over',
    harm: {status: 403, headers: {'content-type': 'text/xml'}, body: EXPIRED},
  },
];

export const WORST_AWS_HARMS = AWS_HARMS.filter(
  harm =>
    WORST_HARMS.includes(harm) ||
    harm.name === '401' ||
    harm.name.startsWith('STS') ||
    harm.name === 'answer lost in a hang',
);

/** For long ways: the ones after which nobody knows what happened. */
export const LOST_HARMS = HARMS.filter(({name}) => ['503', 'answer lost'].includes(name));

function awsNo(status: number, name: string, message: string): Harm {
  return {status, headers: {'x-amzn-errortype': name}, body: {message}};
}
