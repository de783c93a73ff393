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
