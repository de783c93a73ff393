import {afterEach, describe, expect, test} from 'vitest';
import {LONGEST_SESSION, SCIM_LAG} from '../../../src/core/aws.ts';
import {eligibilityId} from '../../../src/core/id.ts';
import {UNKNOWN_POLICY} from '../../../src/core/policy.ts';
import {Trouble} from '../../../src/core/problem.ts';
import {minutes} from '../../../src/core/time.ts';
import {type AwsPlace, awsPlace, closePlaces, pathsOf, toldBy} from './place.ts';

afterEach(closePlaces);

const PROD = '111122223333';
const fill = ({organisation}: AwsPlace['cloud']) =>
  organisation.aws
    .account({id: PROD, name: 'Prod'})
    .permissionSet({account: 'Prod', name: 'ReadOnly'})
    .permissionSet({account: 'Prod', name: 'Admin_Break+Glass'});

const LINK = {
  groupId: 'c0ffee00-0000-4000-8000-000000000001',
  accountId: PROD,
  permissionSet: 'Owner',
  session: 'corp',
};

const list = (on: AwsPlace, maxAge?: number) =>
  on.clock.through(toldBy(on.provider.eligible(on.signal, maxAge)));

const idOf = (accountId: string, set: string) => eligibilityId('aws-permission-set', 'aws', accountId, set);

describe('what the portal lists', () => {
  test('stands, and says what it asks for', async () => {
    const on = await awsPlace({fill});
    const {items} = await list(on);
    expect(items).toEqual([
      {
        ...{id: idOf(PROD, 'ReadOnly'), kind: 'aws-permission-set', name: 'ReadOnly'},
        scope: {id: PROD, name: 'Prod', type: 'account'},
        ...{entitlement: 'standing', memberType: 'direct', maxDuration: LONGEST_SESSION},
        requires: {justification: true, ticket: false, approval: false, mfa: false, authContext: false},
        ...{condition: null, endsAt: null, grantId: null},
        guarantee: {endedBy: 'local', overrunSeconds: LONGEST_SESSION},
        address: {session: 'corp', accountId: PROD, permissionSet: 'ReadOnly'},
      },
      expect.objectContaining({name: 'Admin_Break+Glass'}),
    ]);
  });

  test('an account without a name goes by its id', async () => {
    const on = await awsPlace({
      fill: ({organisation: {aws}}) =>
        aws.account({id: PROD, name: ''}).permissionSet({account: PROD, name: 'A'}),
    });
    expect((await list(on)).items).toMatchObject([{scope: {id: PROD, name: PROD}}]);
  });

  test('a place that two sessions show is one row', async () => {
    const on = await awsPlace({fill, sessions: ['corp', 'twin']});
    expect((await list(on)).items).toHaveLength(2);
  });

  test('hostile names are told exactly, for the door to make visible', async () => {
    const name = 'prod\u001b]8;;https://evil.example\u0007';
    const on = await awsPlace({
      fill: ({organisation: {aws}}) =>
        aws.account({id: PROD, name}).permissionSet({account: PROD, name: 'A'}),
    });
    expect((await list(on)).items).toMatchObject([{scope: {name}}]);
  });

  test('progress counts accounts, and pages hold several of them', async () => {
    const on = await awsPlace({cloud: {awsAccounts: 250}});
    const {pages} = await list(on);
    const done = pages.map(({progress}) => progress?.done ?? 0);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(pages.at(-1)?.progress).toEqual({done: 250, total: 250});
    expect(pages.length).toBeLessThan(60);
    expect(pages.filter(({complete}) => complete)).toHaveLength(1);
  });

  test('no session is an empty list', async () => {
    const on = await awsPlace({sessions: []});
    expect((await list(on)).pages).toEqual([{items: [], complete: true}]);
  });
});

describe('sessions', () => {
  test('one that nobody signed in to is a gap beside the other', async () => {
    const on = await awsPlace({fill, sessions: ['corp', 'other'], signedOut: ['other']});
    const {items, gaps, thrown} = await list(on);
    expect(thrown).toBeUndefined();
    expect(items).toHaveLength(2);
    expect(gaps).toMatchObject([{code: 'signed-out', session: 'other', reason: 'never'}]);
  });

  test('none that anybody signed in to is the problem of the source', async () => {
    const on = await awsPlace({fill, sessions: ['corp', 'other'], signedOut: ['corp', 'other']});
    expect(await list(on)).toMatchObject({
      items: [],
      thrown: {problem: {code: 'signed-out', session: 'corp'}},
    });
    expect(on.cloud.log).toEqual([]);
  });
});

