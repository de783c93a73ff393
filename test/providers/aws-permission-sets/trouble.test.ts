import {afterEach, describe, expect, test} from 'vitest';
import {minutes, seconds} from '../../../src/core/time.ts';
import {type AwsPlace, awsPlace, closePlaces, pathsOf, START, toldBy} from './place.ts';

afterEach(closePlaces);

const list = (on: AwsPlace, maxAge?: number) =>
  on.clock.through(toldBy(on.provider.eligible(on.signal, maxAge)));

const all = (on: AwsPlace) => on.cloud.organisation.aws.assigned.length;

describe('a portal that asks to slow down', () => {
  test('for a while: nothing is lost, and no refusal is taken for a sign-in', async () => {
    const on = await awsPlace({
      cloud: {awsAccounts: 120, aws: {portalLimit: {burst: 2, perSecond: 2}}},
      turned: cloud => {
        if (cloud.clock.now() > START + seconds(30))
          cloud.organisation.aws.portalLimit({burst: 20, perSecond: 20});
      },
    });
    const {items, gaps, thrown} = await list(on);
    expect([thrown, gaps]).toEqual([undefined, []]);
    expect(items).toHaveLength(all(on));
    expect(on.cloud.log.filter(({status}) => status === 429).length).toBeGreaterThan(5);
    expect(on.access.asked.filter(({refused}) => refused)).toEqual([]);
    // A portal that lets two calls a second through is not asked many times that.
    const early = on.cloud.log.filter(({at}) => at < START + seconds(30));
    expect(early.length).toBeLessThan(200);
  });

  test('without an end: the list ends with it, after a dozen tries', async () => {
    const on = await awsPlace({cloud: {awsAccounts: 1}});
    on.cloud.faults.add({match: {origin: 'portal'}, do: slowDown()});
    const {thrown} = await list(on);
    expect(thrown).toMatchObject({problem: {code: 'throttled', provider: 'aws-permission-set'}});
    expect(pathsOf(on, '/assignment/accounts')).toHaveLength(12);
    expect(on.clock.monotonic()).toBeGreaterThan(seconds(20));
  });

  test('waits as long as it is told to', async () => {
    const on = await awsPlace({cloud: {awsAccounts: 1}});
    on.cloud.faults.add({match: {origin: 'portal'}, nth: 1, do: slowDown({'retry-after': '40'})});
    expect((await list(on)).thrown).toBeUndefined();
    expect(on.clock.monotonic()).toBeGreaterThanOrEqual(seconds(40));
  });
});

describe('one account of many', () => {
  test('that is forbidden is a gap that names it; the others are told', async () => {
    const on = await awsPlace({cloud: {awsAccounts: 30}});
    const [account] = on.cloud.organisation.aws.accounts;
    const id = account?.id ?? '';
    on.cloud.organisation.aws.forbid(id);
    const {items, gaps, pages} = await list(on);
    expect(gaps).toEqual([
      expect.objectContaining({
        ...{code: 'denied', provider: 'aws-permission-set', wire: 'No access'},
        reason: expect.stringContaining(id),
      }),
    ]);
    expect(new Set(items.map(({scope}) => scope.id)).size).toBe(29);
    expect(pages.at(-1)).toMatchObject({complete: true, progress: {done: 30, total: 30}});
  });

  test('that answers nonsense is a gap too', async () => {
    const on = await awsPlace({cloud: {awsAccounts: 3}});
    const id = on.cloud.organisation.aws.accounts[1]?.id ?? '';
    on.cloud.faults.add({match: {origin: 'portal', path: `account_id=${id}`}, do: {garbage: 'html'}});
    const {gaps, items} = await list(on);
    expect(gaps).toMatchObject([{code: 'bad-answer', what: expect.stringContaining(id)}]);
    expect(new Set(items.map(({scope}) => scope.id)).size).toBe(2);
  });

  test('whose reading passes on a second try is none', async () => {
    const on = await awsPlace({cloud: {awsAccounts: 3}});
    on.cloud.faults.add({match: {origin: 'portal', path: '/roles'}, nth: 2, do: {reset: true}});
    on.cloud.faults.add({match: {origin: 'portal', path: '/roles'}, nth: 3, do: {status: 503, body: {}}});
    const {gaps, items} = await list(on);
    expect(gaps).toEqual([]);
    expect(items).toHaveLength(all(on));
  });

  test('but not one after the other: then it is the portal, and the rest is not asked for', async () => {
    const on = await awsPlace({cloud: {awsAccounts: 300}});
    on.cloud.faults.add({match: {origin: 'portal', path: '/roles'}, do: {reset: true}});
    const {thrown, pages} = await list(on);
    expect(thrown).toMatchObject({problem: {code: 'unreachable', provider: 'aws-permission-set'}});
    expect(pages.every(({complete}) => !complete)).toBe(true);
    expect(pathsOf(on, '/roles').length).toBeLessThan(150);
  });
});

