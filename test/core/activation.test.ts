import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Activation, type ActivationEvent, NOT_SENT, step} from '../../src/core/activation.ts';
import type {Problem} from '../../src/core/problem.ts';
import {ACTIVATION_STATES, isFinal} from '../../src/core/state.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {grant} from '../usecases/samples.ts';

const GRANT = grant();
const DENIED: Problem = {code: 'denied'};
const SOON: Problem = {code: 'too-soon-to-end', notBefore: 7};

const EVENTS: readonly ActivationEvent[] = [
  {type: 'submitted', requestId: 'r'},
  {type: 'step-up', context: 'c1'},
  {type: 'pending-approval', requestId: 'r', approvers: [untrusted('Grace')]},
  {type: 'provisioning', requestId: 'r', state: 'provisioning'},
  {type: 'provisioning', requestId: 'r', state: 'unknown'},
  {type: 'scheduled', requestId: 'r', startsAt: 5},
  {type: 'active', requestId: null, grant: GRANT},
  {type: 'ending', grant: GRANT},
  {type: 'deactivating', endsEarlyAt: 7, problem: SOON},
  {type: 'deactivating', endsEarlyAt: null, problem: null},
  {type: 'ended'},
  {type: 'cancelled', requestId: 'r'},
  {type: 'failed', problem: DENIED},
  {type: 'failed', problem: DENIED, state: 'denied'},
  {type: 'failed', problem: DENIED, state: 'unknown'},
];

const told = (...events: readonly ActivationEvent[]): Activation => events.reduce(step, NOT_SENT);
const event = (type: ActivationEvent['type']): ActivationEvent => {
  const found = EVENTS.find(one => one.type === type);
  if (found === undefined) throw new Error(`no ${type}`);
  return found;
};

describe('each event', () => {
  test.each(EVENTS.map(one => [one.type, one] as const))('%s moves it', (_, one) => {
    const expected: Partial<Record<ActivationEvent['type'], string>> = {ending: 'deactivating'};
    const state = 'state' in one && one.state !== undefined ? one.state : (expected[one.type] ?? one.type);
    expect(told(one).state).toBe(state);
  });

  test('carries what it brought', () => {
    expect(told(event('pending-approval'))).toMatchObject({requestId: 'r', approvers: ['Grace']});
    expect(told(event('submitted'), event('active'))).toMatchObject({requestId: 'r', grant: GRANT});
    expect(told(event('deactivating'))).toMatchObject({endsEarlyAt: 7, problem: SOON});
    expect(told(event('ending'), event('deactivating'), event('ended'))).toMatchObject({
      grant: GRANT,
      endsEarlyAt: null,
      problem: null,
    });
    expect(told(event('failed'))).toMatchObject({problem: DENIED});
  });

  test('a step-up may come before and after the sending', () => {
    expect(told(event('step-up'), event('submitted')).state).toBe('submitted');
    expect(told(event('submitted'), event('step-up'), event('active')).state).toBe('active');
  });

  test('what is held though the record failed stays held', () => {
    const now = told(event('active'), {type: 'failed', problem: DENIED, state: 'active'});
    expect(now).toMatchObject({state: 'active', grant: GRANT, problem: DENIED});
  });
});

describe('late news', () => {
  test.each(['submitted', 'step-up', 'pending-approval', 'provisioning', 'scheduled'] as const)(
    '%s puts nothing that is active, or ending, back on the way',
    type => {
      for (const before of [told(event('active')), told(event('active'), event('ending'))])
        expect(step(before, event(type))).toBe(before);
    },
  );

  test('nothing that is not known any more comes back by itself', () => {
    const unknown = told({type: 'failed', problem: DENIED, state: 'unknown'});
    for (const one of EVENTS) expect(step(unknown, one)).toBe(unknown);
  });

  test('an unknown word of the cloud is watched on', () => {
    const watched = told({type: 'provisioning', requestId: 'r', state: 'unknown'});
    expect(step(watched, event('active')).state).toBe('active');
  });
});

const STORY = fc.array(fc.constantFrom(...EVENTS), {maxLength: 12});

test('total: every story ends in a state of the contract', () => {
  fc.assert(
    fc.property(STORY, story => {
      expect(ACTIVATION_STATES).toContain(told(...story).state);
    }),
  );
});

test('a final state absorbs whatever comes', () => {
  fc.assert(
    fc.property(STORY, STORY, (story, late) => {
      const end = told(...story);
      fc.pre(isFinal(end.state));
      expect(late.reduce(step, end)).toBe(end);
    }),
  );
});

test('active is only ever said with its grant', () => {
  fc.assert(
    fc.property(STORY, story => {
      const {state, grant: held} = told(...story);
      if (state === 'active') expect(held).not.toBeNull();
    }),
  );
});

test('a step changes no value it was given', () => {
  fc.assert(
    fc.property(STORY, fc.constantFrom(...EVENTS), (story, one) => {
      const before = told(...story);
      const copy = structuredClone(before);
      step(before, one);
      expect(before).toEqual(copy);
    }),
  );
});
