import {describe, expect, test} from 'vitest';
import type {AuditEntry} from '../../src/core/audit.ts';
import type {AccessProvider, MadeRequest, Page} from '../../src/core/ports.ts';
import {Trouble} from '../../src/core/problem.ts';
import {untrusted} from '../../src/core/untrusted.ts';
import {bothWays, compareWithCloud} from '../../src/usecases/verify-record-cloud.ts';
import {fact} from '../stores/samples.ts';
import {quiet, world} from './fakes.ts';

const AT = Date.parse('2026-11-22T12:00:00Z');
const span = {kind: 'azure-resource', since: AT - 3_600_000, now: AT + 3_600_000} as const;

const line = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  ...fact('incident 42'),
  ...{type: 'active', seq: 1, prev: '0'.repeat(64)},
  ...more,
});

const made = (requestId: string, more: Partial<MadeRequest> = {}): MadeRequest => ({
  requestId,
  eligibilityId: 'e1',
  name: untrusted('Reader'),
  scope: {id: '/subscriptions/1', name: untrusted('prod'), type: 'subscription'},
  createdAt: AT,
  justification: untrusted('by hand'),
  activates: true,
  ...more,
});

describe('both ways', () => {
  test('what both know is no news', () => {
    expect(bothWays([line()], [made('q1')], span)).toEqual({unknown: [], elsewhere: []});
  });

  test('a request of ours that the cloud does not list is named', () => {
    const other = made('other', {createdAt: AT - 1000});
    expect(bothWays([line()], [other], span).unknown).toMatchObject([{requestId: 'q1'}]);
    expect(bothWays([line()], [], span).unknown).toMatchObject([{requestId: 'q1'}]);
  });

  test('one that is older than what the cloud still lists is not judged', () => {
    const recent = made('other', {createdAt: AT + 1000});
    expect(bothWays([line()], [recent], span).unknown).toEqual([]);
  });

  test('what the cloud has refused need not be there', () => {
    const lines = [line({type: 'request'}), line({type: 'refusal', problem: 'denied'})];
    expect(bothWays(lines, [], span).unknown).toEqual([]);
  });

  test('a request that no line speaks of was made elsewhere', () => {
    const {elsewhere} = bothWays([line()], [made('q1'), made('q2')], span);
    expect(elsewhere).toMatchObject([{requestId: 'q2', kind: 'azure-resource'}]);
  });

  test('an end is none, and neither is what was before the record', () => {
    const before = made('q3', {createdAt: AT - 7_200_000});
    expect(bothWays([line()], [made('q2', {activates: false}), before], span).elsewhere).toEqual([]);
  });

  test('a request that was not named yet is known by place, reason and time', () => {
    const lines = [line({type: 'request', requestId: 'ours'})];
    const named = made('theirs', {justification: untrusted('incident 42'), createdAt: AT + 60_000});
    expect(bothWays(lines, [named], span).elsewhere).toEqual([]);
    expect(bothWays(lines, [{...named, createdAt: AT + 1_200_000}], span).elsewhere).toHaveLength(1);
  });
});

test('a cloud that keeps no list and one that cannot be read are told apart', async () => {
  const w = world();
  const madeRequests = async function* (): AsyncGenerator<Page<MadeRequest>> {
    yield {items: [made('q2')], complete: false};
    throw new Trouble({code: 'unreachable', what: 'Azure', reason: 'it is down'});
  };
  const providers: readonly AccessProvider[] = [Object.assign(w.arm, {madeRequests}), w.graph];
  expect(await compareWithCloud({...w.app, providers}, quiet())).toMatchObject({
    unlisted: ['entra-role'],
    elsewhere: [],
    problems: [{code: 'unreachable', provider: 'azure-resource'}],
  });
});