describe('a portal session that ends in the middle', () => {
  test('is refreshed, and nothing is lost', async () => {
    let ended = false;
    const on = await awsPlace({
      cloud: {awsAccounts: 200},
      turned: cloud => {
        if (ended || cloud.clock.now() < START + seconds(5)) return;
        ended = true;
        cloud.organisation.aws.revokeAwsSessions();
      },
    });
    const {items, gaps, thrown} = await list(on);
    expect([thrown, gaps]).toEqual([undefined, []]);
    expect(items).toHaveLength(all(on));
    const refused = on.cloud.log.filter(({status}) => status === 401).length;
    expect(refused).toBeGreaterThan(0);
    expect(on.access.asked.filter(one => one.refused)).toHaveLength(refused);
    expect(signIns(on)).toBe(1);
  });

  test('and cannot be refreshed: what was read is told and kept, and the next reading goes on from there', async () => {
    const over = START + seconds(5);
    const on = await awsPlace({cloud: {awsAccounts: 200}, turned: endOnce(over)});
    const broken = await list(on);
    expect(broken.thrown).toMatchObject({problem: {code: 'signed-out', reason: 'expired', session: 'corp'}});
    const read = on.accounts.kept.get('corp')?.size ?? 0;
    expect(read).toBeGreaterThan(20);
    expect(new Set(broken.items.map(({scope}) => scope.id)).size).toBe(read);
    expect(signIns(on)).toBe(1);

    const before = pathsOf(on, '/roles').length;
    on.access.signInAgain('corp');
    const whole = await list(on, minutes(5));
    expect(whole.thrown).toBeUndefined();
    expect(whole.items).toHaveLength(all(on));
    expect(pathsOf(on, '/roles').length - before).toBe(200 - read);
  });
});

describe('pages', () => {
  test('that go round in a circle end', async () => {
    const on = await awsPlace({cloud: {awsAccounts: 1}});
    const body = {accountList: [], nextToken: 'again'};
    on.cloud.faults.add({match: {origin: 'portal'}, do: {body}});
    expect((await list(on)).thrown).toMatchObject({problem: {code: 'bad-answer'}});
    expect(pathsOf(on, '/accounts')).toHaveLength(2);
  });

  test('an account whose id is none is no answer', async () => {
    const on = await awsPlace({cloud: {awsAccounts: 1}});
    on.cloud.faults.add({match: {origin: 'portal'}, do: {body: {accountList: [{accountId: '../7'}]}}});
    expect((await list(on)).thrown).toMatchObject({problem: {code: 'bad-answer'}});
    expect(pathsOf(on, '/roles')).toEqual([]);
  });

  test('more sets than fit on one page are all told', async () => {
    const on = await awsPlace({
      fill: ({organisation: {aws}}) => {
        for (let at = 0; at < 230; at += 1) aws.permissionSet({account: 'Big', name: `Set-${at}`});
      },
    });
    expect((await list(on)).items).toHaveLength(230);
    expect(pathsOf(on, '/roles')).toHaveLength(3);
  });
});

const slowDown = (headers: Readonly<Record<string, string>> = {}) => ({
  status: 429,
  headers: {'x-amzn-errortype': 'TooManyRequestsException', ...headers},
  body: {message: 'HTTP 429 Unknown Code'},
});

const signIns = ({cloud}: AwsPlace): number =>
  cloud.log.filter(({origin, path}) => origin === 'oidc' && path.startsWith('/device_authorization')).length;

/** Ends every token, and the refreshing too, once. */
function endOnce(at: number): (cloud: AwsPlace['cloud']) => void {
  let ended = false;
  return cloud => {
    if (ended || cloud.clock.now() < at) return;
    ended = true;
    cloud.organisation.aws.revokeAwsRefreshTokens();
    cloud.organisation.aws.revokeAwsSessions();
  };
}
