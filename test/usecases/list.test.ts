import {describe, expect, test} from 'vitest';
import {UNKNOWN_POLICY} from '../../src/core/policy.ts';
import {Trouble} from '../../src/core/problem.ts';
import {list} from '../../src/usecases/list.ts';
import {gather} from '../../src/usecases/reading.ts';
import type {Source} from '../../src/usecases/story.ts';
import {all, troubled} from './fake-cloud.ts';
import {collect, type FakeWorld, quiet, world} from './fakes.ts';
import {eligibility, grant, HOUR, NOON, OFFLINE, policy} from './samples.ts';

const read = ({app}: FakeWorld, source: Source = 'fresh', signal = quiet()) =>
  gather(list(app, {source}, signal));

const entraRole = eligibility({id: 'ent-1', kind: 'entra-role'});

test('pages are told as they come, each source ends with `read`', async () => {
  const w = world();
  w.arm.eligiblePages = [
    {items: [eligibility()], complete: false},
    {items: [eligibility({id: 'azr-2'})], complete: true},
  ];
  w.graph.eligiblePages = all(entraRole);
  const events = await collect(list(w.app, {source: 'fresh'}, quiet()));
  expect(events.filter(event => event.kind === 'azure-resource').map(event => event.type)).toEqual([
    'page',
    'page',
    'read',
  ]);
  const reading = await read(w);
  expect(reading).toMatchObject({problems: [], oldest: NOON});
  expect(reading.items.map(item => item.id).sort()).toEqual(['azr-1', 'azr-2', 'ent-1']);
  expect([...reading.answered].sort()).toEqual(['azure-resource', 'entra-role']);
});

test('kinds narrow the sources too', async () => {
  const w = world();
  await collect(list(w.app, {source: 'fresh', kinds: ['entra-role']}, quiet()));
  expect([w.arm.read, w.graph.read]).toEqual([[], ['eligible']]);
});

describe('a source that fails', () => {
  test.each([
    ['expected trouble', [troubled(OFFLINE)], 'unreachable'],
    ['a list that stops early', [{items: [eligibility()], complete: false}], 'bad-answer'],
    ['a mistake of ours', [new TypeError('our bug')], 'bug'],
  ] as const)('%s is a problem beside the other’s answer', async (_, pages, code) => {
    const w = world();
    w.arm.eligiblePages = pages;
    w.graph.eligiblePages = all(entraRole);
    const reading = await read(w);
    expect(reading.problems).toMatchObject([{code, provider: 'azure-resource'}]);
    expect(reading.answered).toEqual(['entra-role']);
    expect(reading.items).toContainEqual(entraRole);
  });

  test('its half-read list is not kept', async () => {
    const w = world();
    w.arm.eligiblePages = [{items: [eligibility()], complete: false}];
    await read(w);
    expect([...w.cache.eligible.keys()]).toEqual(['entra-role']);
  });

  test.each([
    ['out of time', new DOMException('late', 'TimeoutError'), 'unreachable'],
    ['interrupted', undefined, 'cancelled'],
    ['stopped for a reason', new Trouble({code: 'throttled'}), 'throttled'],
  ])('%s', async (_, reason, code) => {
    const w = world();
    w.arm.eligiblePages = [new DOMException('stopped', 'AbortError')];
    const {problems} = await read(w, 'fresh', AbortSignal.abort(reason));
    expect(problems).toMatchObject([{code, provider: 'azure-resource'}]);
  });
});

describe('copies', () => {
  const minutesAgo = (age: number) => ({value: [eligibility({id: 'copy'})], readAt: NOON - age * 60_000});

  test.each([
    ['cached', 600, 'copy'],
    ['recent', 4, 'copy'],
    ['recent', 5, 'cloud'],
    ['recent', -1, 'cloud'],
    ['fresh', 0, 'cloud'],
  ] as const)('%s, %d minutes old: %s', async (source, age, from) => {
    const w = world({});
    w.arm.eligiblePages = all(eligibility({id: 'cloud'}));
    w.cache.eligible.set('azure-resource', minutesAgo(age));
    const {items} = await gather(list(w.app, {source, kinds: ['azure-resource']}, quiet()));
    expect(items.map(item => item.id)).toEqual([from]);
    expect(w.arm.read.length).toBe(from === 'cloud' ? 1 : 0);
  });

  test('the oldest part is told', async () => {
    const w = world();
    w.cache.eligible.set('azure-resource', minutesAgo(30));
    w.cache.eligible.set('entra-role', minutesAgo(60));
    expect((await read(w, 'cached')).oldest).toBe(NOON - HOUR);
  });

  test('without a copy and without asking: "could not look", not "none"', async () => {
    const {problems, answered} = await read(world(), 'cached');
    expect(answered).toEqual([]);
    expect(problems).toMatchObject([{code: 'unreachable'}, {code: 'unreachable'}]);
  });

  test('what was read whole is kept as the cloud told it', async () => {
    const w = world();
    w.arm.eligiblePages = all(eligibility());
    await read(w);
    expect(w.cache.eligible.get('azure-resource')).toEqual({value: [eligibility()], readAt: NOON});
  });

  test('a store that cannot be opened: cached says so', async () => {
    const w = world();
    w.cache.broken = true;
    expect((await read(w, 'cached')).problems).toMatchObject([
      {code: 'state-unwritable'},
      {code: 'state-unwritable'},
    ]);
  });
});

describe('what is known besides', () => {
  test('policies and running grants are joined in', async () => {
    const w = world();
    w.arm.eligiblePages = all(eligibility());
    await w.cache.keepPolicy('azure-resource', 'azr-1', policy({}, {ticket: true}), NOON);
    await w.cache.keepGrants('azure-resource', [grant()], NOON);
    expect((await read(w)).items).toMatchObject([
      {maxDuration: 28_800, requires: {ticket: true}, grantId: 'azr-1.abc'},
    ]);
  });

  test.each([
    ['that has ended', grant({endsAt: NOON})],
    ['that is on its way', grant({state: 'provisioning'})],
    ['of another role', grant({eligibilityId: 'azr-2'})],
  ])('a grant %s is not its running one', async (_, row) => {
    const w = world();
    w.arm.eligiblePages = all(eligibility());
    await w.cache.keepGrants('azure-resource', [row], NOON);
    expect((await read(w)).items).toMatchObject([{grantId: null}]);
  });

  test('an unreadable policy takes no known maximum away', async () => {
    const w = world();
    w.arm.eligiblePages = all(eligibility({maxDuration: 3600}));
    await w.cache.keepPolicy('azure-resource', 'azr-1', UNKNOWN_POLICY, NOON);
    expect((await read(w)).items).toMatchObject([{maxDuration: 3600}]);
  });

  test.each([
    ['group', 'direct'],
    ['direct', 'group'],
    ['inherited', 'direct'],
  ] as const)('a %s and a %s row of one id are one direct item', async (first, second) => {
    const w = world();
    w.arm.eligiblePages = [
      {items: [eligibility({memberType: first})], complete: false},
      {items: [eligibility({memberType: second})], complete: true},
    ];
    expect((await read(w)).items).toMatchObject([{memberType: 'direct'}]);
  });
});
