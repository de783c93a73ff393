import {expect, test} from 'vitest';
import {createEventStream} from '../../src/cli/events.ts';
import {openSession} from '../../src/cli/session.ts';
import {tellStory} from '../../src/cli/tell-story.ts';
import type {Story} from '../../src/usecases/story.ts';
import {awsWorld, loanOf} from './fake-aws.ts';
import {NOON} from './fakes.ts';
import {fakeHost} from './run.ts';

/** A linked group's road: AWS hears of it later, and how often has been asked changes all the while. */
async function told(terminal: number | undefined) {
  const at = awsWorld();
  const {host, told: heard} = fakeHost([], {world: at, ...(terminal === undefined ? {} : {terminal})});
  const session = await openSession(host, {command: 'activate', operands: [], flags: {color: 'never'}});
  const {id: item, name, scope} = at.role;
  const waiting = (detail?: string): Story => ({
    type: 'item',
    item,
    event: {type: 'provisioning', requestId: 'r', state: 'provisioning', detail},
  });
  async function* story(): AsyncGenerator<Story> {
    yield {type: 'item', item, event: {type: 'submitted', requestId: 'r'}};
    yield waiting();
    yield waiting('AWS hears of it in 2 to 10 minutes; asked once');
    yield waiting('AWS hears of it in 2 to 10 minutes; asked twice');
    yield {type: 'item', item, event: {type: 'active', requestId: 'r', grant: loanOf(at.role)}};
  }
  const events = createEventStream(host.stdout, () => NOON);
  const outcomes = await tellStory(
    session,
    at.app,
    [{item, eligibilityId: item, name, scope}],
    story(),
    events,
  );
  return {...heard(), outcomes};
}

test('what is waited for is said once where lines stay', async () => {
  const {err, outcomes} = await told(undefined);
  expect(err).toMatchInlineSnapshot(`
    "Operator on prod-data (111122223333): asked
    Operator on prod-data (111122223333): accepted, being set up
    Operator on prod-data (111122223333): accepted; AWS hears of it in 2 to 10 minutes; asked once
    Operator on prod-data (111122223333): active until 13:00
    "
  `);
  expect(outcomes).toMatchObject([{activation: {state: 'active'}}]);
});

test('on a terminal it is rewritten as it changes', async () => {
  const {err} = await told(120);
  expect(err).toContain('asked once');
  expect(err).toContain('asked twice');
});

test('the stream has it as well', async () => {
  const events = (await told(undefined)).out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(events.map(({type, detail}) => [type, detail])).toEqual([
    ['submitted', undefined],
    ['provisioning', null],
    ['provisioning', 'AWS hears of it in 2 to 10 minutes; asked once'],
    ['provisioning', 'AWS hears of it in 2 to 10 minutes; asked twice'],
    ['active', undefined],
  ]);
});
