import {describe, expect, test} from 'vitest';
import {Trouble} from '../../../src/core/problem.ts';
import {askPatiently, failureIn} from '../../../src/providers/aws/patience.ts';
import {portalRefusal} from '../../../src/providers/aws/portal-refusals.ts';
import {HandClock} from '../../support/clock.ts';

const thrown = (members: object) => Object.assign(new Error('it failed'), members);
const answered = (status: number, name = 'Error', headers = {}) =>
  thrown({name, $metadata: {httpStatusCode: status}, $response: {statusCode: status, headers}});
const cut = () => thrown({name: 'TimeoutError', code: 'ECONNRESET'});
const tooLate = () => thrown({name: 'TimeoutError', code: 'ETIMEDOUT'});

describe('what a failed call to AWS says of asking again', () => {
  test.each([
    ['a cut connection, whatever its name', cut(), {type: 'cut'}],
    ['a broken pipe', thrown({code: 'EPIPE'}), {type: 'cut'}],
    ['a time limit', tooLate(), {type: 'final'}],
    ['a time limit without a code', thrown({name: 'TimeoutError'}), {type: 'final'}],
    ['nobody there', thrown({code: 'ECONNREFUSED'}), {type: 'final'}],
    ['an interruption', thrown({name: 'AbortError'}), {type: 'final'}],
    ['trouble that is known already', new Trouble({code: 'signed-out', reason: 'never'}), {type: 'final'}],
    ['a mistake of ours', new TypeError('x'), {type: 'final'}],
    ['nothing', undefined, {type: 'final'}],
    ['503', answered(503), {type: 'status', status: 503}],
    ['503 with a word', answered(503, 'X', {'retry-after': '2'}), {type: 'status', status: 503, asked: 2000}],
    ['400 that means "too often"', answered(400, 'Throttling'), {type: 'status', status: 429}],
    ['403', answered(403, 'AccessDenied'), {type: 'status', status: 403}],
  ])('%s', (_what, failed, expected) => {
    expect(failureIn(failed)).toMatchObject(expected);
  });
});

/** What came of a question whose answers fail one after the other, and how often it was put. */
async function put(failures: readonly unknown[]) {
  const clock = new HandClock();
  const {signal} = new AbortController();
  let count = 0;
  const ask = async () => {
    const failure = failures[count];
    count += 1;
    if (failure !== undefined) throw failure;
    return 'ada';
  };
  const end = await clock.through(askPatiently({clock, signal, random: () => 1}, ask).catch(() => 'failed'));
  return [end, count, clock.naps];
}

test.each([
  ['at once', [], ['ada', 1, []]],
  ['on the third try', [cut(), answered(503)], ['ada', 3, [400, 1500]]],
  ['never', [cut(), cut(), cut()], ['failed', 3, [400, 1500]]],
  ['never, after a time limit', [tooLate()], ['failed', 1, []]],
  ['never, after a refusal', [answered(403)], ['failed', 1, []]],
])('a question that is answered %s', async (_what, failures, expected) => {
  expect(await put(failures)).toEqual(expected);
});

test('an interrupted question is not put again', async () => {
  const stop = new AbortController();
  let count = 0;
  const ask = async () => {
    count += 1;
    stop.abort();
    throw cut();
  };
  const patient = {clock: new HandClock(), signal: stop.signal};
  await expect(askPatiently(patient, ask)).rejects.toMatchObject({code: 'ECONNRESET'});
  expect(count).toBe(1);
});

test.each([
  ['a cut connection', cut(), 'passing'],
  ['half an answer', thrown({name: 'SyntaxError', code: 'X', $metadata: {httpStatusCode: 200}}), 'passing'],
  ['500', answered(500), 'passing'],
  ['a time limit', tooLate(), 'final'],
  ['a time limit without a code', thrown({name: 'TimeoutError'}), 'final'],
])('of the portal: %s', (_what, failed, type) => {
  expect(portalRefusal(failed)).toMatchObject({type});
});