describe('copies of accounts', () => {
  test('are kept as accounts are read, and taken while they are young enough', async () => {
    const on = await awsPlace({fill});
    await list(on);
    await list(on, minutes(5));
    expect(pathsOf(on, '/roles')).toHaveLength(1);
    await on.clock.turn(minutes(5));
    await list(on, minutes(5));
    expect(pathsOf(on, '/roles')).toHaveLength(2);
  });

  test('count for nothing when everything is to be read', async () => {
    const on = await awsPlace({fill});
    await list(on);
    await list(on);
    expect(pathsOf(on, '/roles')).toHaveLength(2);
  });

  test('hide nothing when there is no place for them', async () => {
    const on = await awsPlace({fill});
    on.accounts.broken = new Trouble({
      code: 'state-unwritable',
      path: 'state.db',
      reason: 'the disk is full',
    });
    const {items, gaps, thrown} = await list(on, minutes(5));
    expect([items.length, gaps, thrown]).toEqual([2, [], undefined]);
  });

  test('from a time to come were made under another clock, and count for nothing', async () => {
    const on = await awsPlace({fill});
    const readAt = on.clock.now() + minutes(1);
    await on.accounts.keep('corp', {accountId: PROD, permissionSets: ['Ghost'], readAt});
    expect((await list(on, minutes(5))).items.map(({name}) => String(name))).not.toContain('Ghost');
  });

  test('of an account that is not listed any more tell nothing', async () => {
    const on = await awsPlace({fill});
    await on.accounts.keep('corp', {
      accountId: '999999999999',
      permissionSets: ['Ghost'],
      readAt: on.clock.now(),
    });
    expect((await list(on, minutes(5))).items).toHaveLength(2);
  });
});

describe('a place that a PIM group brings', () => {
  const brought = (cloud: AwsPlace['cloud']) => {
    fill(cloud).permissionSet({account: 'Prod', name: 'Owner'});
  };

  test.each([
    ['while the portal does not show it', fill],
    ['while it does', brought],
  ] as const)('is one row to be activated, %s', async (_when, filled) => {
    const on = await awsPlace({fill: filled, links: [LINK]});
    const owners = (await list(on)).items.filter(({name}) => String(name) === 'Owner');
    expect(owners).toMatchObject([
      {
        ...{id: idOf(PROD, 'Owner'), entitlement: 'eligible', memberType: 'group', maxDuration: null},
        requires: UNKNOWN_POLICY.requires,
        scope: {id: PROD, name: 'Prod'},
        address: {session: 'corp', accountId: PROD, permissionSet: 'Owner', groupId: LINK.groupId},
        guarantee: {endedBy: 'session', overrunSeconds: SCIM_LAG + LONGEST_SESSION},
      },
    ]);
  });

  test('is that row too where a copy of the account is told first', async () => {
    const on = await awsPlace({fill: brought, links: [LINK]});
    const readAt = on.clock.now();
    await on.accounts.keep('corp', {accountId: PROD, permissionSets: ['Owner'], readAt});
    expect((await list(on, minutes(5))).items).toMatchObject([{name: 'Owner', entitlement: 'eligible'}]);
  });

  test('in an account that the portal does not show at all goes by the id', async () => {
    const on = await awsPlace({links: [LINK]});
    expect((await list(on)).items).toMatchObject([{name: 'Owner', scope: {id: PROD, name: PROD}}]);
  });

  test('is a row even while nobody is signed in', async () => {
    const on = await awsPlace({sessions: ['corp', 'other'], signedOut: ['corp'], links: [LINK]});
    expect(await list(on)).toMatchObject({
      items: [{name: 'Owner'}],
      gaps: [{code: 'signed-out', session: 'corp'}],
    });
  });
});

test('a listener that goes away stops the reading', async () => {
  const on = await awsPlace({cloud: {awsAccounts: 300}});
  const leaving = async () => {
    for await (const page of on.provider.eligible(on.signal)) if (page.items.length > 0) return;
  };
  await on.clock.through(leaving());
  const asked = on.cloud.log.length;
  await on.clock.turn(minutes(1));
  expect(on.cloud.log.length).toBe(asked);
  expect(asked).toBeLessThan(60);
});

test('an interruption ends it with an AbortError', async () => {
  const on = await awsPlace({cloud: {awsAccounts: 300}});
  const stop = new AbortController();
  const told = on.clock.through(toldBy(on.provider.eligible(stop.signal)));
  stop.abort();
  expect((await told).thrown).toMatchObject({name: 'AbortError'});
});
